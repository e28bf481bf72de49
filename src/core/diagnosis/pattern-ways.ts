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
  const plain = pattern.replace(/\\./g, '_').replace(/\[[^\]]*\]/g, '_');
  /** Of each open group the ways of its alternatives so far, and whether it only looks. */
  const groups = [{ ways: [1], looks: false }];
  let most = 1;
  let last = 1;
  for (const [token, lower, range, upper] of plain.matchAll(
    /\{(\d+)(?:(,)(\d*))?\}\??|\?\??|\((?:\?(?:<?[=!]|:|<\w+>))?|[\s\S]/g,
  )) {
    const ways = groups.at(-1)?.ways ?? [];
    const end = ways.length - 1;
    if (lower !== undefined || token.startsWith('?')) {
      const [low, high] = lower === undefined ? [0, 1] : [Number(lower), Number(range ? upper : lower)];
      ways[end] = ((ways[end] ?? 1) / last) * last ** high * (high - low + 1);
      last = 1;
    } else if (token.startsWith('(')) {
      groups.push({ ways: [1], looks: /^\(\?<?[=!]/.test(token) });
    } else if (token === ')' && groups.length > 1) {
      const group = groups.pop();
      const inside = Math.max(...(group?.ways ?? []));
      most = Math.max(most, inside);
      last = group?.looks ? 1 : inside;
      const outer = groups.at(-1)?.ways ?? [];
      outer[outer.length - 1] = (outer.at(-1) ?? 1) * last;
    } else {
      if (token === '|') ways.push(1);
      last = 1;
    }
  }
  return Math.max(most, ...(groups[0]?.ways ?? []));
}
