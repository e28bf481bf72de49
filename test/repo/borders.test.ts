import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(__dirname, '../..');

/** What each room may import: folders of ours, and packages. */
const borders: Record<string, { rooms: string[]; packages: RegExp }> = {
  'src/core': {
    rooms: ['src/core'],
    packages: /^(node:|nodemailer|smtp-server|selfsigned|socks$|yaml$|i18next$|marked$|openid-client$)/,
  },
  'src/protocol': { rooms: ['src/protocol', 'src/core'], packages: /^$/ },
  'src/cli': { rooms: ['src/cli', 'src/core'], packages: /^node:/ },
  'src/extension': { rooms: ['src/extension', 'src/core', 'src/protocol'], packages: /^(node:|vscode$)/ },
  webview: { rooms: ['webview', 'src/protocol'], packages: /^$/ },
};

/** The only file that may import the UI toolkit. */
const toolkitFile = 'webview/components.ts';

interface Import {
  file: string;
  target: string;
  typeOnly: boolean;
}

function importsOf(room: string): Import[] {
  return readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .flatMap((name) => {
      const file = join(room, name);
      const text = readFileSync(join(root, file), 'utf8');
      const found = text.matchAll(/^(?:import|export)\s+(type\s)?[^;]*?from\s+'([^']+)'|import\('([^']+)'\)/gm);
      return [...found].map(([, type, target, dynamic]) => ({
        file,
        target: target ?? dynamic ?? '',
        typeOnly: type !== undefined,
      }));
    });
}

describe.each(Object.entries(borders))('%s', (room, { rooms, packages }) => {
  const imports = importsOf(room);

  it('imports from its own side of the border only', () => {
    expect(imports.length).toBeGreaterThan(0);
    const crossing = imports.filter(({ file, target }) => {
      if (!target.startsWith('.'))
        return !packages.test(target) && !(file === toolkitFile && target === '@vscode/webview-ui-toolkit');
      const path = relative(root, join(root, dirname(file), target));
      return !rooms.some((allowed) => path.startsWith(`${allowed}/`));
    });
    expect(crossing).toEqual([]);
  });
});

describe('src/protocol', () => {
  it('imports types only', () => {
    expect(importsOf('src/protocol').filter(({ target, typeOnly }) => target.includes('core') && !typeOnly)).toEqual(
      [],
    );
  });
});

describe('the UI toolkit', () => {
  it('is imported in one file', () => {
    const files = importsOf('webview').filter(({ target }) => target.includes('webview-ui-toolkit'));
    expect([...new Set(files.map(({ file }) => file))]).toEqual([toolkitFile]);
  });
});
