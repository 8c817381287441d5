import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{test,infra}/**/*.test.ts'],
    // Vitest gives style sheets as empty texts unless told otherwise.
    css: true,
    // Child processes and real protocols take their time on a busy machine; a hanging test still ends.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
