import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { MemoryHandledEvents } from '../../../consumers/subscriber/handled-events.ts';
import type { ReceivedEvent } from '../../../consumers/subscriber/read-event.ts';
import { runSubscriber } from '../../../consumers/subscriber/run-subscriber.ts';
import type { Handler, Line } from '../../../consumers/subscriber/work.ts';
import { eventOfBegin, eventOfEnd } from '../quarantine-events.ts';
import { subscriberRig } from './subscriber-rig.ts';

const rig = subscriberRig();
const apps = [1, 2, 3].map((digit) => `${digit}`.repeat(8).concat('-1111-4111-8111-111111111111'));
const lives = apps.map((app) => [eventOfBegin({}, app), eventOfEnd(app)] as const);
const kindOf = ({ type }: ReceivedEvent) => type.split('.').at(-1);

/** Runs the subscriber with this handler until so many events are done with. */
async function run(topic: Awaited<ReturnType<typeof rig.topic>>, count: number, handle: Handler) {
  const stop = new AbortController();
  const lines: Line[] = [];
  const reading = { namespace: 'local', topic: 'events', subscription: 'mine', sessions: 3, idle: 1_000 };
  await runSubscriber(topic.client, reading, {
    handlers: new Map(['began', 'cleared'].map((kind) => [`entra.provisioning.quarantine.${kind}`, handle])),
    handled: new MemoryHandledEvents(),
    retryDelayMs: 1,
    stopping: stop.signal,
    report: (line) => {
      lines.push(line);
      if (lines.filter((each) => each.line === 'handled').length === count) stop.abort();
    },
  });
  return lines;
}

test('jobs are worked on side by side, and the events of each in their order', async () => {
  const topic = await rig.topic();
  await topic.send(...lives.map(([began]) => began), ...lives.map(([, cleared]) => cleared));
  const inHand = new Set<string>();
  let together = () => {};
  const allInHand = new Promise<void>((resolve) => {
    together = resolve;
  });
  const done: ReceivedEvent[] = [];
  await run(topic, 6, async (event) => {
    // The first of each job waits for the first of all others: handled one by one, none would ever end.
    inHand.add(event.source);
    if (inHand.size === 3) together();
    await allInHand;
    done.push(event);
  });
  for (const [began, cleared] of lives) {
    const ofJob = done.filter(({ id }) => id === began.id || id === cleared.id);
    expect(ofJob.map(kindOf)).toEqual(['began', 'cleared']);
  }
});

test('an event that could not be handled comes again before the later ones of its job', async () => {
  const topic = await rig.topic();
  const [life] = lives;
  if (!life) throw new Error('there are three');
  await topic.send(...life);
  const tried: (string | undefined)[] = [];
  const lines = await run(topic, 2, async (event) => {
    tried.push(kindOf(event));
    if (tried.length < 3) throw new Error('the database is away');
    await turn();
  });
  expect(tried).toEqual(['began', 'began', 'began', 'cleared']);
  expect(lines.map(({ line }) => line)).toEqual(['failed', 'failed', 'handled', 'handled']);
  expect(lines[0]).toMatchObject({ messageId: life[0].id, why: 'the database is away' });
});

test('in memory the oldest events are forgotten first', async () => {
  const handled = new MemoryHandledEvents(2);
  const events = ['1', '2', '3'].map((id) => ({ source: 's', id }) as const);
  const whole = (part: { source: string; id: string }): ReceivedEvent => ({
    ...part,
    specversion: '1.0',
    type: 't',
    time: '',
    sequence: '0000000001',
    dataschema: 'd',
    data: {},
  });
  for (const event of events) await handled.add(whole(event));
  expect(await Promise.all(events.map((event) => handled.has(whole(event))))).toEqual([false, true, true]);
});
