/**
 * How long a reply asks to wait: "try again in 5 minutes", "wait 300 seconds", "Greylisted for 10 minutes", in minutes,
 * rounded up. Undefined when it does not say; at most a week, anything longer is no time to wait.
 */
export function parseRetryMinutes(text: string): number | undefined {
  const match =
    text.match(
      /(?:(?:try|retry|again|wait|come back|resend|grey?listed|gray?listed|deferred|blocked|locked|limited|retry in|available)\b[^.;\d]{0,40})(\d{1,6})\s?(seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h)\b/i,
    ) ?? text.match(/\b(?:retry|in|after|for)[ =:](?:about )?(\d{1,2}):(\d\d):\d\d\b/i);
  if (!match) return undefined;
  const [, count = '', unit = ''] = match;
  const amount = Number(count);
  const minutes = /^\d/.test(unit)
    ? amount * 60 + Number(unit)
    : /^s/i.test(unit)
      ? Math.ceil(amount / 60)
      : /^h/i.test(unit)
        ? amount * 60
        : amount;
  return minutes > 0 && minutes <= 7 * 24 * 60 ? minutes : undefined;
}
