#!/usr/bin/env node
/** Terminal entry: hands the process's ends to the command line and takes its exit code. */
import { basename, relative } from 'node:path';
import { keepCompiled } from './cli/compile-cache.ts';
import { main } from './cli/main.ts';
import { listenForInterruption } from './cli/interruption.ts';

// A reader that has seen enough, such as `head`, is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

keepCompiled(process.env);
const script = process.argv[1] ?? 'parallel-review';

process.exitCode = await main(process.argv.slice(2), {
  self: basename(script) === 'parallel-review' ? 'parallel-review' : `node ${relative('', script)}`,
  cwd: process.cwd(),
  env: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  interruption: () =>
    listenForInterruption(() =>
      process.stderr.write('parallel-review: stopping in order; a second signal stops at once\n'),
    ),
});
