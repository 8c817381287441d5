import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { busRig } from './bus-rig.ts';
import { message, one, send, text } from './messages.ts';
import { secondsFromNow } from './tokens.ts';

const { bus, emulator, emulatorClient } = busRig();
const entities = { topics: { events: { subscriptions: { all: {} } } }, queues: { work: {} } };

interface Signature {
  readonly resource: string;
  readonly expires?: number;
  readonly key?: string;
  readonly name?: string;
}

/** A signature as an administrator makes it and hands it out, in place of the key. */
function signature({
  resource,
  expires,
  key = 'SAS_KEY_VALUE',
  name = 'RootManageSharedAccessKey',
}: Signature) {
  const sr = encodeURIComponent(resource);
  const se = expires ?? secondsFromNow(60);
  const sig = createHmac('sha256', key).update(`${sr}\n${se}`).digest('base64');
  return `SharedAccessSignature sr=${sr}&sig=${encodeURIComponent(sig)}&se=${se}&skn=${name}`;
}

const withSignature = (endpoint: string, sas: string) =>
  `Endpoint=${endpoint};SharedAccessSignature=${sas};UseDevelopmentEmulator=true;`;

describe('the key of the emulator', () => {
  it('opens everything', async () => {
    const on = emulatorClient((await emulator(entities)).connectionString);
    await send(on, 'events', message('plain', { messageId: 'm' }));
    const received = await one(on.createReceiver('events', 'all'));
    expect([received.messageId, text(received)]).toEqual(['m', 'plain']);
  });

  it.each([
    ['key', 'SAS_KEY_VALUE', 'ANOTHER_KEY'],
    ['key name', 'RootManageSharedAccessKey', 'Another'],
  ])('opens nothing with a wrong %s', async (_, right, wrong) => {
    const broker = await emulator(entities);
    const on = emulatorClient(broker.connectionString?.replace(right, wrong));
    await expect(send(on, 'work', message('x'))).rejects.toMatchObject({
      code: 'UnauthorizedAccess',
      message: 'InvalidSignature: The token has an invalid signature.',
    });
    expect(broker.messages('work')).toEqual([]);
  });
});

describe('a broker in identity mode', () => {
  it('has no connection string', async () => {
    expect((await bus(entities)).connectionString).toBeUndefined();
  });
});

describe('a shared access signature', () => {
  it.each(['', '/', '/work', '/WORK/'])("for the resource '%s' opens what lies under it", async (path) => {
    const broker = await emulator(entities);
    const sas = signature({ resource: `${broker.endpoint}${path}` });
    await send(emulatorClient(withSignature(broker.endpoint, sas)), 'work', message('x'));
    expect(broker.messages('work')).toHaveLength(1);
  });

  it.each([
    ['for another entity', { path: '/events' }, 'InvalidAudience'],
    ['for one whose name begins alike', { path: '/wor' }, 'InvalidAudience'],
    ['that has expired', { path: '', expires: secondsFromNow(-1) }, 'ExpiredToken: The token is expired.'],
    ['by another key', { path: '', key: 'other' }, 'InvalidSignature'],
  ])('%s opens nothing', async (_, { path, ...more }, text) => {
    const broker = await emulator(entities);
    const sas = signature({ resource: `${broker.endpoint}${path}`, ...more });
    await expect(
      send(emulatorClient(withSignature(broker.endpoint, sas)), 'work', message('x')),
    ).rejects.toMatchObject({ code: 'UnauthorizedAccess', message: expect.stringContaining(text) });
    expect(broker.messages('work')).toEqual([]);
  });
});
