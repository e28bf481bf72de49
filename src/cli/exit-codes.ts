/** What the process ends with; scripts rely on it. */
export const exitCodes = {
  passed: 0,
  /** A test failed. */
  failed: 1,
  /** Wrong usage, unreadable configuration, a missing secret, or a destination that was not agreed to. */
  usage: 2,
  /** A fault of our own. */
  internal: 3,
  /** Ctrl-C. */
  cancelled: 130,
} as const;
