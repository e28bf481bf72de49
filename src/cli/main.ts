import module from 'node:module';

// what V8 made of the code is kept from Node 22.8 on; in a folder of the user's own, as nobody else may put code there
const { XDG_CACHE_HOME, HOME } = process.env;
const caches = XDG_CACHE_HOME || (HOME && `${HOME}/.cache`);
const { enableCompileCache } = module as { enableCompileCache?: (folder: string) => unknown };
if (caches) enableCompileCache?.(`${caches}/smtp-doctor`);

// the cache serves files that are loaded after this one
import('./run')
  .then(({ run }) => run(process.argv.slice(2)))
  .then(
    (code) => {
      process.exitCode = code;
    },
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
      process.exitCode = 3;
    },
  );
