/** Words of English that are no words of the other five languages, and that few sentences do without. */
const words = new Set(
  `about after all already an and any are at because been before being below between but by can cannot could did does
  each either every from get has have having here how if into is it its just more most must not of often only other our
  out over same should so some such than that the their them then there these they this those through under until up use
  was were what when where whether which while who why will with without would yet you your`.split(/\s+/),
);

/** Of those, what a language has too, with another meaning. */
const homographs: Readonly<Record<string, readonly string[]>> = {
  it: ['per', 'an', 'has', 'at'],
  lt: ['it', 'at', 'up', 'but', 'an'],
  es: ['has', 'can', 'an', 'at'],
  pt: ['an', 'has', 'at'],
  pl: ['by', 'at', 'all', 'out', 'than', 'an'],
};

/** English words of a sentence after which it counts as English: one or two may be part of a name or a quoted reply. */
const enough = 3;

/** Sentences of a translated text that still are English. What stands in quotation marks or after an ellipsis may be quoted in English. */
export function englishLeft(text: string, language: string): string[] {
  const own = homographs[language] ?? [];
  return text
    .replace(/[“„«"][^“”„«»"]*[”“»"]|^…\s.*/g, ' ')
    .split(/(?<=[.!?:;])\s+|\n+/)
    .filter((sentence) => {
      const found = sentence.toLowerCase().match(/\p{L}+/gu) ?? [];
      return new Set(found.filter((word) => words.has(word) && !own.includes(word))).size >= enough;
    });
}
