// Builds everything into dist/; `--watch` builds the code again on changes.
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import Ajv from 'ajv';
import standaloneCode from 'ajv/dist/standalone/index.js';
import * as esbuild from 'esbuild';
import { compile } from 'json-schema-to-typescript';
import { parse } from 'yaml';
import { buildWebview } from './webview/build.mjs';

const root = fileURLToPath(new URL('.', import.meta.url));
const languages = ['en', 'it', 'lt', 'es', 'pt', 'pl'];
const watch = process.argv.includes('--watch');

/** Writes a file only when it changes, so that watchers and type checks stay calm. */
async function writeIfChanged(path, text) {
  const old = await readFile(path, 'utf8').catch(() => undefined);
  if (old !== text) await writeFile(path, text);
}

/** The validator of a JSON Schema, `generated/validate.js` beside it, and the schema itself. */
async function generateValidator(room, name) {
  const folder = join(root, room, 'generated');
  await mkdir(folder, { recursive: true });
  const schema = JSON.parse(await readFile(join(root, room, `${name}.json`), 'utf8'));
  const ajv = new Ajv({ allErrors: true, strict: false, code: { source: true, esm: true } });
  ajv.addSchema(schema, name);
  await writeIfChanged(join(folder, 'validate.js'), standaloneCode(ajv, { validate: name }));
  await writeIfChanged(
    join(folder, 'validate.d.ts'),
    `/** Validator of ${name}.json, compiled by Ajv. */\nexport const validate: ((data: unknown) => boolean) & { errors?: unknown[] | null };\n`,
  );
  return { folder, schema };
}

/** The validator and the types of smtp.yaml, from its one JSON Schema. */
async function generateAccount() {
  const { folder, schema } = await generateValidator('src/core/account', 'smtp-schema');
  const types = await compile({ ...schema, title: 'SmtpFile' }, 'SmtpFile', {
    bannerComment: '/* Made from smtp-schema.json by the build; not edited by hand. */',
    strictIndexSignatures: true,
  });
  await writeIfChanged(join(folder, 'smtp-file.ts'), types);
}

/** The schema for other editors: it says nothing about a file without `accounts`, which is some other program's. */
async function buildSchema() {
  const { $schema, title, description, definitions, ...file } = JSON.parse(
    await readFile(join(root, 'src/core/account/smtp-schema.json'), 'utf8'),
  );
  const shipped = {
    $schema,
    title,
    description,
    if: { type: 'object', required: ['accounts'] },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: { $ref: '#/definitions/file' },
    definitions: { ...definitions, file },
  };
  await writeFile(join(root, 'dist/smtp-schema.json'), `${JSON.stringify(shipped, null, 2)}\n`);
}

/** VS Code's own manifest strings, from the namespace `manifest` of the locales. */
async function generateManifestStrings() {
  for (const language of languages) {
    const strings = await readFile(join(root, `locales/${language}/manifest.json`), 'utf8');
    await writeIfChanged(join(root, language === 'en' ? 'package.nls.json' : `package.nls.${language}.json`), strings);
  }
}

/** Bundles a module of the sources and imports it. */
async function importSource(entry) {
  const outfile = join(root, 'dist/build', `${entry.replace(/\W/g, '-')}.mjs`);
  await esbuild.build({
    entryPoints: [join(root, entry)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
  });
  return import(`${pathToFileURL(outfile)}?${Date.now()}`);
}

/** Everything in knowledge/ and locales/ as JSON: `knowledge/PART.json`, `guides/LANG.json`, `locales/LANG.json`. */
async function buildData() {
  const { parseKnowledge } = await importSource('src/core/knowledge/parse-knowledge.ts');
  const { parseGuide } = await importSource('src/core/guide/parse-guide.ts');
  const { parseGuideFacts } = await importSource('src/core/guide/parse-guide-facts.ts');
  const yamlFile = async (file) => ({ file, content: parse(await readFile(join(root, file), 'utf8')) });
  const yamlFiles = async (folder) => {
    const names = (await readdir(join(root, folder))).filter((name) => name.endsWith('.yaml')).sort();
    return Promise.all(names.map((name) => yamlFile(`${folder}/${name}`)));
  };
  const folders = await readdir(join(root, 'knowledge/guides'), { withFileTypes: true });
  const ids = folders.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
  const facts = [];
  for (const id of ids) {
    const { file, content } = await yamlFile(`knowledge/guides/${id}/guide.yaml`);
    facts.push(parseGuideFacts(id, content, file));
  }
  const knowledge = parseKnowledge({
    providers: await yamlFiles('knowledge/providers'),
    rules: await yamlFiles('knowledge/rules'),
    guides: facts,
    topics: await yamlFile('knowledge/guides/index.yaml'),
    sources: await yamlFile('knowledge/sources.yaml'),
  });
  await mkdir(join(root, 'dist/knowledge'), { recursive: true });
  for (const [part, content] of Object.entries(knowledge))
    await writeFile(join(root, `dist/knowledge/${part}.json`), JSON.stringify(content));
  const applications = await yamlFiles('knowledge/applications');
  await writeFile(
    join(root, 'dist/knowledge/applications.json'),
    JSON.stringify(applications.map(({ content }) => content)),
  );
  await mkdir(join(root, 'dist/guides'), { recursive: true });
  await mkdir(join(root, 'dist/locales'), { recursive: true });
  for (const language of languages) {
    const guides = {};
    for (const guide of facts) {
      const file = `knowledge/guides/${guide.id}/${language}.md`;
      // a guide that is not translated yet is shown in English; the tests name it
      if (language === 'en' || existsSync(join(root, file)))
        guides[guide.id] = parseGuide(guide, await readFile(join(root, file), 'utf8'), file);
    }
    await writeFile(join(root, `dist/guides/${language}.json`), JSON.stringify(guides));
    const strings = {};
    for (const name of await readdir(join(root, 'locales', language))) {
      if (!name.endsWith('.json') || name === 'manifest.json') continue;
      strings[name.replace('.json', '')] = JSON.parse(await readFile(join(root, 'locales', language, name), 'utf8'));
    }
    await writeFile(join(root, `dist/locales/${language}.json`), JSON.stringify(strings));
  }
}

/**
 * Bundles that are loaded only when they are needed: imports of them stay imports in the other bundles. Reading code costs
 * a short command more than running it does, so what a plain test does not need is not in its file.
 */
const lazyBundles = {
  name: 'lazy-bundles',
  setup(build) {
    const lazy = { './run': 'commands', socks: 'socks', '../inbox/start-smtp-server': 'inbox' };
    build.onResolve({ filter: /^yaml$/ }, () => ({ path: join(root, 'node_modules/yaml/browser/dist/index.js') }));
    build.onResolve({ filter: /\/(language|engine)\.bundle$/ }, ({ path }) => ({
      path: `./${path.split('/').at(-1)?.replace('.bundle', '.js')}`,
      external: true,
    }));
    build.onResolve({ filter: /^(\.\/run|socks|\.\.\/inbox\/start-smtp-server)$/ }, ({ path, kind }) =>
      kind === 'dynamic-import' ? { path: `./${lazy[path]}.js`, external: true } : undefined,
    );
  },
};

/**
 * What of nodemailer no mail of ours reaches, a fifth of the bundle: the client of HTTP, for attachments behind a URL, and
 * the table of file types, for attachments without a type. Whoever reaches it after all is told so.
 */
const unreached = {
  name: 'unreached',
  setup(build) {
    build.onLoad(
      { filter: /[\\/]nodemailer[\\/]dist[\\/]esm[\\/](fetch[\\/]index|mime-funcs[\\/]mime-types)\.js$/ },
      () => ({
        contents: `export default function leftOut() { throw new Error('esbuild.mjs leaves this part of nodemailer out'); }
export { leftOut as detectMimeType, leftOut as detectExtension };`,
      }),
    );
  },
};

/** Letters beyond Latin-1, which stand in regular expressions only, as escapes: V8 reads a file without them in half the memory and faster. */
const escapedLetters = {
  name: 'escaped-letters',
  setup(build) {
    build.onEnd(async ({ outputFiles = [] }) => {
      for (const { path, text } of outputFiles) {
        const escaped = (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
        await writeFile(path, text.replace(/[^\0-\xff]/g, escaped));
      }
    });
  },
};

/** What every bundle for Node has in common. */
const node = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  minify: !watch,
  sourcemap: watch,
  legalComments: 'none',
  supported: { 'dynamic-import': false },
  external: ['vscode'],
  absWorkingDir: root,
};

const bundles = [
  { ...node, entryPoints: { extension: 'src/extension/activate.ts' }, outdir: 'dist', plugins: [lazyBundles] },
  { ...node, entryPoints: { language: 'src/extension/language.bundle.ts' }, outdir: 'dist', plugins: [lazyBundles] },
  {
    ...node,
    entryPoints: { engine: 'src/extension/engine.bundle.ts' },
    outdir: 'dist',
    plugins: [lazyBundles, unreached],
  },
  { ...node, entryPoints: { inbox: 'src/core/inbox/start-smtp-server.ts', socks: 'socks' }, outdir: 'dist' },
  {
    ...node,
    entryPoints: { cli: 'src/cli/main.ts' },
    outdir: 'dist',
    banner: { js: '#!/usr/bin/env node' },
    plugins: [lazyBundles],
  },
  {
    ...node,
    entryPoints: { commands: 'src/cli/run.ts' },
    outdir: 'dist',
    write: false,
    plugins: [lazyBundles, unreached, escapedLetters],
  },
  {
    ...node,
    entryPoints: { 'sample-workspace': 'test/workspace-servers.ts' },
    outdir: 'dist',
    outExtension: { '.js': '.cjs' },
  },
];

await rm(join(root, 'dist'), { recursive: true, force: true });
await mkdir(join(root, 'dist'), { recursive: true });
await generateAccount();
await generateValidator('src/core/diagnosis', 'rule-schema');
await generateManifestStrings();
await buildData();
await buildSchema();
await buildWebview({ minify: !watch });
for (const bundle of bundles) {
  if (watch) await (await esbuild.context(bundle)).watch();
  else await esbuild.build(bundle);
}
await rm(join(root, 'dist/build'), { recursive: true, force: true });
