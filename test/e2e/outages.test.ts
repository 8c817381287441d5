import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Cloud, startCloud } from '../../infra/local/cloud.ts';
import { lift, quarantine } from '../../infra/local/graph/job.ts';
import { createTenant } from '../../infra/local/graph/tenant.ts';
import { type Identity, startIdentity } from '../../infra/local/identity/start-identity.ts';
import { type Connector, startConnector } from '../support/connector.ts';
import { healthyJob, quarantinedJob } from '../support/jobs.ts';
import { type Service, services, takeAway } from '../support/outage.ts';
import { pollNow } from '../support/poll-now.ts';
import { toldBy } from '../support/told.ts';

const outages: readonly (readonly Service[])[] = services.flatMap((service, index) => [
  [service],
  ...services.slice(index + 1).map((other) => [service, other] as const),
]);

const principal = (n: number) => `11111111-1111-4111-8111-${String(n).padStart(12, '0')}`;
const jobId = 'scim.1';

/** One cloud for all: each outage has two jobs of its own. */
let cloud: Cloud;
let identity: Identity;
let connector: Connector;

beforeAll(async () => {
  const tenant = createTenant();
  for (const [n, away] of outages.entries()) {
    for (const [id, verb] of [
      [principal(2 * n), 'begins'],
      [principal(2 * n + 1), 'clears'],
    ] as const) {
      tenant.addPrincipal({ id, appId: id, displayName: `${verb} without ${away.join(' and ')}` });
    }
    tenant.setJob(principal(2 * n), healthyJob(jobId));
    tenant.setJob(principal(2 * n + 1), quarantinedJob());
  }
  cloud = await startCloud({ tenant });
  // Tokens so short that no credential keeps one: a poll has to ask for its own. Those for the tables are in use already.
  identity = await startIdentity({
    tenantId: cloud.tenantId,
    roles: ['Synchronization.Read.All', 'Application.Read.All'],
    lifetimeSeconds: 110,
  });
  connector = await startConnector(cloud, {
    settings: {
      IDENTITY_ENDPOINT: identity.endpoint,
      IDENTITY_HEADER: identity.header,
      STALE_AFTER: 'PT1S',
    },
  });
  await pollNow(connector);
});

afterAll(async () => {
  await cloud.close();
  await identity.close();
});

test.each(outages.map((away, n) => ({ away, name: away.join(' and '), n })))(
  'a quarantine that begins and one that ends without $name are told once, afterwards, and in order',
  async ({ away, n }) => {
    const [begins, clears] = [principal(2 * n), principal(2 * n + 1)];
    const before = toldBy(cloud);
    const { observedAt } = await body('jobs');
    const bringBack = await takeAway(away, cloud, identity);
    cloud.tenant.changeJob(begins, jobId, (job) =>
      quarantine(job, { reason: 'TooManyDeletes', at: new Date() }),
    );
    cloud.tenant.changeJob(clears, jobId, (job) => lift(job, new Date()));

    // Two polls: what one answer leaves in doubt, a second one would confirm.
    const reads = away.every((service) => service === 'bus');
    const poll = reads
      ? { status: 200, outcome: 'complete', counts: { eventsSent: 0 } }
      : { status: away.includes('tables') ? 503 : 502 };
    for (let polls = 0; polls < 2; polls++) {
      expect(await pollNow(connector)).toMatchObject(poll);
    }
    expect(toldBy(cloud)).toEqual(before);
    if (away.includes('tables')) await expectUnknown(clears);
    else {
      expect(await body(`jobs/${begins}/${jobId}`)).toMatchObject({
        state: reads ? 'quarantined' : 'healthy',
      });
      expect(await body(`jobs/${clears}/${jobId}`)).toMatchObject({
        state: reads ? 'healthy' : 'quarantined',
      });
      if (!reads) {
        expect((await body('jobs')).observedAt).toBe(observedAt);
        await expect.poll(() => body('jobs'), { timeout: 10_000 }).toMatchObject({ observedAt, stale: true });
      }
    }

    await bringBack();
    for (let polls = 0; polls < 3; polls++) {
      expect(await pollNow(connector)).toMatchObject({
        status: 200,
        outcome: 'complete',
        counts: { eventsWaiting: 0 },
        failures: [],
      });
    }
    const told = toldBy(cloud).slice(before.length);
    const earlier = before.find(({ subject }) => subject === nameOf(clears));
    expect(told.sort((a, b) => a.kind.localeCompare(b.kind))).toEqual([
      expect.objectContaining({ kind: 'began', subject: nameOf(begins) }),
      expect.objectContaining({
        kind: 'cleared',
        subject: nameOf(clears),
        sequence: Number(earlier?.sequence) + 1,
      }),
    ]);
    expect((await body('jobs')).observedAt > observedAt).toBe(true);
  },
  120_000,
);

function nameOf(id: string): string | undefined {
  return cloud.tenant.principal(id)?.displayName;
}

async function body(path: string) {
  const answer = await connector.get(path);
  expect(answer.status).toBe(200);
  return JSON.parse(await answer.text());
}

/** Without the table nothing can be said of a job: no route pretends. */
async function expectUnknown(id: string): Promise<void> {
  const paths = ['jobs', `jobs/${id}/${jobId}`, `jobs/${id}/${jobId}/transitions`, 'health'];
  const answers = await Promise.all(paths.map((path) => connector.get(path)));
  expect(answers.map(({ status }) => status)).toEqual(paths.map(() => 503));
  for (const { headers } of answers) {
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(headers.get('x-ms-error-code')).toBe('StorageUnavailable');
  }
}
