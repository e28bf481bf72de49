/** The value as an object; undefined when it is none. */
export function record(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
}

/** True for an object that has a text under each of the keys. */
export function texts(value: unknown, ...keys: string[]): boolean {
  const object = record(value);
  return object !== undefined && keys.every((key) => typeof object[key] === 'string');
}

/** True for a list of which every item is valid. */
export function listOf(value: unknown, valid: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(valid);
}
