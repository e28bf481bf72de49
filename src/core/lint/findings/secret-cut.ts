import { type Hit, type Lint, perAccount } from '../lint';

/** A secret that YAML does not read as it is meant: its end is taken for a comment, or its beginning for a tag or an anchor. */
export const secretCut: Lint = {
  id: 'secret-cut',
  severity: 'warning',
  replaces: 'wrong-type',
  // what others say of the type is no help
  onlyHere: true,
  check: perAccount(({ secrets }) =>
    secrets.flatMap(({ path, value, misread, range }): Hit[] => {
      if (misread === undefined || range === undefined) return [];
      const isCertain = misread === 'cut';
      const fix = { id: 'quote', settings: [{ path, value }], ...(isCertain ? { preferred: true as const } : {}) };
      return [{ path, range, ...(isCertain ? {} : { details: { variant: misread } }), fixes: () => [fix] }];
    }),
  ),
};
