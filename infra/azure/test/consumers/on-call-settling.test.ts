import { describe, expect, test } from 'vitest';
import { toMessage } from '../../../../src/bus/to-message.ts';
import { busRig } from '../../../local/test/bus/bus-rig.ts';
import { one } from '../../../local/test/bus/messages.ts';
import { eventText } from './every-event.ts';
import { loadDefinition, onCallConsumers } from './load-definition.ts';
import { type OnCallOptions, OnCallWorld } from './on-call-world.ts';
import { quarantineEvents } from './quarantine-events.ts';
import { everyAction } from './workflow/definition.ts';
import type { Call } from './workflow/perform-action.ts';

const rig = busRig();
const began = eventText('quarantine.began');
const own = ['Read_secret', 'Read_handled', 'Note_handled'];
const toReceiver = ({ action }: Call) => !own.includes(action);
const settled = (calls: readonly Call[] = []) => calls.at(-1)?.action;

describe.each(onCallConsumers)('%s', (name) => {
  const handled = async (fault: OnCallOptions['fault'], maxDeliveryCount = 3) => {
    const world = new OnCallWorld(name, { maxDeliveryCount, ...(fault && { fault }) });
    return { world, runs: await world.handle(began) };
  };

  test('a message is done with after the receiver took it and its sequence is noted, in this order', async () => {
    const { world, runs } = await handled(undefined);
    const [run] = runs;
    expect(run?.status).toBe('Succeeded');
    expect(run?.calls.map(({ action }) => action).slice(-2)).toEqual(['Note_handled', 'Complete']);
    expect([...world.handled.values()]).toEqual([JSON.parse(began).sequence]);
  });

  test.each([401, 403, 404, 408, 410, 429, 500, 503])(
    'an answer %i is given back until it is better, and fails the run',
    async (status) => {
      let refusals = 2;
      const { world, runs } = await handled((call) =>
        toReceiver(call) && refusals-- > 0 ? { status } : undefined,
      );
      expect(runs.map((run) => [run.status, settled(run.calls)])).toEqual([
        ['Failed', 'Abandon'],
        ['Failed', 'Abandon'],
        ['Succeeded', 'Complete'],
      ]);
      expect(world.open).toHaveLength(1);
    },
  );

  test('what is refused for good as often as it is given goes to the dead letters, and the next one is sent', async () => {
    const { world, runs } = await handled((call) => (toReceiver(call) ? { status: 403 } : undefined));
    expect(runs).toHaveLength(3);
    expect(world.subscription.deadLetters).toMatchObject([{ deadLetterReason: 'MaxDeliveryCountExceeded' }]);
  });

  test.each([400, 413, 415, 422])(
    'an answer %i goes to the dead letters at once: nobody behind it waits',
    async (status) => {
      let refused = false;
      const world = new OnCallWorld(name, {
        fault: (call) => {
          if (refused || !toReceiver(call)) return undefined;
          refused = true;
          return { status };
        },
      });
      const runs = await world.handle(began, eventText('halt.began'));
      expect(runs.map((run) => [run.status, settled(run.calls)])).toEqual([
        ['Failed', 'Dead_letter_refused'],
        ['Succeeded', 'Complete'],
      ]);
      expect(runs[0]?.calls.at(-1)?.queries).toMatchObject({
        deadLetterReason: 'RefusedByReceiver',
        deadLetterErrorDescription: `The receiver answered ${status}.`,
      });
      expect(world.open).toHaveLength(1);
    },
  );

  test('a refusal by the vault or by the table is no refusal of the event', async () => {
    for (const action of own) {
      let refused = false;
      const { runs } = await handled((call) => {
        if (refused || call.action !== action) return undefined;
        refused = true;
        return { status: 400 };
      });
      expect(runs.map((run) => settled(run.calls))).toEqual(['Abandon', 'Complete']);
    }
  });

  test('no answer is given back', async () => {
    let silent = true;
    const { world, runs } = await handled((call) => {
      if (!silent || !toReceiver(call)) return undefined;
      silent = false;
      throw new Error('the request timed out');
    });
    expect(runs.map((run) => settled(run.calls))).toEqual(['Abandon', 'Complete']);
    expect(world.open).toHaveLength(1);
  });

  test('an answer that was lost opens no second incident', async () => {
    let lost = false;
    const { world, runs } = await handled((call) => {
      if (lost || call.method === 'GET' || !toReceiver(call)) return undefined;
      lost = true;
      return { status: 504, taken: true };
    });
    expect(runs).toHaveLength(2);
    expect(world.receiver.incidents).toHaveLength(1);
  });

  test.each(['not JSON', '42', '{}', began.replace('"sequence"', '"number"')])(
    'what is no event of the connector goes to the dead letters, and the receiver is asked for nothing: %.20s',
    async (body) => {
      const world = new OnCallWorld(name);
      world.subscription.send(body, 'session');
      const [run] = await world.work();
      expect(run?.calls.map(({ action }) => action)).toEqual(['Dead_letter']);
      expect(world.subscription.deadLetters).toMatchObject([{ deadLetterReason: 'UnreadableEvent' }]);
    },
  );

  test('what would make a second incident is not sent again within a run', async () => {
    for (const [action, each] of everyAction((await loadDefinition(name)).actions)) {
      if (each.type !== 'Http') continue;
      const isSafe = each.inputs.method !== 'POST' || name !== 'servicenow';
      if (!isSafe) expect(each.inputs.retryPolicy, action).toEqual({ type: 'none' });
      // Without a policy Logic Apps tries five times, which outlasts the lock.
      expect(each.inputs.retryPolicy, action).toBeDefined();
    }
  });
});

test('a message of the bus has the session of its job, also on a subscription without sessions', async () => {
  const bus = await rig.emulator({ topics: { events: { subscriptions: { 'on-call-night': {} } } } });
  const client = rig.emulatorClient(bus.connectionString);
  const event = quarantineEvents().began;
  if (!event) throw new Error('no event');
  await client.createSender('events').sendMessages(toMessage(event));
  const received = await one(
    client.createReceiver('events', 'on-call-night', { skipParsingBodyAsJson: true }),
  );

  const world = new OnCallWorld('pagerduty');
  world.subscription.send(Buffer.from(received.body).toString(), received.sessionId ?? '');
  await world.work();
  expect(world.open).toEqual([`entra-provisioning-${event.sessionId}-quarantine`]);
});
