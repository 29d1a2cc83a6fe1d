import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Scenarios spawn the bundle against a loopback server; a slow machine must not fail them.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
