import { defineConfig } from 'vitest/config';
import { SlowestFirst } from './test/support/slowest-first.ts';

/** These take part in no protocol and start no process. */
const unit = [
  'test/{unit,promise,timelines,model}/**/*.test.ts',
  'test/fuzz/{core,damaged-*,graph-bytes,http-routes,memory-table,settings}.test.ts',
];

/** The client library of identities keeps for the life of a process what it found first: each of these files has a process of its own. */
const alone = ['infra/local/test/{identity/credential,tables/over-tls}.test.ts'];

const useSeed = ['test/support/use-seed.ts'];

const common = {
  // Vitest gives style sheets as empty texts unless told otherwise.
  css: true,
  // Child processes and real protocols take their time on a busy machine, ten times as long and more; a hanging test still ends.
  testTimeout: 300_000,
  hookTimeout: 300_000,
  // A client of Service Bus whose connection is cut while it waits for the answer to its token connects again after a minute.
  expect: { poll: { timeout: 120_000 } },
  // What fails now and then is read in a log: whole.
  chaiConfig: { truncateThreshold: 0 },
};

export default defineConfig({
  test: {
    globalSetup: ['test/support/choose-seed.ts'],
    sequence: { sequencer: SlowestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: unit,
          // Most of these files take less time than to load what they test: a worker loads it once.
          isolate: false,
          setupFiles: useSeed,
          // They compute, and wait for nothing.
          maxWorkers: '100%',
          sequence: { groupOrder: 0 },
          ...common,
        },
      },
      {
        test: {
          name: 'real',
          include: ['{test,infra}/**/*.test.ts'],
          exclude: [...unit, ...alone],
          globalSetup: ['test/support/stage-app.ts'],
          isolate: false,
          setupFiles: [...useSeed, 'test/support/keep-service-process.ts'],
          // They wait for each other's processes more than they compute.
          maxWorkers: 6,
          sequence: { groupOrder: 1 },
          ...common,
        },
      },
      {
        test: { name: 'alone', include: alone, sequence: { groupOrder: 2 }, ...common },
      },
    ],
  },
});
