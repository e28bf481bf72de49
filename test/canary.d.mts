/** Every writing of a secret, by name. */
export function writingsOf(secret: string, user?: string): Record<string, string>;

/** The names of the writings that the text shows, or nothing. */
export function secretsIn(text: string, secrets: readonly string[], user?: string): string[];
