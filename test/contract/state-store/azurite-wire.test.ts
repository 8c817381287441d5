import { describe, expect, it } from 'vitest';
import { healthyJob, quarantine } from '../../support/jobs.ts';
import { change, claimed, create, quarantinedState, recordedEvent, versionOf } from './job-changes.ts';
import { useFaultyTables } from './use-faulty-tables.ts';

const used = useFaultyTables();

describe('On the wire', () => {
  it('as many events of a job as can happen at once, with the largest body, are one transaction of less than 4 MiB', async () => {
    const { tables, store } = used();
    const run = await claimed(store.poll);
    const state = quarantinedState(
      {},
      { facts: { quarantine: { note: '"'.repeat(15_000) }, evidence: 'status' } },
    );
    const body = { ...healthyJob(), text: 'x'.repeat(449_000) };
    // An end and a begin of each condition.
    const events = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => ({
      transition: recordedEvent(state, n).transition,
      event: {
        ...recordedEvent(state, n).event,
        body: new TextEncoder().encode(JSON.stringify({ text: '"'.repeat(24_000) })),
      },
    }));
    const other = { ...state, jobId: 'scim.2' };
    await run.record([change(other, { events: [recordedEvent(other, 1)] })]);
    const sent = tables.requests.length;
    expect(await run.record([change(state, { body, events })])).toBe(1);
    const bytes = tables.requests.slice(sent).map((request) => Buffer.byteLength(request.body));
    expect(bytes).toHaveLength(1);
    expect(bytes[0]).toBeLessThan(4 * 1024 * 1024);
    expect((await store.snapshots.job(state.servicePrincipalId, state.jobId))?.body).toEqual(body);
  });

  it('jobs with events that share a transaction take less than 4 MiB, the bytes of events in Base64', async () => {
    const { tables, store } = used();
    const run = await claimed(store.poll);
    const body = { ...healthyJob(), text: 'x'.repeat(60_000) };
    const changes = Array.from({ length: 40 }, (_, n) => {
      const state = quarantinedState({ jobId: `scim.${n}` });
      const { transition, event } = recordedEvent(state, 1);
      return change(state, {
        body,
        events: [{ transition, event: { ...event, body: Buffer.alloc(48_000) } }],
      });
    });
    const sent = tables.requests.length;
    let waves = 0;
    for (let done = 0; done < changes.length; waves++) done += await run.record(changes.slice(done));
    const bytes = tables.requests
      .slice(sent)
      .filter(({ path }) => path.startsWith('/$batch'))
      .map((request) => Buffer.byteLength(request.body));
    expect(bytes).toHaveLength(waves);
    // Nearly as many as may be, and no more.
    expect(Math.max(...bytes)).toBeGreaterThan(3 * 1024 * 1024);
    expect(Math.max(...bytes)).toBeLessThan(4 * 1024 * 1024);
  });

  it('a change names the version that it rests on, and no column is a date', async () => {
    const { tables, store } = used();
    const run = await claimed(store.poll);
    const state = quarantinedState();
    await create(run, [state]);
    const version = await versionOf(run, state);
    const other = { ...state, jobId: 'scim.2' };
    await run.record([change(other, { events: [recordedEvent(other, 1)] })]);
    const sent = tables.requests.length;
    await run.record([
      change(
        quarantinedState(
          {},
          { facts: { quarantine: quarantine('0001-01-01T00:00:00Z'), evidence: 'status' } },
        ),
        { version, body: healthyJob(), events: [recordedEvent(state, 1)] },
      ),
    ]);
    const [transaction, ...more] = tables.requests.slice(sent);
    expect(more).toEqual([]);
    expect(transaction?.body).toContain(`If-Match: ${version}`);
    expect(transaction?.body).toContain('0001-01-01T00:00:00Z');
    expect(transaction?.body).not.toContain('Edm.DateTime');
  });

  it('a poll asks for no bodies and no bytes of events', async () => {
    const { tables, store } = used();
    const run = await claimed(store.poll);
    const state = quarantinedState();
    await run.record([change(state, { body: healthyJob(), events: [recordedEvent(state, 1)] })]);
    const sent = tables.requests.length;
    await run.load();
    const [query, ...more] = tables.requests.slice(sent);
    expect(more).toEqual([]);
    const select = new URL(query?.path ?? '', 'http://x').searchParams.get('$select')?.split(',');
    expect(select).toContain('quarantine');
    for (const column of ['job', 'jobParts', 'body', 'message', 'event'])
      expect(select).not.toContain(column);
  });
});
