/** A file of `count` accounts, twenty lines each, with something to find in every fifth. */
export function manyAccounts(count: number): string {
  const accounts = Array.from({ length: count }, (_value, index) => {
    const odd = index % 5 === 0;
    return `  account-${index}:
    # who sends: department ${index}
    host: mail${index}.example.com
    port: ${odd ? 465 : 587}
    encryption: starttls
    auth: password
    user: shop${index}@example.com
    password: \${secret:account-${index}}
    from: "Shop ${index} <shop${index}@example.com>"
    replyTo: help${index}@example.com
    timeout: 30s
    envelopeFrom: bounce${index}@example.com
    ehloName: client${index}.example.com
    family: ipv4
    tls:
      servername: mail${index}.example.com
      minVersion: TLSv1.2
      verify: ${odd ? 'false' : 'true'}
    x-note: a note of somebody # and a comment
`;
  });
  return `version: 1\ndefault: account-0\naccounts:\n${accounts.join('\n')}`;
}
