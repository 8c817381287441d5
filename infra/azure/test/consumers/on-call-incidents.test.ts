import {
  type Arbitrary,
  array,
  assert,
  asyncProperty,
  boolean,
  constantFrom,
  integer,
  record,
} from 'fast-check';
import { describe, expect, test } from 'vitest';
import { share } from '../../../../test/support/share.ts';
import { eventText } from './every-event.ts';
import { onCallConsumers } from './load-definition.ts';
import { OnCallWorld } from './on-call-world.ts';
import type { Call } from './workflow/perform-action.ts';

interface Told {
  readonly condition?: 'quarantine' | 'halt';
  readonly job?: string;
  readonly cause?: string;
  readonly recordedtime?: string;
}

/** An event of a job, by its place in its stream. */
function event(kind: string, sequence: number, told: Told = {}): string {
  const { condition = 'quarantine', job = 'job-1', cause, recordedtime = '2027-01-01T00:00:00.000Z' } = told;
  return eventText(
    `${condition}.${kind}`,
    { jobId: job, ...(cause !== undefined && { cause }) },
    { sequence: String(sequence).padStart(10, '0'), recordedtime },
  );
}

const actionsOf = (calls: readonly Call[] = []) =>
  calls
    .map(({ action }) => action)
    .filter((action) => !['Read_secret', 'Read_handled', 'Note_handled'].includes(action));

describe.each(onCallConsumers)('%s', (name) => {
  const opened = async (...events: readonly string[]) => {
    const world = new OnCallWorld(name);
    await world.handle(...events);
    return world;
  };
  const shape = ({ receiver }: OnCallWorld) => receiver.incidents.map(({ open }) => open);

  test('a begin opens, what follows updates, the clear resolves', async () => {
    const world = await opened(event('began', 5), event('changed', 6), event('expiring', 7));
    expect(shape(world)).toEqual([true]);
    expect(world.receiver.incidents[0]?.requests.length).toBeGreaterThanOrEqual(3);
    await world.handle(event('cleared', 8));
    expect(shape(world)).toEqual([false]);
    expect(world.subscription.waiting).toEqual([]);
  });

  test('a later series closes and opens anew', async () => {
    const world = await opened(
      event('began', 5),
      event('cleared', 6, { cause: 'superseded' }),
      event('began', 7),
    );
    expect(shape(world)).toEqual([false, true]);
  });

  test('a repeat asks the receiver for nothing', async () => {
    const world = await opened(event('began', 5), event('cleared', 6));
    const runs = await world.handle(event('began', 5), event('cleared', 6));
    expect(runs.map(({ calls }) => actionsOf(calls))).toEqual([['Complete'], ['Complete']]);
    expect(shape(world)).toEqual([false]);
  });

  test('a clear before its begin opens nothing that nobody would resolve', async () => {
    expect(shape(await opened(event('cleared', 6), event('began', 5)))).toEqual([]);
  });

  test('a change before its begin opens, and the begin opens no second one', async () => {
    expect(shape(await opened(event('changed', 6), event('began', 5)))).toEqual([true]);
  });

  test('the begin of the next series before the clear of the last one stays open', async () => {
    const world = await opened(
      event('began', 5),
      event('began', 7),
      event('cleared', 6, { cause: 'superseded' }),
    );
    expect(shape(world)).toEqual([true]);
  });

  test('a lost table of the connector: the episode that is sent again joins its incident, and its clear resolves it', async () => {
    const world = await opened(event('began', 5), event('began', 1_800_000_000));
    expect(shape(world)).toEqual([true]);
    await world.handle(event('cleared', 1_800_000_001));
    expect(shape(world)).toEqual([false]);
  });

  test('a clear that fell into the gap: the next episode takes over the incident, and its clear resolves it', async () => {
    const world = await opened(
      event('began', 5),
      event('began', 2_147_483_648),
      event('cleared', 2_147_483_649),
    );
    expect(shape(world)).toEqual([false]);
  });

  test('conditions of a job, and jobs, stand for themselves', async () => {
    const world = await opened(
      event('began', 5),
      event('began', 5, { condition: 'halt' }),
      event('began', 5, { job: 'job-2' }),
      event('cleared', 6, { condition: 'halt' }),
    );
    expect(world.open).toHaveLength(2);
    expect(shape(world)).toEqual([true, false, true]);
  });

  test('a storm of 50 begins opens 50, and their clears resolve all', async () => {
    const jobs = Array.from({ length: 50 }, (_, at) => `job-${at}`);
    const world = await opened(...jobs.map((job) => event('began', 5, { job })));
    expect(new Set(world.open).size).toBe(50);
    await world.handle(...jobs.toReversed().map((job) => event('cleared', 6, { job })));
    expect(world.open).toEqual([]);
    expect(world.subscription.deadLetters).toEqual([]);
  });

  test('a clock that is behind that of the connector makes nothing wait', async () => {
    const world = await opened(
      event('began', 5),
      event('cleared', 6, { recordedtime: '2027-01-01T03:00:00.000Z' }),
    );
    expect(shape(world)).toEqual([false]);
  });

  describe('with a wait before it resolves', () => {
    const waiting = async (...events: readonly string[]) => {
      const world = new OnCallWorld(name, { resolveAfterMinutes: 20 });
      await world.handle(event('began', 5));
      return { world, runs: await world.handle(...events) };
    };

    test('a clear is left locked, comes again, and resolves once it is old enough', async () => {
      const { world, runs } = await waiting(event('cleared', 6));
      expect(runs.map(({ status, calls }) => [status, actionsOf(calls)])).toEqual([['Cancelled', []]]);
      await world.later(5);
      await world.later(10);
      expect(shape(world)).toEqual([true]);
      await world.later(5);
      expect(shape(world)).toEqual([false]);
      expect(world.subscription.waiting).toEqual([]);
    });

    test('others are worked on meanwhile', async () => {
      const { world } = await waiting(event('cleared', 6), event('began', 5, { job: 'job-2' }));
      expect(shape(world)).toEqual([true, true]);
      expect(world.subscription.waiting).toHaveLength(1);
    });

    test('a begin that comes meanwhile keeps the incident open', async () => {
      const { world } = await waiting(event('cleared', 6), event('began', 7));
      await world.later(60);
      expect(shape(world)).toEqual([true]);
      expect(world.subscription.waiting).toEqual([]);
    });

    test('a clear that comes late waits no longer than it has to', async () => {
      const world = new OnCallWorld(name, { resolveAfterMinutes: 20, now: new Date('2027-01-01T00:20:00Z') });
      await world.handle(event('began', 5), event('cleared', 6));
      expect(shape(world)).toEqual([false]);
    });

    test('a series that another one follows does not wait', async () => {
      const { world } = await waiting(event('cleared', 6, { cause: 'superseded' }), event('began', 7));
      expect(shape(world)).toEqual([false, true]);
    });
  });
});

/** What may go wrong with a call: a refusal for now, no answer, or a lost answer of what was done. */
const faults = {
  throttled: () => ({ status: 429 }),
  broken: () => ({ status: 500 }),
  silent: () => {
    throw new Error('no answer');
  },
  lost: () => ({ status: 504, taken: true }),
} as const;

const stream = record({
  condition: constantFrom('quarantine' as const, 'halt' as const),
  job: constantFrom('job-1', 'job-2'),
  episodes: array(record({ changes: integer({ max: 2, min: 0 }), superseded: boolean(), jump: boolean() }), {
    minLength: 1,
    maxLength: 4,
  }),
  isOpen: boolean(),
});
const history = record({
  streams: array(stream, { minLength: 1, maxLength: 3 }),
  /** How far each delivery is late, in places; and which of them come twice. */
  delays: array(integer({ min: 0, max: 6 }), { minLength: 12, maxLength: 12 }),
  repeats: array(boolean(), { minLength: 5, maxLength: 5 }),
  faults: array(constantFrom(undefined, undefined, ...Object.values(faults)), { maxLength: 40 }),
  resolveAfterMinutes: constantFrom(0, 10),
});

type History = typeof history extends Arbitrary<infer Value> ? Value : never;

/** All events of a history in their order, by stream, and which streams are open in the end. */
function eventsOf({ streams }: History) {
  const byKey = new Map(streams.map((each) => [`${each.job} ${each.condition}`, each]));
  const open: string[] = [];
  const events = [...byKey].flatMap(([key, { condition, job, episodes, isOpen }]) => {
    let sequence = 1_700_000_000;
    const told: string[] = [];
    const tell = (kind: string, cause?: string) =>
      told.push(event(kind, sequence++, { condition, job, ...(cause !== undefined && { cause }) }));
    episodes.forEach(({ changes, superseded, jump }, at) => {
      const isLast = at === episodes.length - 1;
      if (jump) sequence += 50_000_000;
      tell('began');
      for (let change = 0; change < changes && condition === 'quarantine'; change += 1) tell('changed');
      if (!isLast || !isOpen) tell('cleared', superseded && !isLast ? 'superseded' : undefined);
    });
    if (isOpen) open.push(key);
    return told;
  });
  return { events, open: open.length };
}

describe.each(onCallConsumers)('%s, over random histories', (name) => {
  test('ends with an incident for what is open and none for what is not, whatever was late, repeated or failed', async () => {
    await assert(
      asyncProperty(history, async (told) => {
        const { events, open } = eventsOf(told);
        const late = events
          .map((each, at) => ({ each, place: at + (told.delays[at % told.delays.length] ?? 0) }))
          .toSorted((a, b) => a.place - b.place)
          .map(({ each }) => each);
        const faulty = [...told.faults];
        const world = new OnCallWorld(name, {
          resolveAfterMinutes: told.resolveAfterMinutes,
          maxDeliveryCount: 1000,
          fault: () => faulty.shift()?.(),
        });
        await world.handle(...late, ...late.filter((_, at) => told.repeats[at % told.repeats.length]));
        for (let minute = 0; minute < 60; minute += 5) await world.later(5);
        expect(world.subscription.waiting).toEqual([]);
        expect(world.subscription.deadLetters).toEqual([]);
        expect(world.open).toHaveLength(open);
        expect(new Set(world.open).size).toBe(open);
      }),
      { numRuns: share(60) },
    );
  });

  test('in order and without faults has an incident for each episode', async () => {
    await assert(
      asyncProperty(history, async (told) => {
        const { events } = eventsOf(told);
        const world = new OnCallWorld(name);
        await world.handle(...events);
        const begins = events.filter((each) => JSON.parse(each).type.endsWith('.began'));
        expect(world.receiver.incidents).toHaveLength(begins.length);
      }),
      { numRuns: share(20) },
    );
  });
});
