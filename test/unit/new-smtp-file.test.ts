import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { newSmtpFile } from '../../src/core/account/new-smtp-file';
import { openData } from '../../src/core/data';

const data = openData(join(__dirname, '../../dist'));
const { providers } = data.knowledge();
const t = data.translator('en');
const file = (address: string, today = '2026-11-21') => newSmtpFile(address, providers, today, t);

describe('newSmtpFile', () => {
  it('names the provider of the address, which fills in the server', () => {
    expect(file('me@gmail.com')).toContain('    provider: gmail  # Gmail: host, port');
  });

  it('asks for the server where the provider has none for everyone', () => {
    expect(file('me@movistar.es')).not.toContain('provider:');
    expect(file('me@movistar.es')).toContain('    host: mail.movistar.es  # ask your mail provider');
  });

  it('says so when the provider takes no passwords, from the day on which it does not', () => {
    expect(file('me@outlook.com')).toContain('Outlook.com takes no passwords since September 16, 2024');
    expect(file('me@outlook.com', '2024-09-15')).not.toContain('takes no passwords');
  });
});
