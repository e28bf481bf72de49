import addressparser from 'nodemailer/lib/addressparser';

/** The address in `Name <address>` or in a bare address, as the sending reads it; empty when there is none. */
export function addressOf(text: string): string {
  return addressparser(text, { flatten: true })[0]?.address ?? '';
}

/** What stands behind the last @, in small letters; empty without one. */
export function domainOf(address: string): string {
  const at = address.lastIndexOf('@');
  return at === -1 ? '' : address.slice(at + 1).toLowerCase();
}

/** What keeps a text from being one address that everybody reads alike. */
export type AddressProblem =
  /** Nothing in it has an @. */
  | 'missing'
  | 'several'
  /** `<` and `>` are not a pair around the address at the end. */
  | 'brackets'
  /** More than one @. */
  | 'at'
  | 'domain'
  | 'blank'
  | 'other';

/** A local part without quotes, of any script (RFC 5321 section 4.1.2, RFC 6531). */
const plainLocalPart = String.raw`[^\s@<>()[\],;:"\\\p{Cc}]+`;
const localPart = String.raw`(?:"(?:[^<>"\\\p{Cc}]|\\[^<>\p{Cc}])+"|${plainLocalPart})`;
const label = String.raw`[\p{L}\p{N}\p{M}_\-]+`;
const plainDomain = String.raw`${label}(?:\.${label})*`;
const domain = String.raw`(?:\[[\p{L}\p{N}:.\-]+\]|${plainDomain})`;
const quoted = String.raw`"(?:[^"\\\p{Cc}]|\\[^\p{Cc}])*"`;
const name = String.raw`(?:${quoted}|[^<>"\\\p{Cc}])*`;
/** What nearly all addresses look like: nothing in them needs a parser, or a pattern that knows all scripts. */
const plain =
  /^(?:[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)*|[\w .'&!?+/-]*<[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)*>)$/;

/** The patterns for all scripts, made when the first address needs one: that takes some milliseconds. */
let made: { wellFormed: RegExp; quotedTexts: RegExp; validDomain: RegExp } | undefined;
function patterns() {
  made ??= {
    wellFormed: new RegExp(
      String.raw`^(?:${name}<\s*(${localPart}@${domain})\s*>|(${localPart}@${domain})(?:\s*\([^()\\\p{Cc}]*\))?)$`,
      'u',
    ),
    quotedTexts: new RegExp(quoted, 'gu'),
    validDomain: new RegExp(`@${domain}$`, 'u'),
  };
  return made;
}

/** What is wrong with `Name <address>` or a bare address; undefined for one that is sent to as it stands. */
export function addressProblem(text: string): AddressProblem | undefined {
  if (plain.test(text)) return undefined;
  const { wellFormed, quotedTexts, validDomain } = patterns();
  const found = addressparser(text, { flatten: true });
  const addresses = found.map(({ address = '' }) => address).filter((address) => address.includes('@'));
  const [address] = addresses;
  if (address === undefined) return 'missing';
  const [, inBrackets, bare] = text.trim().match(wellFormed) ?? [];
  // a bracket that is open in a name hides the address from the parser
  if (found.length === 1 && address === (inBrackets ?? bare)) return undefined;
  if (addresses.length > 1) return 'several';
  const unquoted = text.replace(quotedTexts, '""');
  const inner = /[<>]/.test(unquoted) ? unquoted.match(/^[^<>]*<([^<>]*)>\s*$/)?.[1] : unquoted;
  if (inner === undefined) return 'brackets';
  if (inner.split('@').length > 2) return 'at';
  if (/\s/.test(inner.trim())) return 'blank';
  return validDomain.test(inner.trim()) ? 'other' : 'domain';
}
