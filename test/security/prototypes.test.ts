import { expect, test } from 'vitest';
import { isJsonObject } from '../../src/core/json.ts';
import { expectUnpolluted } from '../fuzz/expect-safe.ts';
import { quarantinedJob } from '../support/jobs.ts';
import { type RouteName, TableRig } from '../support/table-rig.ts';

const principal = '11111111-1111-4111-8111-111111111111';
const names = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf'];

/** As JSON.parse makes it: members of their own of those names, at every level. */
function polluting(depth = 3): unknown {
  const inner = depth === 0 ? '{"polluted":true}' : JSON.stringify(polluting(depth - 1));
  return JSON.parse(`{${names.map((name) => `"${name}":${inner}`).join(',')},"polluted":true}`);
}

test('a job full of such names is told like any other, and nothing else changes', async () => {
  const rig = new TableRig();
  const more = polluting();
  if (!isJsonObject(more)) throw new Error('it is an object');
  const jobs = names.map((id) => ({ ...quarantinedJob(undefined, more, id), more }));
  rig.source.set(principal, jobs, '__proto__');
  await rig.poll();
  rig.restart();
  await rig.poll();
  expectUnpolluted();
  expect(
    rig.publisher.accepted.map(({ applicationProperties }) => applicationProperties.jobId).sort(),
  ).toEqual([...names].sort());
  for (const jobId of names) {
    const { status, body = '' } = await rig.ask({
      route: 'job',
      params: { servicePrincipalId: principal, jobId },
    });
    expect([status, JSON.parse(body).jobId]).toEqual([200, jobId]);
  }
  expectUnpolluted();
});

test.each(['jobs', 'job', 'transitions', 'health', 'poll', 'events', 'eventTrigger'] satisfies RouteName[])(
  'the route %s takes such a name in its query for an unknown one',
  async (route) => {
    const rig = new TableRig();
    const params =
      route === 'job' || route === 'transitions' ? { servicePrincipalId: principal, jobId: 'x' } : {};
    for (const name of names) {
      for (const query of [`${name}=1`, `${name}[polluted]=true`, `${name}.polluted=true`]) {
        const { status } = await rig.ask({ route, method: route === 'poll' ? 'POST' : 'GET', params, query });
        expect([name, status]).toEqual([name, 400]);
        expectUnpolluted();
      }
    }
  },
);

test('a row with such columns and bodies is read as if it had none', async () => {
  const rig = new TableRig();
  rig.source.set(principal, [quarantinedJob()]);
  await rig.poll();
  for (const [key, row] of rig.table.rows) {
    const columns: object = JSON.parse(
      '{"__proto__":"x","constructor":"x","counts":"{\\"__proto__\\":{\\"polluted\\":true}}"}',
    );
    rig.table.rows.set(
      key,
      Object.assign(Object.create(null), row, Object.fromEntries(Object.entries(columns))),
    );
  }
  rig.restart();
  expect((await rig.poll()).outcome).toBe('complete');
  expect((await rig.ask({ route: 'health' })).status).toBe(200);
  expect((await rig.ask({ route: 'jobs' })).status).toBe(200);
  expectUnpolluted();
});
