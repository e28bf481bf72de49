import assert from 'node:assert/strict';

/** What `get` gives once that is something, asked again for ten seconds; fails with `what` after that. */
export async function eventually<T>(
  get: () => T | undefined | false | Promise<T | undefined | false>,
  what: string,
): Promise<T> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const value = await get();
    if (value) return value;
    assert.ok(Date.now() < deadline, what);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
