/** A part of a regular expression, as far as it matters how often it is tried. */
type Part =
  | { kind: 'one'; set: Set }
  | { kind: 'all'; parts: Part[] }
  | { kind: 'any'; parts: Part[] }
  | { kind: 'repeat'; part: Part; least: number; most: number }
  /** Takes no character: what is looked for ahead or behind, or nothing. */
  | { kind: 'look'; part?: Part };

/** Characters as bits: ASCII, and one that stands for all others. */
type Set = bigint;

const characters = [...Array.from({ length: 128 }, (_, code) => String.fromCharCode(code)), 'ę'];
const everything: Set = (1n << BigInt(characters.length)) - 1n;

/** UTF-16 units beyond which nothing is estimated. */
const maxLength = 2000;

/** What it takes to try a part from one place on in vain. */
interface Effort {
  /** In how many ways it can match there: what follows is tried behind each. */
  ways: number;
  steps: number;
}

/**
 * How many steps a regular expression can take from one place of a text before it gives up there: its repetitions and
 * alternatives can share the text among them in many ways. An estimate; a repetition ends where what follows can begin. Only
 * for what `RegExp` takes, with bounded repetitions; infinite for one that is too long to tell.
 */
export function patternSteps(pattern: string): number {
  return pattern.length > maxLength ? Number.POSITIVE_INFINITY : effort(parse(pattern), everything, 1).steps;
}

/** `next` is what the text behind the part can begin with, and `density` at which part of all places it can. */
function effort(part: Part, next: Set, density: number): Effort {
  switch (part.kind) {
    case 'one':
      return { ways: 1, steps: 1 };
    case 'look':
      // what was found is not looked for another time
      return { ways: 1, steps: part.part ? effort(part.part, everything, 1).steps : 1 };
    case 'any': {
      const efforts = part.parts.map((one) => effort(one, next, density));
      const ways = efforts.map((one) => one.ways);
      const steps = efforts.reduce((sum, one) => sum + one.steps, 0);
      return { ways: areApart(part.parts) ? Math.max(...ways) : ways.reduce((sum, one) => sum + one, 0), steps };
    }
    case 'all': {
      let [behind, places] = [next, density];
      let [ways, steps] = [1, 0];
      for (const [index, one] of [...part.parts.entries()].reverse()) {
        const own = effort(one, behind, places);
        steps = own.steps + own.ways * steps;
        ways *= own.ways;
        behind = isEmpty(one) ? firstOf(one) | behind : firstOf(one);
        const rest = part.parts.slice(index);
        places = rest.every(isEmpty) ? 1 : densityOf(rest);
      }
      return { ways, steps };
    }
    case 'repeat': {
      const { part: inner, least, most } = part;
      const begin = firstOf(inner);
      const own = effort(inner, most > 1 ? begin | next : next, most > 1 ? 1 : density);
      const isSure = !isEmpty(inner) && (begin & next) === 0n;
      const ends = isSure ? 1 : Math.ceil((most - least) * (inner.kind === 'one' ? density : 1)) + 1;
      const atMost = (count: number) => Math.min(count, Number.MAX_VALUE);
      return {
        ways: atMost(ends * own.ways ** most),
        steps: atMost(most * own.ways ** Math.max(0, most - 1) * own.steps),
      };
    }
  }
}

/** True when the first character tells which of the parts it is. */
function areApart(parts: readonly Part[]): boolean {
  let seen: Set = 0n;
  return parts.every((part) => {
    const set = firstOf(part);
    const apart = !isEmpty(part) && (seen & set) === 0n;
    seen |= set;
    return apart;
  });
}

/** True for what can match no character at all. */
function isEmpty(part: Part): boolean {
  switch (part.kind) {
    case 'one':
      return false;
    case 'look':
      return true;
    case 'all':
      return part.parts.every(isEmpty);
    case 'any':
      return part.parts.some(isEmpty);
    case 'repeat':
      return part.least === 0 || isEmpty(part.part);
  }
}

/** What a match of the part can begin with. */
function firstOf(part: Part): Set {
  switch (part.kind) {
    case 'one':
      return part.set;
    case 'look':
      return 0n;
    case 'any':
      return part.parts.reduce((set, one) => set | firstOf(one), 0n);
    case 'all': {
      const end = part.parts.findIndex((one) => !isEmpty(one));
      return part.parts.slice(0, end === -1 ? undefined : end + 1).reduce((set, one) => set | firstOf(one), 0n);
    }
    case 'repeat':
      return firstOf(part.part);
  }
}

/** How many of all places of a text these parts can begin at: words do not overlap themselves. */
function densityOf(parts: readonly Part[]): number {
  const words = wordsOf(parts, [[]]);
  return Math.min(
    1,
    words.reduce((sum, word) => sum + 1 / periodOf(word), 0),
  );
}

/** The sets that matches begin with, one after the other, as far as they are the same for every match. */
function wordsOf(parts: readonly Part[], before: readonly Set[][]): Set[][] {
  let words = [...before];
  for (const part of parts) {
    if (part.kind === 'look') continue;
    if (part.kind === 'one') words = words.map((word) => [...word, part.set]);
    else if (part.kind === 'all') {
      words = wordsOf(part.parts, words);
      if (!part.parts.every(isFixed)) break;
    } else {
      // what begins several ways ends the word, unless it is a handful of words itself
      if (part.kind === 'any') words = part.parts.flatMap((one) => wordsOf([one], words));
      else if (part.least > 0) words = wordsOf([part.part], words);
      break;
    }
  }
  return words;
}

/** True for what always is one character after the other. */
function isFixed(part: Part): boolean {
  return part.kind === 'one' || part.kind === 'look' || (part.kind === 'all' && part.parts.every(isFixed));
}

/** The smallest distance at which a word can stand again. */
function periodOf(word: readonly Set[]): number {
  for (let period = 1; period < word.length; period += 1)
    if (word.slice(period).every((set, index) => (set & (word[index] ?? 0n)) !== 0n)) return period;
  return Math.max(1, word.length);
}

function parse(pattern: string): Part {
  let at = 0;
  const alternatives = (): Part => {
    const parts: Part[] = [];
    do parts.push(sequence());
    while (pattern[at++] === '|');
    at -= 1;
    return parts.length === 1 ? (parts[0] as Part) : { kind: 'any', parts };
  };
  const sequence = (): Part => {
    const parts: Part[] = [];
    while (at < pattern.length && !'|)'.includes(pattern[at] ?? '')) parts.push(repeated(atom()));
    return { kind: 'all', parts };
  };
  const atom = (): Part => {
    const rest = pattern.slice(at);
    const [group, look] = rest.match(/^\((?:\?(?:(<?[=!])|:|<\w+>))?/) ?? [];
    if (group === undefined) {
      const source =
        rest.match(/^(?:\[(?:\\[\s\S]|[^\]\\])*\]|\\(?:u[\da-f]{4}|x[\da-f]{2}|c[a-z]|k<\w+>|[\s\S])|[\s\S])/i)?.[0] ??
        '';
      at += source.length;
      return /^(?:[$^]|\\[bBk])/.test(source) ? { kind: 'look' } : { kind: 'one', set: setOf(source) };
    }
    at += group.length;
    const inner = alternatives();
    at += 1;
    return look === undefined ? inner : { kind: 'look', part: inner };
  };
  const repeated = (part: Part): Part => {
    const [all, mark, lower = '', comma, upper = ''] =
      pattern.slice(at).match(/^(?:([?*+])|\{(\d+)(?:(,)(\d*))?\})\??/) ?? [];
    if (all === undefined) return part;
    at += all.length;
    const least = mark === undefined ? Number(lower) : mark === '+' ? 1 : 0;
    const most =
      mark === '?' ? 1 : comma === undefined && mark === undefined ? least : Number(upper || Number.MAX_VALUE);
    return { kind: 'repeat', part, least, most };
  };
  return alternatives();
}

function setOf(source: string): Set {
  const pattern = new RegExp(`^(?:${source})$`, 'i');
  const found = characters.reduce((set, one, at) => (pattern.test(one) ? set | (1n << BigInt(at)) : set), 0n);
  // what refers to a group is no character of its own
  return found === 0n ? everything : found;
}
