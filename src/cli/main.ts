import module from 'node:module';

// what V8 made of the code is kept from Node 22.8 on; in a folder of the user's own, as nobody else may put code there
const { XDG_CACHE_HOME, HOME } = process.env;
const caches = XDG_CACHE_HOME || (HOME && `${HOME}/.cache`);
const { enableCompileCache } = module as { enableCompileCache?: (folder: string) => unknown };
if (caches) enableCompileCache?.(`${caches}/smtp-doctor`);

// the cache serves files that are loaded after this one
// whoever reads the output may have seen enough, as `head` does
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

import('./run')
  .then(({ run }) => run(process.argv.slice(2)))
  .then(
    (code) => {
      process.exitCode = code;
    },
    (error: unknown) => {
      const isCancelled = error instanceof Error && 'code' in error && error.code === 'ABORT_ERR';
      if (!isCancelled) process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
      process.exitCode = isCancelled ? 130 : 3;
    },
  );
