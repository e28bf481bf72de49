/** The address in `Name <address>`, or the whole text when it is not written like that; trimmed. */
export function addressOf(text: string): string {
  return (text.match(/<([^<>]*)>\s*$/)?.[1] ?? text).trim();
}

/** What stands behind the last @, in small letters; empty without one. */
export function domainOf(address: string): string {
  const at = address.lastIndexOf('@');
  return at === -1 ? '' : address.slice(at + 1).toLowerCase();
}
