// Spelling of the guides and of the program's texts, each file in its own language. Words that the dictionaries lack stand in
// words/LANG.txt; names of products and terms of mail, the same in all languages, in words/terms.txt.
const languages = {
  en: { locale: 'en,en-GB', modules: [] },
  it: { locale: 'it', modules: ['it-it'] },
  lt: { locale: 'lt', modules: ['lt-lt'] },
  es: { locale: 'es', modules: ['es-es'] },
  pt: { locale: 'pt,pt-BR,pt-PT', modules: ['pt-br', 'pt-pt'] },
  pl: { locale: 'pl', modules: ['pl_pl'] },
};

// biome-ignore lint/style/noDefaultExport: cspell wants it
export default {
  version: '0.2',
  useGitignore: false,
  import: Object.values(languages).flatMap(({ modules }) =>
    modules.map((name) => `@cspell/dict-${name}/cspell-ext.json`),
  ),
  files: ['knowledge/guides/*/*.md', 'locales/*/*.json'],
  globRoot: '../..',
  dictionaryDefinitions: [
    { name: 'own-terms', path: './words/terms.txt' },
    ...Object.keys(languages).map((language) => ({ name: `own-${language}`, path: `./words/${language}.txt` })),
  ],
  // what is not prose: code, keys of labels and links, placeholders, front matter and JSON keys, addresses, and what stands
  // in typographic quotes: names, and the words of foreign pages and servers
  ignoreRegExpList: [
    '/[“„][^“”„\\n]{1,150}[”“]/g',
    '/«[^»\\n]{1,150}»/g',
    '/```[\\s\\S]*?```/g',
    '/`[^`\\n]*`/g',
    '/\\{\\{[^}]*\\}\\}/g',
    '/\\{(label|ui|until|from):[^}]*\\}/g',
    '/\\{#[^}]*\\}/g',
    '/\\]\\([^)]*\\)/g',
    '/^\\s*[\\w-]+:(?=\\s|$)/gm',
    '/^\\s*"[\\w.-]+":/gm',
    '/\\S+@\\S+/g',
    '/\\b[\\w-]+(\\.[\\w-]+)+(/[\\w/-]*)?/g',
  ],
  overrides: Object.entries(languages).map(([language, { locale }]) => ({
    filename: [`**/knowledge/guides/*/${language}.md`, `**/locales/${language}/*.json`],
    language: locale,
    languageId: 'plaintext',
    dictionaries: ['own-terms', `own-${language}`],
    allowCompoundWords: false,
  })),
};
