/** Words of a reply that a time to wait follows. */
const asked =
  /(?:try|retry|again|wait|come back|resend|gr[ea]y?listed|deferred|blocked|locked|limited|available)\b[^.;\d]{0,40}/;

/** An amount with its unit, the end of a range where it is one: `5 minutes`, `5-10 min`, `30s`. */
const amount =
  /(?:\d{1,6} ?(?:-|–|to) ?)?(\d{1,6}) ?(d(?:ays?)?|h(?:ours?|rs?)?|m(?:in(?:ute)?s?)?|s(?:ec(?:ond)?s?)?)(?![a-z])/;

/** Amounts that belong together: `1 h 30 min`, `4m30s`, `1 hour and 5 minutes`. */
const duration = new RegExp(`${asked.source}((?:${amount.source}(?:,? (?:and )?)?){1,4})`, 'i');
const amounts = new RegExp(amount.source, 'gi');
const clock = /\b(?:retry|in|after|for)[ =:](?:about )?(\d{1,2}):(\d\d):(\d\d)\b/i;

const secondsOf: Readonly<Record<string, number>> = { d: 86_400, h: 3600, m: 60, s: 1 };

/**
 * How long a reply asks to wait: "try again in 5 minutes", "wait 4m30s", "Greylisted for 00:05:00", in minutes, rounded up.
 * Undefined when it does not say; at most a week, anything longer is no time to wait.
 */
export function parseRetryMinutes(text: string): number | undefined {
  const minutes = Math.ceil(secondsIn(text) / 60);
  return minutes > 0 && minutes <= 7 * 24 * 60 ? minutes : undefined;
}

function secondsIn(text: string): number {
  const written = duration.exec(text)?.[1];
  if (written !== undefined) {
    return [...written.matchAll(amounts)].reduce(
      (sum, [, count, unit = '']) => sum + Number(count) * (secondsOf[unit.charAt(0).toLowerCase()] ?? 0),
      0,
    );
  }
  const [, hours = 0, minutes = 0, seconds = 0] = clock.exec(text) ?? [];
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}
