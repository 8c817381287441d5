import type { TokenCredential } from '@azure/identity';
import { describe, expect, it } from 'vitest';
import { busRig, patientRetry } from './bus-rig.ts';
import { inbox, message } from './messages.ts';
import { jwt, secondsFromNow } from './tokens.ts';

const { bus, client } = busRig();
const entities = { queues: { work: {} } };
/** The client renews a token two minutes before the time that its credential names. */
const renewalLeadMs = 120_000;

/** Gives out these tokens, the last one again and again. The client asks for the next one after the time given. */
function credentialOf(renewAfterMs: number, ...tokens: readonly string[]) {
  let given = 0;
  let asked = () => {};
  const credential: TokenCredential = {
    getToken: async () => {
      const token = tokens[Math.min(given, tokens.length - 1)] ?? '';
      given += 1;
      asked();
      return { token, expiresOnTimestamp: Date.now() + renewalLeadMs + renewAfterMs };
    },
  };
  return {
    credential,
    given: () => given,
    /** Resolves when so many tokens have been given out. */
    until: async (count: number) => {
      while (given < count) {
        await new Promise<void>((resolve) => {
          asked = resolve;
        });
      }
    },
  };
}

const hourMs = 3_600_000;
const shortLived = () => jwt({ exp: secondsFromNow(2) });

describe('a token that expires', () => {
  it('ends a link that was opened with it, and the client comes back with a new one', async () => {
    let now = Date.now();
    const broker = await bus(entities, { clock: () => now });
    const tokens = credentialOf(hourMs, jwt(), jwt({ exp: secondsFromNow(2 * 3600) }));
    const on = client(broker, { retryOptions: patientRetry }, tokens.credential);
    const subscriber = inbox(on.createReceiver('work', { receiveMode: 'receiveAndDelete' }));
    const sender = client(broker, {}, jwt({ exp: secondsFromNow(2 * 3600) })).createSender('work');
    await sender.sendMessages(message('before'));
    expect(await subscriber.texts(1)).toEqual(['before']);
    now += 1.5 * hourMs;
    await tokens.until(2);
    await sender.sendMessages(message('after'));
    expect(await subscriber.texts(2)).toEqual(['before', 'after']);
  });

  it('ends a link for good when there is no new one', async () => {
    let now = Date.now();
    const broker = await bus(entities, { clock: () => now });
    // The client does not notice that the link is closed under a send: its time must be over before it tries again.
    const retryOptions = { maxRetries: 1, retryDelayInMs: 10, timeoutInMs: 3_000 };
    const sender = client(broker, { retryOptions }, jwt()).createSender('work');
    await sender.sendMessages(message('before'));
    now += 1.5 * hourMs;
    await expect(sender.sendMessages(message('after'))).rejects.toMatchObject({
      errors: [
        { code: 'ServiceTimeout' },
        {
          code: 'UnauthorizedAccess',
          message: expect.stringMatching(
            /^ExpiredToken: The token is expired. Expiration time: '\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ'\.$/,
          ),
        },
      ],
    });
    expect(broker.messages('work')).toHaveLength(1);
  });

  it('is renewed by the client in time, and then its links live on', async () => {
    const broker = await bus(entities);
    const renewed = credentialOf(500, shortLived(), jwt());
    const lapsed = credentialOf(hourMs, shortLived(), jwt());
    const [alive, back] = [renewed, lapsed].map(({ credential }) =>
      inbox(client(broker, { retryOptions: patientRetry }, credential).createReceiver('work')),
    );
    // The one that did not renew asks again because its link was closed: so the time of the first tokens is over.
    await lapsed.until(2);
    expect(renewed.given()).toBeGreaterThan(1);
    const sender = client(broker).createSender('work');
    for (let i = 0; i < 10; i += 1) await sender.sendMessages(message(String(i)));
    await Promise.race([alive?.texts(1), back?.texts(10)]);
    expect(alive?.errors).toEqual([]);
  });

  it('ends its links when the renewal is refused', async () => {
    const broker = await bus(entities);
    const tokens = credentialOf(300, shortLived(), jwt({ aud: 'https://graph.microsoft.com' }));
    const subscriber = inbox(client(broker, {}, tokens.credential).createReceiver('work'));
    expect(await subscriber.error()).toMatchObject({
      message: expect.stringMatching(
        /^DetachForcedError: The link '.*' is force detached\. Code: RenewToken\. Details: Unauthorized access\. 'Listen' claim/,
      ),
    });
    // The client opens the link anew, and now it is told why it may not.
    expect(await subscriber.error(2)).toMatchObject({
      code: 'UnauthorizedAccess',
      message: expect.stringContaining('InvalidAudience'),
    });
    expect(tokens.given()).toBeGreaterThanOrEqual(3);
  });

  it('is not valid before its time', async () => {
    let now = Date.now();
    const broker = await bus(entities, { clock: () => now });
    const sender = client(broker, {}, jwt({ nbf: secondsFromNow(60) })).createSender('work');
    await expect(sender.sendMessages(message('x'))).rejects.toMatchObject({ code: 'UnauthorizedAccess' });
    now += 61_000;
    await sender.sendMessages(message('x'));
  });
});
