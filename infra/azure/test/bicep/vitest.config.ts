import { defineConfig } from 'vitest/config';

/** `npm run check:azure`: what needs the Bicep CLI, and so is not among the tests that need Node alone. */
export default defineConfig({
  test: {
    include: ['infra/azure/test/bicep/**/*.check.ts'],
    globalSetup: ['infra/azure/test/bicep/provide-cli.ts'],
    // One worker that keeps its modules: a deployment is predicted once for all files.
    fileParallelism: false,
    isolate: false,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
