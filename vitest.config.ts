import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // One more than by default: most of the time goes by in child processes.
    maxWorkers: '100%',
    // For the processes that tests start, by the thousand: Node keeps what it compiled, by content.
    env: { NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules/.cache/node-compile') },
    // Scenarios spawn the bundle against a loopback server; a slow machine must not fail them.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
