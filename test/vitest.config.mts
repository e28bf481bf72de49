import { defineConfig } from 'vitest/config';

// biome-ignore lint/style/noDefaultExport: vitest reads its configuration from the default export
export default defineConfig({
  test: {
    root: new URL('.', import.meta.url).pathname,
    include: ['{unit,servers,webview,repo}/**/*.test.ts'],
    testTimeout: 40_000,
    // vitest leaves one processor to itself, and tests wait for servers and browsers more than they compute
    maxWorkers: '100%',
  },
});
