/** True when one letter added, left out, changed, or changed places with its neighbour makes one text the other. */
export function isOneEditAway(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1 || a === b) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  const [restA, restB] = [a.slice(start), b.slice(start)];
  return (
    restA.slice(1) === restB.slice(1) ||
    restA.slice(1) === restB ||
    restA === restB.slice(1) ||
    (restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2))
  );
}

/** The candidate that is meant most likely: the same but for capitals, hyphens or underscores, else one typing error away, else one that begins the same. */
export function nearest(text: string, candidates: readonly string[]): string | undefined {
  const plain = (name: string) => name.toLowerCase().replace(/[-_ ]/g, '');
  const wanted = plain(text);
  return (
    candidates.find((candidate) => plain(candidate) === wanted) ??
    candidates.find((candidate) => isOneEditAway(plain(candidate), wanted)) ??
    (wanted.length > 3 ? candidates.find((candidate) => plain(candidate).startsWith(wanted)) : undefined)
  );
}
