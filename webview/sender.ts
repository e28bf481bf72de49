/** A sender as a person fills it in. */
export interface Sender {
  name: string;
  address: string;
}

/** Takes a sender apart: `Name <address>`, a name in quotes, or an address alone (RFC 5322 section 3.4). */
export function parseSender(text: string): Sender {
  const match = text.match(/^\s*(.*?)\s*<([^<>]*)>\s*$/);
  if (match === null) return { name: '', address: text.trim() };
  const [, name = '', address = ''] = match;
  const quoted = name.match(/^"((?:[^"\\]|\\.)*)"$/)?.[1];
  return { name: quoted === undefined ? name : quoted.replace(/\\(.)/g, '$1'), address: address.trim() };
}

/** Puts a sender together; a name is quoted where its letters would mean something else (RFC 5322 section 3.2.3). */
export function senderText({ name, address }: Sender): string {
  if (name === '') return address;
  const quoted = /[()<>[\]:;@\\,."]/.test(name) ? `"${name.replace(/[\\"]/g, '\\$&')}"` : name;
  return `${quoted} <${address}>`;
}
