import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Cloud, startCloud } from '../../infra/local/cloud.ts';
import type { Fault } from '../../infra/local/graph/faults.ts';
import { lift } from '../../infra/local/graph/job.ts';
import { createTenant } from '../../infra/local/graph/tenant.ts';
import { type Connector, startConnector } from '../support/connector.ts';
import { quarantinedJob } from '../support/jobs.ts';
import { pollNow } from '../support/poll-now.ts';
import { toldBy } from '../support/told.ts';

interface Trouble {
  readonly name: string;
  readonly faults: readonly Omit<Fault, 'match'>[];
  /** Of each of two polls in trouble. */
  readonly outcome: 'complete' | 'failed';
}

const alone = { inner: false };
const long = { 'retry-after': '120' };

/** What can be asked again at once heals within the poll; what goes on proves nothing. */
const troubles: readonly Trouble[] = [
  { name: 'is slow', faults: [{ delayMs: 1_500, ...alone }], outcome: 'complete' },
  { name: 'cuts a body in its middle once', faults: [{ truncated: true, times: 1 }], outcome: 'complete' },
  { name: 'cuts every body in its middle', faults: [{ truncated: true }], outcome: 'failed' },
  {
    name: 'is throttled for a second',
    faults: [{ status: 429, headers: { 'retry-after': '1' }, times: 1 }],
    outcome: 'complete',
  },
  { name: 'is throttled for long', faults: [{ status: 429, headers: long }], outcome: 'failed' },
  { name: 'answers with a page of a gateway', faults: [{ malformed: 'html' }], outcome: 'failed' },
  {
    name: 'has lost the app role',
    faults: [{ status: 401, error: { code: 'UnknownError', message: '' } }],
    outcome: 'failed',
  },
  { name: 'forbids', faults: [{ status: 403 }], outcome: 'failed' },
  {
    name: 'knows nothing inside a batch',
    faults: [{ status: 503, inner: true, headers: long }],
    outcome: 'failed',
  },
];

const principal = (n: number) => `11111111-1111-4111-8111-${String(n).padStart(12, '0')}`;
const jobId = 'scim.1';

/** One cloud for all: each trouble has a job of its own, which its end tells as cleared. */
let cloud: Cloud;
let connector: Connector;

beforeAll(async () => {
  const tenant = createTenant();
  for (const [n, { name }] of troubles.entries()) {
    tenant.addPrincipal({ id: principal(n), appId: principal(n), displayName: name });
    tenant.setJob(principal(n), quarantinedJob());
  }
  cloud = await startCloud({ tenant });
  connector = await startConnector(cloud);
  await pollNow(connector);
});

afterAll(() => cloud.close());

test.each(troubles.map((trouble, n) => ({ ...trouble, n })))(
  'a Graph that $name clears nothing, and what ended meanwhile is told once',
  async ({ name, faults, outcome, n }) => {
    const before = toldBy(cloud).length;
    const of = () => toldBy(cloud).filter(({ subject }) => subject === name);
    for (let polls = 0; polls < 2; polls++) {
      const heal = faults.map((fault) =>
        cloud.graph.faults.add({ match: { path: /synchronization|batch/ }, ...fault }),
      );
      expect(await pollNow(connector)).toMatchObject({ outcome, counts: { eventsRecorded: 0 } });
      for (const end of heal) end();
    }
    expect(toldBy(cloud)).toHaveLength(before);
    const path = `jobs/${principal(n)}/${jobId}`;
    expect(await connector.json(path)).toMatchObject({ state: 'quarantined', doubt: null });

    cloud.tenant.changeJob(principal(n), jobId, (job) => lift(job, new Date()));
    for (let polls = 0; polls < 2; polls++) {
      expect(await pollNow(connector)).toMatchObject({
        outcome: 'complete',
        counts: { jobsUnreadable: 0 },
        failures: [],
      });
    }
    expect(toldBy(cloud)).toHaveLength(before + 1);
    expect(of().map(({ kind }) => kind)).toEqual(['began', 'cleared']);
    expect(await connector.json(path)).toMatchObject({ state: 'healthy', unreadable: null });
  },
  120_000,
);

test('while a poll waits for a slow Graph, every answer comes at once', async () => {
  const heal = cloud.graph.faults.add({ match: { path: /synchronization|batch/ }, delayMs: 3_000 });
  const ended = pollNow(connector);
  const first = await Promise.race([connector.json('jobs'), ended]);
  expect(first).toMatchObject({ value: expect.any(Array), stale: false });
  await ended;
  heal();
}, 30_000);
