import pMap from 'p-map';
import { expect, test } from 'vitest';
import type { WireMessage } from '../../infra/local/bus/wire-message.ts';
import type { Death } from '../support/crash/poll-order.ts';
import { share } from '../support/share.ts';
import { testSeed } from '../support/use-seed.ts';
import { type CrashRig, drained, type Place, startCrashRig } from './crash-points-rig.ts';
import { eventsAtDeath } from './crash-points-worlds.ts';

// The discovery is due again, and the claim of a poll that died is over when the next one begins.
const at = '2026-03-10T00:27:00.000Z';
const nextAt = '2026-03-10T00:28:00.000Z';
const placesAtOnce = 4;

test('killed at any step of a poll, what arrives and what is stored is what a poll without a kill makes', async () => {
  const trial = await startCrashRig(['trial']);
  const steps = await trial
    .place('trial')
    .then((place) => place.poll(at))
    .then((made) => drained(made).steps)
    .finally(() => trial.close());
  const everyPort = [
    'source.open.ask.next',
    'store.claim.record',
    'store.claim.refresh',
    'publisher.open.send',
    'store.claim.acknowledge',
    'store.claim.finish',
  ];
  expect(steps).toEqual(expect.arrayContaining(everyPort));
  // Most of the jobs share a transaction with others.
  const waves = steps.filter((step) => step === 'store.claim.record').length;
  expect(waves).toBeGreaterThan(1);
  expect(waves).toBeLessThan(eventsAtDeath / 3);

  const everyDeath = steps.flatMap((_, index): Death[] => [
    { when: 'before', step: index + 1 },
    { when: 'after', step: index + 1 },
  ]);
  // All of them in CI; for a contributor every fifth, others in the next run.
  const turns = Math.round(everyDeath.length / share(everyDeath.length));
  const deaths = everyDeath.filter((_, index) => index % turns === testSeed % turns);
  const rig = await startCrashRig(['now', 'next', ...deaths.map(nameOf)]);
  try {
    // What a poll sent and stored without a kill, had it run at the time of the killed one, or of the next.
    const whole = await Promise.all([undisturbed(rig, 'now', at), undisturbed(rig, 'next', nextAt)]);
    const met = await pMap(deaths, (death) => meet(rig, death, whole), { concurrency: placesAtOnce });
    expect(met.flatMap(({ wrong }) => wrong)).toEqual([]);
    // Events that are accepted together are forgotten together: a poll may have a step or two less than the first one had.
    expect(met.filter(({ died }) => !died).length).toBeLessThanOrEqual(2 * eventsAtDeath);
  } finally {
    await rig.close();
  }
}, 600_000);

interface Whole {
  readonly sent: readonly WireMessage[];
  readonly rows: ReadonlyMap<string, string>;
}

const nameOf = ({ when, step }: Death) => `${when}${step}`;

async function undisturbed(rig: CrashRig, name: string, time: string): Promise<Whole> {
  const place = await rig.place(name);
  drained(await place.poll(time));
  const whole = await settled(place);
  expect(whole.sent).toHaveLength(eventsAtDeath);
  return whole;
}

async function settled(place: Place): Promise<Whole> {
  return { sent: place.sent(), rows: await place.rows() };
}

interface Met {
  /** False where the poll had no such step. */
  readonly died: boolean;
  /** Empty when nothing is. */
  readonly wrong: readonly string[];
}

/** What is wrong after a poll died there and the next ones had their time. */
async function meet(rig: CrashRig, death: Death, whole: readonly Whole[]): Promise<Met> {
  const place = await rig.place(nameOf(death));
  const ended = await place.poll(at, death);
  const died = 'diedAt' in ended;
  const where = `killed ${death.when} step ${death.step}, ${died ? ended.diedAt : 'which it had not'}`;
  try {
    drained(died ? await place.poll(nextAt) : ended);
  } catch (error) {
    return { died, wrong: [`${where}: ${error}`] };
  }
  const wrong = [...wronglySent(place.sent(), whole), ...wronglyStored(await place.rows(), whole)];
  return { died, wrong: wrong.map((what) => `${where}: ${what}`) };
}

function wronglySent(sent: readonly WireMessage[], whole: readonly Whole[]): string[] {
  const wrong: string[] = [];
  const first = new Map<string, WireMessage>();
  for (const message of sent) {
    const id = String(message.properties.messageId);
    const earlier = first.get(id);
    if (earlier && asText(earlier) !== asText(message)) wrong.push(`a repeat of ${id} differs`);
    if (!earlier) first.set(id, message);
  }
  const possible = new Set(whole.flatMap((one) => one.sent.map(asText)));
  for (const message of first.values()) {
    if (!possible.has(asText(message))) wrong.push(`sent without a reason: ${message.body}`);
  }
  const [wanted, ...orLater] = whole.map((one) => inOrder(one.sent));
  const got = inOrder([...first.values()]);
  for (const [session, events] of wanted ?? []) {
    const isAsNowOrNext = [events, ...orLater.map((later) => later.get(session))].includes(got.get(session));
    if (!isAsNowOrNext) wrong.push(`sent ${got.get(session)} instead of ${events}`);
  }
  return wrong;
}

/** Body and properties, without what the broker adds. */
function asText({ body, properties, applicationProperties }: WireMessage): string {
  return JSON.stringify([body.toString('utf8'), properties, applicationProperties]);
}

/** The events of each session, in the order of their first arrival. */
function inOrder(sent: readonly WireMessage[]): ReadonlyMap<string, string> {
  const bySession = new Map<string, string>();
  for (const { properties, body } of sent) {
    const { subject, sequence } = JSON.parse(body.toString('utf8'));
    const session = `${subject} ${properties.groupId}`;
    const event = `${sequence} ${properties.subject} ${properties.messageId}`;
    bySession.set(session, [bySession.get(session), event].filter(Boolean).join(', '));
  }
  return bySession;
}

function wronglyStored(rows: ReadonlyMap<string, string>, whole: readonly Whole[]): string[] {
  const [wanted = new Map<string, string>(), ...orLater] = whole.map((one) => keysOfJobs(one.rows));
  const got = keysOfJobs(rows);
  const missing = [...wanted].filter(
    ([job, keys]) => ![keys, ...orLater.map((later) => later.get(job))].includes(got.get(job)),
  );
  const wrong = [...rows].filter(([key, row]) => !whole.some((one) => one.rows.get(key) === row));
  return [
    ...missing.map(([job, keys]) => `stored: ${got.get(job)} instead of ${keys}`),
    ...wrong.map(([, row]) => `stored: ${row}`),
  ];
}

/** The keys of the rows of each job. */
function keysOfJobs(rows: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const keys = new Map<string, string>();
  for (const key of [...rows.keys()].sort()) {
    const [, principal, job] = key.split('|');
    const name = `${principal}|${job}`;
    keys.set(name, [keys.get(name), key].filter(Boolean).join(', '));
  }
  return keys;
}
