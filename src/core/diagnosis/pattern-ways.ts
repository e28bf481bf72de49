import { barePattern } from './pattern-problem';

/** UTF-16 units beyond which nothing is counted: groups inside of groups exhaust the stack of `RegExp`. */
const maximumLength = 2000;

/**
 * In how many ways the repetitions of a regular expression can share a text among them: about as many steps a search can take at
 * each place of the text before it gives up there. The repetitions of things that follow each other multiply, those of
 * alternatives do not; what is looked for ahead or behind is not tried another time. For what `RegExp` takes, with bounded
 * repetitions; alternatives that begin alike are not counted; infinite for one that is too long to tell.
 */
export function patternWays(pattern: string): number {
  if (pattern.length > maximumLength) return Number.POSITIVE_INFINITY;
  /** The alternatives of each open group: the ways of their last part, and of all before it. */
  const groups: { looks: boolean; alternatives: { before: number; last: number }[] }[] = [];
  const open = (looks: boolean) => groups.push({ looks, alternatives: [{ before: 1, last: 1 }] });
  const waysOf = (group: (typeof groups)[number] | undefined) =>
    Math.max(...(group?.alternatives ?? []).map(({ before, last }) => before * last));
  let most = 1;
  open(false);
  for (const [token, lower, range, upper] of barePattern(pattern).matchAll(
    /\{(\d+)(?:(,)(\d*))?\}\??|\?\??|\((?:\?(?:<?[=!]|:|<\w+>))?|[\s\S]/g,
  )) {
    const here = groups.at(-1)?.alternatives.at(-1);
    if (here === undefined) break;
    if (lower !== undefined || token.startsWith('?')) {
      const [low, high] = lower === undefined ? [0, 1] : [Number(lower), Number(range ? upper : lower)];
      here.last = here.last ** high * (high - low + 1);
    } else if (token.startsWith('(')) {
      open(/^\(\?<?[=!]/.test(token));
    } else if (token === '|') {
      groups.at(-1)?.alternatives.push({ before: 1, last: 1 });
    } else {
      const group = token === ')' ? groups.pop() : undefined;
      const ways = group ? waysOf(group) : 1;
      most = Math.max(most, ways);
      const outer = groups.at(-1)?.alternatives.at(-1) ?? here;
      outer.before *= outer.last;
      outer.last = group?.looks ? 1 : ways;
    }
  }
  return Math.max(most, waysOf(groups[0]));
}
