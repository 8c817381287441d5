import { expect, test } from 'vitest';
import { thousandTenantsReport } from './thousand-tenants.ts';

const loop = {
  tenants: 100,
  jobs: 500,
  delayMs: 50,
  workers: 0,
  wallMs: 20_000,
  wallOfLoop: 1,
  cpuOfLoop: 1,
  cpuMsPerTenant: 100,
  tableRequestsPerTenant: 5,
  taken: [100],
  waitedMs: 0,
  longestWaitedMs: 0,
};
const worker = { ...loop, workers: 1, wallMs: 25_000, cpuMsPerTenant: 120 };
const polled = {
  tenants: 100,
  jobs: 500,
  what: 'polled',
  kibATenant: 100,
  rssKibATenant: 128,
  heapMib: 30,
  rssMib: 90,
  sockets: 16,
} as const;
const answer = { tenants: 100, what: 'the page', ms: 400, bareMs: 4, ofBare: 100, tableRequests: 300 };

test('what was measured of a few tenants is scaled up', () => {
  const page = { ...answer, what: '20 tenants', tableRequests: 60 };
  const [about, table = ''] = thousandTenantsReport([loop, worker], [polled], [answer, page]);
  expect(about).toContain('of 1000 tenants of 500 jobs');
  expect(table.split('\n').slice(2)).toEqual([
    '| table requests of a tick | 5000 |',
    '| CPU s of a tick, by one worker | 120 |',
    '| cores, where a tick comes every five minutes | 0.4 |',
    '| seconds of a tick, by one worker | 250 |',
    // 90, and 900 more of 128 KiB.
    '| MiB of a process that has polled all of them | 203 |',
    '| seconds: the page | 4 |',
  ]);
});

test('what was not measured is not made up', () => {
  expect(() => thousandTenantsReport([loop], [polled], [answer])).toThrow('are needed');
});
