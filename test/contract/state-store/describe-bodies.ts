import { expect, it } from 'vitest';
import { healthyJob, quarantinedJob } from '../../support/jobs.ts';
import { change, jobState, quarantinedState, recordedEvent, versionOf } from './job-changes.ts';
import type { MakeClaimed } from './store-under-test.ts';

const wholePage = { size: 1000, after: undefined };

export function describeBodies(makeClaimed: MakeClaimed): void {
  it('keeps the stored body when a change has none, and replaces it whole when it has one', async () => {
    const { poll, snapshots } = await makeClaimed();
    const state = jobState();
    const large = { ...healthyJob(), notes: 'n'.repeat(100_000) };
    await poll.record([change(state, { body: large })]);
    const body = async () => (await snapshots.job(state.servicePrincipalId, state.jobId))?.body;

    await poll.refresh([
      change({ ...state, statusCode: 'Paused' }, { version: await versionOf(poll, state) }),
    ]);
    expect(await body()).toEqual(large);

    await poll.refresh([change(state, { version: await versionOf(poll, state), body: healthyJob() })]);
    expect(await body()).toEqual(healthyJob());
  });

  it.each([
    ['of 400 KB', { text: 'x'.repeat(400_000) }],
    ['with pairs of units wherever it may be cut', { a: '😀'.repeat(40_000), b: `-${'😀'.repeat(40_000)}` }],
    ['with odd members', { '': null, '"\\\n\r\0': [1e21, -0.5, true, [], {}], 'odata.type': 'x', etag: 'y' }],
  ])('gives back a body %s', async (_, more) => {
    const { poll, snapshots } = await makeClaimed();
    const state = quarantinedState();
    const body = { ...quarantinedJob(), ...more };

    await poll.record([change(state, { body, events: [recordedEvent(state, 1)] })]);

    expect((await snapshots.job(state.servicePrincipalId, state.jobId))?.body).toEqual(body);
    const { items } = await snapshots.history(state.servicePrincipalId, state.jobId, wholePage);
    expect(items[0]?.job).toEqual(body);
  });
}
