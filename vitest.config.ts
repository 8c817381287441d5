import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{test,infra}/**/*.test.ts'],
    // Child processes and real protocols take their time on a busy machine; a hanging test still ends.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
