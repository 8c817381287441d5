import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PublishError, StoreError } from '../../../src/core/errors.ts';
import { emptyRun, type RunRecord } from '../../../src/core/run-record.ts';
import type { Work } from '../../../src/core/tick.ts';
import type { Log, PollReport } from '../../../src/poll/ports.ts';
import { type Delivery, doWork, sendTick, type WorkPorts } from '../../../src/poll/work.ts';

const [home, other] = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'];
const tick = { at: '2026-03-10T08:05:00.000Z', next: '2026-03-10T08:10:00.000Z' };
const body = { tenantId: other, tick: tick.at, next: tick.next };
const ended = { kind: 'ended' } as PollReport;
const busy: PollReport = { kind: 'busy', busyUntil: tick.next };

class WorkRig {
  now = '2026-03-10T08:05:20.000Z';
  readonly lines: object[] = [];
  readonly polls: object[] = [];
  readonly sent: Work[][] = [];
  readonly noted: object[] = [];
  readonly slept: number[] = [];
  lastStartedAt: string | undefined;
  poll: () => Promise<PollReport> = async () => busy;
  run = async (): Promise<RunRecord | undefined> => ({ ...emptyRun, lastStartedAt: this.lastStartedAt });
  noteTick: WorkPorts['notes']['noteTick'] = async (noted, tenantIds) =>
    void this.noted.push({ ...noted, tenantIds });
  send: WorkPorts['queue']['send'] = async (works) => void this.sent.push([...works]);
  readonly log: Log = {
    info: (line) => void this.lines.push(line),
    error: (line) => void this.lines.push({ ...line, level: 'error' }),
  };

  get ports(): WorkPorts {
    const tenant = {
      snapshots: { run: () => this.run() },
      poll: async ({ about }: { readonly about?: object }) => {
        this.polls.push(about ?? {});
        return this.poll();
      },
    };
    return {
      queue: { send: this.send },
      notes: { noteTick: this.noteTick },
      tenantIds: [home, other],
      tenant: (tenantId) => ([home, other].includes(tenantId) ? tenant : undefined),
      clock: { now: () => this.now },
      sleep: async (milliseconds) => {
        this.slept.push(milliseconds);
        this.now = new Date(Date.parse(this.now) + milliseconds).toISOString();
      },
    };
  }

  work(delivery: Partial<Delivery> = {}): Promise<void> {
    const enqueuedAt = '2026-03-10T08:05:08.500Z';
    return doWork(this.ports, { body, count: 1, enqueuedAt, ...delivery }, 1_000, this.log);
  }
}

describe('a tick', () => {
  test('is noted, and sends a message for each tenant at once', async () => {
    const rig = new WorkRig();
    await sendTick(rig.ports, tick, rig.log);
    expect(rig.noted).toEqual([{ ...tick, tenantIds: [home, other] }]);
    expect(rig.sent).toHaveLength(1);
    expect(rig.sent[0]?.toSorted((a, b) => (a.tenantId < b.tenantId ? -1 : 1))).toEqual([
      { tenantId: home, tick },
      { tenantId: other, tick },
    ]);
    expect(rig.lines).toMatchObject([{ line: 'tick', tick: tick.at, next: tick.next, tenants: 2 }]);
  });

  test('takes the tenants in an order of chance', async () => {
    const rig = new WorkRig();
    await sendTick(rig.ports, tick, rig.log, () => 0);
    await sendTick(rig.ports, tick, rig.log, () => 0.999);
    expect(rig.sent.map((works) => works.map(({ tenantId }) => tenantId))).toEqual([
      [home, other],
      [other, home],
    ]);
  });

  test('that cannot be noted is sent all the same', async () => {
    const rig = new WorkRig();
    rig.noteTick = () => Promise.reject(new StoreError('StorageUnavailable', 'The table is down.'));
    await sendTick(rig.ports, tick, rig.log);
    expect(rig.sent).toHaveLength(1);
    expect(rig.lines[0]).toMatchObject({
      line: 'tickUnnoted',
      level: 'error',
      detail: expect.stringContaining('table is down'),
    });
  });

  test('that the queue does not take fails, so that the platform tries it again', async () => {
    const rig = new WorkRig();
    rig.send = () => Promise.reject(new PublishError('entity', 'ServiceBusy', 'Service Bus is busy.'));
    await expect(sendTick(rig.ports, tick, rig.log)).rejects.toThrow('Service Bus is busy.');
    expect(rig.lines).toEqual([]);
  });
});

describe('a message', () => {
  test('polls its tenant, and its heartbeat says for which tick, after which wait and in which try', async () => {
    const rig = new WorkRig();
    await rig.work();
    expect(rig.polls).toEqual([{ tick: tick.at, waitedMs: 11_500, deliveryCount: 1 }]);
    expect(rig.lines).toEqual([]);
  });

  test('names its tenant in any letters', async () => {
    const rig = new WorkRig();
    await rig.work({ body: { ...body, tenantId: 'ABCDEFAB-1111-4111-8111-111111111111' } });
    expect(rig.lines).toMatchObject([
      { why: 'unknownTenant', tenantId: expect.stringMatching(/^abcdefab-/) },
    ]);
  });

  test('whose age is not known says nothing of a wait; one from a clock that is ahead waited not at all', async () => {
    const rig = new WorkRig();
    await rig.work({ enqueuedAt: undefined });
    await rig.work({ enqueuedAt: '2026-03-10T08:05:25.000Z' });
    expect(rig.polls).toEqual([
      { tick: tick.at, deliveryCount: 1 },
      { tick: tick.at, waitedMs: 0, deliveryCount: 1 },
    ]);
  });

  test('for a tenant that is not watched is done', async () => {
    const rig = new WorkRig();
    const tenantId = '33333333-3333-4333-8333-333333333333';
    await rig.work({ body: { ...body, tenantId } });
    expect(rig.polls).toEqual([]);
    expect(rig.lines).toMatchObject([{ line: 'skipped', why: 'unknownTenant', tenantId, tick: tick.at }]);
  });

  test('is done once the next tick has come', async () => {
    const rig = new WorkRig();
    rig.now = '2026-03-10T08:09:59.999Z';
    await rig.work();
    rig.now = tick.next;
    await rig.work();
    expect(rig.polls).toHaveLength(1);
    expect(rig.lines).toMatchObject([{ line: 'skipped', why: 'late', tenantId: other }]);
  });

  test.each([1, 2])('is done where its tenant was polled since the tick, in try %i', async (count) => {
    const rig = new WorkRig();
    rig.lastStartedAt = tick.at;
    await rig.work({ count });
    expect(rig.polls).toEqual([]);
    expect(rig.lines).toMatchObject([{ line: 'skipped', why: 'polled', tenantId: other }]);
  });

  test('polls where the last poll lies ahead: else nothing would before that time has come', async () => {
    const rig = new WorkRig();
    rig.lastStartedAt = '2027-03-10T08:05:00.000Z';
    await rig.work();
    expect(rig.polls).toHaveLength(1);
  });

  test('that comes again after a kill polls: the run that died has not ended', async () => {
    const rig = new WorkRig();
    rig.lastStartedAt = '2026-03-10T08:00:01.000Z';
    rig.poll = async () => ended;
    await rig.work({ count: 2 });
    expect(rig.polls).toMatchObject([{ deliveryCount: 2 }]);
  });

  test('polls where nobody knows of the last poll, since the poll has a heartbeat that says what is wrong', async () => {
    const rig = new WorkRig();
    rig.run = () => Promise.reject(new StoreError('StorageUnavailable', 'The table is down.'));
    await rig.work();
    rig.run = async () => undefined;
    await rig.work();
    expect(rig.polls).toHaveLength(2);
  });

  test('is done when its poll throws, which is said', async () => {
    const rig = new WorkRig();
    rig.poll = () => Promise.reject(new StoreError('StorageUnavailable', 'The table is down.'));
    await rig.work();
    expect(rig.lines).toMatchObject([
      {
        line: 'workFailed',
        level: 'error',
        tenantId: other,
        tick: tick.at,
        detail: expect.stringContaining('The table is down'),
      },
    ]);
  });

  test('that comes again to a busy tenant waits for the claim once, since the poll before may have been killed', async () => {
    const rig = new WorkRig();
    const claimed: PollReport = { kind: 'busy', busyUntil: '2026-03-10T08:05:42.000Z' };
    rig.poll = async () => (rig.now >= claimed.busyUntil ? ended : claimed);
    await rig.work({ count: 2 });
    expect([rig.slept, rig.polls.length]).toEqual([[22_000], 2]);
  });

  test('that comes again is done when the tenant is still busy after that: the poll before is alive', async () => {
    const rig = new WorkRig();
    await rig.work({ count: 2 });
    expect([rig.slept, rig.polls.length]).toEqual([[60_000], 2]);
  });

  test('that comes for the first time to a busy tenant is done at once', async () => {
    const rig = new WorkRig();
    await rig.work();
    expect([rig.slept, rig.polls.length]).toEqual([[], 1]);
  });

  test('is done when its tenant cannot be put together, which is said', async () => {
    const rig = new WorkRig();
    const ports: WorkPorts = {
      ...rig.ports,
      tenant() {
        throw new Error('no such credential');
      },
    };
    await doWork(ports, { body, count: 1, enqueuedAt: undefined }, 1_000, rig.log);
    expect(rig.lines).toMatchObject([
      { line: 'workFailed', detail: expect.stringContaining('no such credential') },
    ]);
  });

  test.each([
    undefined,
    null,
    '',
    'poll',
    7,
    [body],
    {},
    { ...body, tenantId: 'contoso' },
    { ...body, tenantId: undefined },
    { ...body, tick: '0001-01-01T00:00:00Z' },
    { ...body, tick: 'now' },
    { ...body, next: 1_773_130_200_000 },
    Buffer.from(JSON.stringify(body)),
  ])('that is none of ours (%o) is done, and named as such', async (nonsense) => {
    const rig = new WorkRig();
    await rig.work({ body: nonsense });
    expect(rig.polls).toEqual([]);
    expect(rig.lines).toMatchObject([{ line: 'workRefused', level: 'error' }]);
  });

  test('of any shape throws nothing', async () => {
    const members = fc.oneof(fc.anything(), fc.constantFrom(other, tick.at, tick.next));
    const odd = fc.oneof(fc.anything(), fc.record({ tenantId: members, tick: members, next: members }));
    await fc.assert(
      fc.asyncProperty(odd, async (nonsense) => {
        const rig = new WorkRig();
        rig.poll = () => Promise.reject(new Error('no'));
        await rig.work({ body: nonsense });
        expect(rig.lines).toHaveLength(1);
      }),
      { numRuns: 300 },
    );
  });
});
