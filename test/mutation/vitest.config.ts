import { defineConfig } from 'vitest/config';

/** The fast tests of what is mutated; without those of random input, so that the same code has the same score at every run. */
export default defineConfig({
  test: {
    include: ['test/unit/{core,poll,bus}/**/*.test.ts', 'test/timelines/**/*.test.ts'],
    exclude: ['**/*.property.test.ts'],
    // One worker for the files of a mutant in place of one each: a run takes a third of the time.
    isolate: false,
  },
});
