import { defineConfig } from 'vitest/config';

/** `npm run check:page`: what needs a browser, and so is not among the tests that need Node alone. */
export default defineConfig({
  test: {
    include: ['test/page/**/*.check.ts'],
    // Vitest gives style sheets as empty texts unless told otherwise.
    css: true,
    globalSetup: ['test/page/require-chromium.ts', 'test/support/stage-app.ts'],
    // Each file has a browser and perhaps a cloud of its own: enough for a machine of two cores.
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 30_000 } },
  },
});
