import { expect, test } from 'vitest';
import type { Fault } from '../../infra/local/graph/faults.ts';
import { pollNow } from '../support/poll-now.ts';
import { type OutageRig, type Start, startOutageRig } from './outages/outage-rig.ts';

/** The rig is gone afterwards, however the test ends. */
async function withRig(
  starts: Readonly<Record<string, Start>>,
  body: (rig: OutageRig) => Promise<void>,
): Promise<void> {
  const rig = await startOutageRig(starts);
  try {
    await body(rig);
  } finally {
    await rig.cloud.close();
  }
}

const sentIn = ({ sent }: OutageRig) => sent().map(({ subject, kind }) => `${subject} ${kind}`);

/** Whatever asks for its jobs, alone or inside a batch. */
const jobsOf = ({ idOf }: OutageRig, name: string) => ({
  path: new RegExp(`/servicePrincipals/${idOf(name)}/synchronization/`, 'i'),
});

/** Longer than a poll waits. */
const later = { 'Retry-After': '120' };

test.each([
  { status: 429, headers: later, cause: 'http429' },
  { status: 503, headers: later, cause: 'http503' },
])(
  'one of several applications answers $status at the first discovery: health warns and names it, and it is told at the next poll',
  async ({ cause, ...fault }) => {
    await withRig({ read: 'healthy', 'not read': 'quarantined', other: 'healthy' }, async (rig) => {
      const { cloud, connector, body, idOf } = rig;
      const heal = cloud.graph.faults.add({ match: jobsOf(rig, 'not read'), ...fault });
      expect(await pollNow(connector)).toMatchObject({
        status: 200,
        outcome: 'partial',
        counts: { jobsRead: 2, principalsUnread: 1 },
        failures: [{ about: `service principal ${idOf('not read')} (not read)`, cause, count: 1 }],
      });
      expect(await body('health')).toMatchObject({
        status: 'warn',
        checks: {
          coverage: { status: 'pass' },
          unreadPrincipals: {
            status: 'warn',
            count: 1,
            sample: [{ servicePrincipalId: idOf('not read'), displayName: 'not read', cause }],
          },
        },
      });
      expect(await body('jobs')).toMatchObject({ principalsUnread: 1 });
      expect(sentIn(rig)).toEqual([]);

      heal();
      expect(await pollNow(connector)).toMatchObject({
        outcome: 'complete',
        counts: { jobsRead: 3, principalsUnread: 0, eventsSent: 1 },
        failures: [],
      });
      expect(sentIn(rig)).toEqual(['not read began']);
      expect(await body('health')).toMatchObject({
        status: 'pass',
        checks: { unreadPrincipals: { count: 0 } },
      });
      expect(await body('jobs')).toMatchObject({ principalsUnread: 0 });
    });
  },
);

/** As it was met: the page of a gateway stands in the batch's JSON as it is, which then is none. */
const page = '<!DOCTYPE html><html><body>Our services are not available right now.</body></html>';
const rawHtml: Omit<Fault, 'match'> = {
  status: 502,
  headers: { 'Content-Type': 'text/html' },
  body: page,
  raw: true,
};

test('the page of a gateway inside a batch costs its own application only, at the first sight and after it', async () => {
  const others = Array.from({ length: 18 }, (_, n) => `application ${n}`);
  const starts = Object.fromEntries(
    [...others, 'poisons', 'begins'].map((name) => [name, 'healthy' as const]),
  );
  await withRig(starts, async (rig) => {
    const { cloud, connector, begin, pathOf, body } = rig;
    const poison = () => cloud.graph.faults.add({ match: jobsOf(rig, 'poisons'), ...rawHtml });
    let cure = poison();
    expect(await pollNow(connector)).toMatchObject({
      outcome: 'partial',
      counts: { jobsRead: 19, principalsUnread: 1 },
      failures: [{ about: expect.stringMatching(/\(poisons\)$/), count: 1 }],
    });
    begin('begins');
    const polled = await pollNow(connector);
    expect(polled).toMatchObject({
      outcome: 'partial',
      counts: { jobsRead: 19, principalsUnread: 1, eventsSent: 1 },
    });
    expect(sentIn(rig)).toEqual(['begins began']);

    cure();
    expect(await pollNow(connector)).toMatchObject({
      outcome: 'complete',
      counts: { jobsRead: 20, principalsUnread: 0 },
    });
    // It is known now, and asked with the others again.
    await pollNow(connector);
    cure = poison();
    for (let polls = 0; polls < 2; polls++) {
      expect(await pollNow(connector)).toMatchObject({
        outcome: 'partial',
        counts: { jobsRead: 19, jobsUnreadable: 1, principalsUnread: 0, eventsRecorded: 0 },
      });
    }
    expect(await body(pathOf('poisons'))).toMatchObject({ unreadable: { cause: expect.any(String) } });
    expect(await body(pathOf('application 0'))).toMatchObject({ state: 'healthy', unreadable: null });
    cure();
    await pollNow(connector);
    expect(await body(pathOf('poisons'))).toMatchObject({ state: 'healthy', unreadable: null });
  });
});

/** Graph's own words for a list of jobs that it does not have. */
const unknownToGraph = {
  status: 404,
  error: { code: 'ResourceNotFound', message: 'Resource not found.' },
};

test('a 404 for applications without provisioning is no failure, and costs no further request', async () => {
  await withRig({ first: 'quarantined', second: 'healthy' }, async (rig) => {
    const { cloud, connector, body } = rig;
    const without = Array.from(
      { length: 12 },
      (_, n) => `22222222-2222-4222-8222-${String(n).padStart(12, '0')}`,
    );
    for (const id of without) cloud.tenant.addPrincipal({ id, appId: id, displayName: `without ${id}` });
    cloud.graph.faults.add({
      match: { path: /\/servicePrincipals\/2222.*\/synchronization\// },
      ...unknownToGraph,
    });
    expect(await pollNow(connector)).toMatchObject({
      outcome: 'complete',
      counts: { principals: 14, principalsUnread: 0, jobsRead: 2, graphRequests: 2 },
      failures: [],
    });
    expect(await body('health')).toMatchObject({ status: 'pass' });
    // Between discoveries only what has jobs is asked.
    expect(await pollNow(connector)).toMatchObject({
      outcome: 'complete',
      counts: { principals: 2, graphRequests: 1 },
      failures: [],
    });
  });
});

test('a 404 for an application that lost its last job is proof once the job is not found by its id: its quarantine is cleared', async () => {
  await withRig({ 'loses its job': 'quarantined', stays: 'healthy' }, async (rig) => {
    const { cloud, connector, body, pathOf, idOf } = rig;
    await pollNow(connector);
    cloud.tenant.removeJob(idOf('loses its job'), 'scim.1');
    cloud.graph.faults.add({
      match: { path: new RegExp(`/servicePrincipals/${idOf('loses its job')}/synchronization/jobs$`) },
      ...unknownToGraph,
    });
    for (let polls = 0; polls < 2; polls++) {
      expect(await pollNow(connector)).toMatchObject({ outcome: 'complete', failures: [] });
    }
    expect(sentIn(rig)).toEqual(['loses its job began', 'loses its job cleared']);
    expect(await body(pathOf('loses its job'))).toMatchObject({ state: 'removed' });
  });
});
