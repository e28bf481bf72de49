/** What may introduce words that are said of another case, of what may be, or of what to look at; looked for before anything is cut. */
const hint =
  /\b(?:if|unless|case|cases|sure|ensure|check|verify|review|may|might|could|some|hint|tip|causes?|reasons?|means|caused|happens|pass|none|neutral)\b|überprüf|falls |v[ée]rifi|assurez|asegúr|assicur|certifique|sprawd|upewn|patikrin|\?(?:\s|$)/iu;

/** From such a word to the end of its sentence. A dot inside a name or a code ends none. A question is no finding either. */
const advice =
  /\b(?:if|unless|in (?:case|other cases)|make sure|ensure|(?:please|must|should|can|need to|want to|to) (?:also )?(?:check|verify|review|confirm)|(?:double[- ])?check (?:that|whether|your|the)|(?<=[.!;,] )check(?! (?:fail|result|error))|verify (?:that|whether|your|the)|some (?:hosts|servers|providers|systems)|(?:hint|tip|(?:possible|common) (?:causes?|reasons?)):|(?:usually|often|typically) (?:means|caused by|happens)|(?:may|might|could) (?:also )?(?:be|have been|need|want)|(?:bitte )?überprüfen sie|falls|v[ée]rifiez|assurez-vous|verifique|asegúrese|verificare|assicurarsi|certifique-se|sprawdź|upewnij się|patikrinkite)(?![\p{L}])(?:(?![.;!?](?:\s|$)).){0,400}|\b(?:spf|dkim|dmarc|arc) ?[=:]? ?(?:\(?(?:pass(?:ed)?|none|neutral))\b|(?<=^|[.;!?] )[^.;!?]{1,200}\?(?=\s|$)/giu;

/**
 * A reply without its conditions, advice and guesses: `if you are not a spammer, check your SPF record` names no cause of its own.
 * The text itself where there is nothing to take away.
 */
export function withoutAdvice(text: string): string {
  return hint.test(text) ? text.replace(advice, ' ') : text;
}
