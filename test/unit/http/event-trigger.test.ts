import { expect, test } from 'vitest';
import { healthyJob, quarantinedJob, series1, series2 } from '../../support/jobs.ts';
import { TableRig } from '../../support/table-rig.ts';
import { WorkflowRuntime } from '../../support/workflow-runtime.ts';
import { bodyOf } from './stub-app.ts';

const principal = (n: number) => `${String(n).padStart(8, '0')}-1111-4111-8111-111111111111`;

function runtimeOf(rig: TableRig, query = '', state?: string): WorkflowRuntime {
  const call = async (url: string) => {
    const answer = await rig.ask({ route: 'eventTrigger', query: new URL(url).search.slice(1) });
    const headers = new Headers(answer.headers);
    return { status: answer.status, headers, json: async () => bodyOf(answer) };
  };
  return new WorkflowRuntime(`${rig.publicUrl}/api/triggers/events${query}`, call, state);
}

const startedIds = ({ started }: WorkflowRuntime) => started.map(({ event }) => event.id);
const sentIds = (rig: TableRig) => rig.publisher.accepted.map(({ id }) => id);

function fail(rig: TableRig, jobs: number, first = 0): void {
  for (let n = first; n < first + jobs; n++) rig.source.set(principal(n), [quarantinedJob(series1)]);
}

test('replays nothing that was before, and starts one workflow for each event from then on', async () => {
  const rig = new TableRig();
  fail(rig, 2);
  for (const n of [10, 11, 12]) rig.source.set(principal(n), [healthyJob()]);
  await rig.poll();
  const runtime = runtimeOf(rig);
  await runtime.recur();
  expect([runtime.started, runtime.statuses]).toEqual([[], [202]]);
  fail(rig, 3, 10);
  await rig.poll();
  await rig.poll();
  await runtime.recur();
  await runtime.recur();
  expect(runtime.statuses).toEqual([202, 200, 202]);
  expect(startedIds(runtime).toSorted()).toEqual(sentIds(rig).slice(2).toSorted());
});

test('loses nothing and repeats nothing over a restart of both sides', async () => {
  const rig = new TableRig();
  const before = runtimeOf(rig);
  await before.recur();
  fail(rig, 2);
  await rig.poll();
  rig.restart();
  const after = runtimeOf(rig, '', before.state);
  await after.recur();
  rig.source.set(principal(0), [healthyJob()]);
  for (let n = 0; n < 2; n++) await rig.poll();
  await runtimeOf(rig, '', before.state).recur();
  await after.recur();
  expect(startedIds(after).toSorted()).toEqual(sentIds(rig).toSorted());
  expect(after.started.map(({ number }) => number)).toEqual(
    after.started.map(({ number }) => number).toSorted((a, b) => a - b),
  );
});

test('hands over many in batches, each behind the other at once', async () => {
  const rig = new TableRig();
  const runtime = runtimeOf(rig);
  await runtime.recur();
  fail(rig, 130);
  await rig.poll();
  await runtime.recur();
  expect(runtime.statuses).toEqual([202, 200, 200]);
  expect(startedIds(runtime).toSorted()).toEqual(sentIds(rig).toSorted());
});

test('keeps the filters of the maker in its state', async () => {
  const rig = new TableRig();
  const runtime = runtimeOf(rig, `?conditions=quarantine&servicePrincipalId=${principal(1)}`);
  await runtime.recur();
  fail(rig, 3);
  await rig.poll();
  await runtime.recur();
  expect(runtime.started).toHaveLength(1);
  expect(Object.fromEntries(new URL(runtime.state ?? '').searchParams)).toMatchObject({
    conditions: 'quarantine',
    servicePrincipalId: principal(1),
    after: expect.stringMatching(/^\d+$/),
  });
});

test('goes on by itself where the table was lost: it cannot read an error', async () => {
  const rig = new TableRig();
  fail(rig, 1);
  await rig.poll();
  const runtime = runtimeOf(rig);
  await runtime.recur();
  rig.table.rows.clear();
  await rig.poll().catch(() => undefined);
  rig.source.set(principal(0), [quarantinedJob(series2)]);
  await rig.poll();
  await runtime.recur();
  expect(runtime.statuses.at(-1)).toBe(200);
  expect(startedIds(runtime)).toEqual(sentIds(rig).slice(1));
});

test('and where what it reads is deleted at that moment', async () => {
  const rig = new TableRig();
  const runtime = runtimeOf(rig, '', `${rig.publicUrl}/api/triggers/events?after=1773100800001`);
  fail(rig, 2);
  await rig.poll();
  const pages = rig.table.pages.bind(rig.table);
  const row = rig.table.rows.get('run|feed');
  if (!row) throw new Error('the feed has a row');
  rig.table.rows.set('run|feed', { ...row, prunedThrough: 0n });
  rig.table.pages = (range, query) => {
    rig.table.pages = pages;
    rig.table.rows.set('run|feed', { ...row, prunedThrough: row.last });
    return pages(range, query);
  };
  await runtime.recur();
  await runtime.recur();
  expect(runtime.statuses).toEqual([202, 202]);
  expect(new URL(runtime.state ?? '').searchParams.get('after')).toBe(String(row.last));
});

test('its state is an address without the key, and says when to come again', async () => {
  const rig = new TableRig();
  const answer = await rig.ask({ route: 'eventTrigger', query: 'code=secret' });
  expect(answer).toEqual({
    status: 202,
    headers: {
      'cache-control': 'no-cache',
      'content-type': 'application/json',
      'x-content-type-options': 'nosniff',
      location: `${rig.publicUrl}/api/triggers/events?after=0`,
      'retry-after': '60',
    },
    body: '{"value":[],"after":0}',
  });
});

test('who keeps the number of the body in place of the address is told of each event, from the first call on', async () => {
  const rig = new TableRig();
  fail(rig, 2);
  await rig.poll();
  const started: string[] = [];
  let after: number | undefined;
  const recur = async () => {
    const query = after === undefined ? '' : `after=${after}`;
    const body = bodyOf(await rig.ask({ route: 'eventTrigger', query }));
    after = body.after;
    started.push(...body.value.map(({ event }: { event: { id: string } }) => event.id));
  };
  await recur();
  fail(rig, 1, 10);
  await rig.poll();
  await recur();
  await recur();
  expect(started).toEqual(sentIds(rig).slice(2));
});
