import type { Guide } from '../guide/guide';

/** A guide as a web page of its own that asks for nothing from outside, made to be printed. `body` is HTML that is safe to show. */
export function guidePage({ language, title }: Guide, body: string): string {
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>${title.replace(/&/g, '&amp;').replace(/</g, '&lt;')}</title>
<style>${style}</style>
</head>
<body>
${body}
</body>
</html>
`;
}

const style = `
:root { color-scheme: light; }
body { max-width: 42em; margin: 2em auto; padding: 0 1em; font: 12pt/1.5 system-ui, sans-serif; color: #000; background: #fff; }
h1, h2 { line-height: 1.25; break-after: avoid; }
li { margin: 0.4em 0; }
li, pre { break-inside: avoid; }
pre { padding: 0.75em; border: 1px solid #666; white-space: pre-wrap; overflow-wrap: anywhere; }
a { color: inherit; overflow-wrap: anywhere; }
@media print { body { max-width: none; margin: 0; padding: 0; } }
`;
