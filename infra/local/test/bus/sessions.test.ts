import { describe, expect, it } from 'vitest';
import { busRig, patientRetry } from './bus-rig.ts';
import { inbox, message, one, send, take, text } from './messages.ts';

const { bus, client } = busRig();

describe('sessions', () => {
  const entities = { topics: { events: { subscriptions: { ordered: { requiresSession: true } } } } };
  const inSession = (sessionId: string, ...bodies: string[]) =>
    bodies.map((body) => message(body, { sessionId }));

  it('come in order, one receiver each, the oldest session first', async () => {
    const on = client(await bus(entities));
    const sender = on.createSender('events');
    for (const each of [...inSession('a', 'a1', 'a2'), ...inSession('b', 'b1'), ...inSession('a', 'a3')]) {
      await sender.sendMessages(each);
    }
    const first = await on.acceptNextSession('events', 'ordered');
    const second = await on.acceptNextSession('events', 'ordered');
    expect([first.sessionId, second.sessionId]).toEqual(['a', 'b']);
    expect(Math.abs(first.sessionLockedUntilUtc.getTime() - Date.now() - 60_000)).toBeLessThan(30_000);
    expect(await take(first, 3)).toEqual(['a1', 'a2', 'a3']);
    expect(await take(second, 1)).toEqual(['b1']);
  });

  it('can be subscribed to', async () => {
    const on = client(await bus(entities));
    const session = await on.acceptSession('events', 'ordered', 'a');
    const texts: string[] = [];
    const all = new Promise<void>((resolve, reject) => {
      session.subscribe({
        processMessage: async (each) => {
          if (texts.push(text(each)) === 3) resolve();
        },
        processError: async ({ error }) => reject(error),
      });
    });
    for (const each of inSession('a', 'a1', 'a2', 'a3')) await on.createSender('events').sendMessages(each);
    await all;
    expect(texts).toEqual(['a1', 'a2', 'a3']);
  });

  it('keep their order when a message is abandoned', async () => {
    const on = client(await bus(entities));
    await on.createSender('events').sendMessages(inSession('a', 'a1', 'a2'));
    const session = await on.acceptSession('events', 'ordered', 'a');
    await session.abandonMessage(await one(session));
    expect(await take(session, 2)).toEqual(['a1', 'a2']);
  });

  it('are refused while another receiver holds them, and free once it closes', async () => {
    const broker = await bus(entities);
    const on = client(broker);
    await on.createSender('events').sendMessages(inSession('a', 'a1', 'a2'));
    const holder = await on.acceptSession('events', 'ordered', 'a');
    const held = await one(holder);
    const cannot = { code: 'SessionCannotBeLocked' };
    await expect(client(broker).acceptSession('events', 'ordered', 'a')).rejects.toMatchObject(cannot);
    await holder.close();
    const next = await client(broker).acceptSession('events', 'ordered', 'a');
    const again = await one(next);
    expect([again.messageId, again.deliveryCount]).toEqual([held.messageId, 0]);
    expect(text(again)).toBe('a1');
  });

  it('are waited for, as long as the client likes', async () => {
    const broker = await bus(entities);
    const on = client(broker);
    const accepted = on.acceptNextSession('events', 'ordered');
    await on.createSender('events').sendMessages(inSession('late', 'worth the wait'));
    const session = await accepted;
    expect(await take(session, 1)).toEqual(['worth the wait']);
    await session.close();
    await (await client(broker).acceptSession('events', 'ordered', 'late')).close();

    const hasty = client(broker, { retryOptions: { maxRetries: 0, timeoutInMs: 300 } });
    await expect(hasty.acceptNextSession('events', 'ordered')).rejects.toMatchObject({
      code: 'ServiceTimeout',
    });
  });

  it('wake one waiting receiver for each session', async () => {
    const broker = await bus(entities);
    const waiting = [client(broker), client(broker)].map((on) => on.acceptNextSession('events', 'ordered'));
    const sender = client(broker).createSender('events');
    await sender.sendMessages(inSession('a', 'a1'));
    await sender.sendMessages(inSession('a', 'a2'));
    expect(await take(await Promise.race(waiting), 2)).toEqual(['a1', 'a2']);
    await sender.sendMessages(inSession('b', 'b1'));
    expect((await Promise.all(waiting)).map(({ sessionId }) => sessionId).sort()).toEqual(['a', 'b']);
  });

  it('are lost when the lock expires, and then counted as a failed delivery', async () => {
    let now = Date.now();
    const broker = await bus(entities, { clock: () => now });
    const on = client(broker);
    await on.createSender('events').sendMessages(inSession('a', 'a1'));
    const options = { maxAutoLockRenewalDurationInMs: 0 };
    const session = await on.acceptSession('events', 'ordered', 'a', options);
    const held = await one(session);
    now += 50_000;
    expect((await session.renewSessionLock()).getTime()).toBe(now + 60_000);
    now += 60_000;
    await expect(session.renewSessionLock()).rejects.toMatchObject({ code: 'SessionLockLost' });
    const next = await client(broker, { retryOptions: patientRetry }).acceptNextSession(
      'events',
      'ordered',
      options,
    );
    expect(await one(next)).toMatchObject({ deliveryCount: 1 });
    // By now the first receiver has heard of it. A settlement that crosses the news is never answered, so it would wait.
    await expect(session.completeMessage(held)).rejects.toMatchObject({ code: 'SessionLockLost' });
  });

  it('keep a state', async () => {
    const on = client(await bus(entities));
    const session = await on.acceptSession('events', 'ordered', 'empty so far');
    expect(await session.getSessionState()).toBeNull();
    await session.setSessionState({ seen: 3 });
    await session.close();
    const later = await on.acceptSession('events', 'ordered', 'empty so far');
    expect(await later.getSessionState()).toEqual({ seen: 3 });
    await later.setSessionState(null);
    expect(await later.getSessionState()).toBeNull();
  });

  it('must be named by the messages of a queue, or the subscription buries them', async () => {
    const on = client(await bus({ ...entities, queues: { work: { requiresSession: true } } }));
    await expect(send(on, 'work', message('x'))).rejects.toThrow('SessionId was not set');
    await expect(
      on.createSender('work').sendMessages([...inSession('a', 'fine'), message('x')]),
    ).rejects.toThrow('SessionId');
    await send(on, 'events', message('lost sheep'));
    const dead = await one(on.createReceiver('events', 'ordered', { subQueueType: 'deadLetter' }));
    expect(dead).toMatchObject({ deadLetterReason: 'Session ID is null.' });
  });

  it('are needed where they are required, and only there', async () => {
    const on = client(await bus({ ...entities, queues: { work: {} } }));
    expect(await inbox(on.createReceiver('events', 'ordered')).error()).toHaveProperty(
      'message',
      expect.stringContaining('requires sessions'),
    );
    await expect(on.acceptSession('work', 'a')).rejects.toThrow();
  });
});
