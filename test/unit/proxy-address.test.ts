import { describe, expect, it } from 'vitest';
import { parseProxy, shownProxy } from '../../src/core/account/proxy-address';

describe('the address of a proxy', () => {
  it.each([
    ['http://proxy:3128', { kind: 'connect', host: 'proxy', port: 3128 }],
    ['http://proxy', { kind: 'connect', host: 'proxy', port: 80 }],
    ['socks5://127.0.0.1', { kind: 'socks5', host: '127.0.0.1', port: 1080 }],
    ['socks5h://[::1]:9050', { kind: 'socks5', host: '::1', port: 9050 }],
    ['socks5://me:p%40ss%25@proxy:1080', { kind: 'socks5', host: 'proxy', port: 1080, user: 'me', password: 'p@ss%' }],
    ['socks5://me:100%@proxy', { kind: 'socks5', host: 'proxy', port: 1080, user: 'me', password: '100%' }],
    ['https://proxy', undefined],
    ['proxy:3128', undefined],
    ['socks4://proxy', undefined],
    ['http://proxy:0', undefined],
    ['', undefined],
  ])('%s', (text, expected) => {
    expect(parseProxy(text)).toEqual(expected);
  });

  it.each([
    ['socks5://me:hunter2@proxy:1080', 'socks5://me@proxy:1080'],
    ['http://[::1]:3128', 'http://[::1]:3128'],
    ['http://proxy', 'http://proxy:80'],
    ['http://proxy/', 'http://proxy:80'],
    ['ftp://me:hunter2@proxy', 'ftp://***'],
    ['proxy:3128', '***'],
  ])('%s is shown as %s', (text, expected) => {
    expect(shownProxy(text)).toBe(expected);
  });

  it.each([
    'me:hunter2@10.0.0.1:1080',
    'me:hunter2',
    'hunter2',
    '//me:hunter2@host',
    '10.0.0.1:1080:me:hunter2',
    'http://10.0.0.1:1080:me:hunter2',
    'socks5://me:hunter2',
    'socks4://me:p@ss/hunter2@host',
    'socks5://me:p@ss/hunter2@host',
    'http://me:p@hunter2/word@host',
    'http://me:p@hunter2\\word@host',
    'http://me:1?hunter2@host',
    'http://me:1#hunter2@host',
    'http://host:3128?user=me&password=hunter2',
    'socks5://me:hunter2@',
    'http://me:hunter2@host:99999',
    'http://me:hunter2@ho st',
  ])('%s never shows its password', (text) => {
    expect(shownProxy(text)).not.toContain('hunter2');
  });
});
