import { addressProblem } from '../account/address';

/** A text in place of one that is no address. */
export interface MeantAddress {
  value: string;
  /** Nobody can have meant anything else. */
  certain: boolean;
}

/** Characters of a line in a header (RFC 5322 section 2.1.1): nobody types a longer address, and its patterns take long to fail. */
const maximumLength = 998;

/** What is meant by a text that is no address; `user` is the address that signs in. Undefined where it cannot be told. */
export function meantAddress(text: string, user?: string): MeantAddress | undefined {
  const meant = text.length > maximumLength ? undefined : candidate(text.trim(), user);
  return meant && addressProblem(meant.value) === undefined ? meant : undefined;
}

function candidate(text: string, user: string | undefined): MeantAddress | undefined {
  switch (addressProblem(text)) {
    case 'missing': {
      if (user === undefined || text.includes('@')) return undefined;
      const name = text.replace(/<[^<>]*>$/, '').trim();
      return { value: user.startsWith(`${text}@`) ? user : withName(name, user), certain: false };
    }
    case 'brackets': {
      const opened = text.match(/^([^<>]*)<+\s*([^<>\s]+)\s*>*$/);
      const [, name = '', address = ''] = opened ?? text.match(/^([^<>]*?)([^<>\s]+)>+$/) ?? [];
      return { value: withName(name.trim(), address), certain: opened !== null || name === '' };
    }
    case 'blank': {
      const together = /^\S+\s*@\s*\S+$/.test(text);
      if (together) return { value: text.replace(/\s/g, ''), certain: true };
      // the blank may be one too many in the address itself
      const [, name = '', address = ''] = text.match(/^([^<>@]+)\s([^<>@\s]+@[^<>@\s]+)$/) ?? [];
      return { value: withName(name.trim(), address), certain: false };
    }
    case 'domain':
      return { value: text.replace(/[.,;]+(>?)$/, '$1'), certain: true };
    case 'other':
      return { value: text.replace(/mailto:/i, ''), certain: true };
    default:
      return undefined;
  }
}

/** `Name <address>`, the name in quotes where it needs them (RFC 5322 section 3.4). */
function withName(name: string, address: string): string {
  if (name === '') return address;
  const plain = /^"(?:[^"\\]|\\.)*"$/.test(name) || !/[",;:<>()@[\]\\]/.test(name);
  return `${plain ? name : `"${name.replace(/["\\]/g, '\\$&')}"`} <${address}>`;
}
