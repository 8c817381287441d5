import { afterEach, describe, expect, it } from 'vitest';
import { PublishError } from '../../../src/core/errors.ts';
import type { EventPublisher, EventSender } from '../../../src/poll/ports.ts';
import { eventOfSession, quarantineEvent } from './quarantine-event.ts';

/** A message as the bus got it. */
interface Arrived {
  readonly id: unknown;
  readonly sessionId: unknown;
  readonly subject: unknown;
  readonly correlationId: unknown;
  readonly contentType: unknown;
  readonly applicationProperties: Readonly<Record<string, unknown>>;
  readonly body: string;
}

export interface PublisherUnderTest {
  readonly publisher: EventPublisher;
  /** What the bus accepted so far, oldest first, repeats included. */
  arrived(): readonly Arrived[];
  /** Makes the bus refuse the next message, and it alone. */
  refuseNext(): void;
  /** One whose topic refuses several sessions together. */
  readonly toPartitioned: EventPublisher;
  /** Takes the bus away, and brings it back. */
  setAway(isAway: boolean): Promise<void>;
  close(): Promise<void>;
}

/** What every publisher keeps to, in memory or not. */
export function describeEventPublisher(name: string, make: () => Promise<PublisherUnderTest>): void {
  describe(name, () => {
    const running: { close(): Promise<void> }[] = [];
    const started = async () => {
      const made = await make();
      running.push(made);
      return made;
    };
    const opened = (publisher: EventPublisher): EventSender => {
      const sender = publisher.open();
      running.push(sender);
      return sender;
    };
    const inTime = () => new AbortController().signal;

    afterEach(async () => {
      for (const each of running.splice(0).reverse()) await each.close();
    });

    it('delivers an event with its properties and its very bytes', async () => {
      const { publisher, arrived } = await started();
      const event = quarantineEvent(1);

      await opened(publisher).send([event], inTime());

      expect(arrived()).toEqual([
        {
          id: event.id,
          sessionId: event.sessionId,
          subject: 'entra.provisioning.quarantine.began',
          correlationId: event.correlationId,
          contentType: 'application/cloudevents+json; charset=utf-8',
          applicationProperties: event.applicationProperties,
          body: Buffer.from(event.body).toString(),
        },
      ]);
    });

    it('delivers events in the order sent', async () => {
      const { publisher, arrived } = await started();
      const sender = opened(publisher);
      const events = [1, 2, 3, 4, 5].map(quarantineEvent);
      for (const event of events) await sender.send([event], inTime());
      expect(arrived().map(({ id }) => id)).toEqual(events.map(({ id }) => id));
    });

    it('takes the first of some events together, in their order, whatever their sessions, and says how many', async () => {
      const { publisher, arrived } = await started();
      const sender = opened(publisher);
      const events = Array.from({ length: 300 }, (_, n) => eventOfSession(`session-${n % 40}`, n));
      const counts: number[] = [];
      for (let sent = 0; sent < events.length; sent += counts.at(-1) ?? 0)
        counts.push(await sender.send(events.slice(sent), inTime()));

      expect(arrived().map(({ id, sessionId, body }) => ({ id, sessionId, body }))).toEqual(
        events.map(({ id, sessionId, body }) => ({ id, sessionId, body: Buffer.from(body).toString() })),
      );
      expect(counts[0]).toBeGreaterThan(1);
      expect(counts.length).toBeGreaterThan(1);
    });

    it('takes none of several events of which one is refused, and says that it is one message', async () => {
      const { publisher, arrived, refuseNext } = await started();
      const sender = opened(publisher);
      const events = [eventOfSession('a', 1), eventOfSession('b', 2)];
      refuseNext();
      await expect(sender.send(events, inTime())).rejects.toMatchObject({ scope: 'message' });
      expect(arrived()).toEqual([]);
      expect(await sender.send(events, inTime())).toBe(2);
      expect(arrived()).toHaveLength(2);
    });

    it('says that it is one message where several sessions are refused together, and sends each alone', async () => {
      const { toPartitioned } = await started();
      const sender = opened(toPartitioned);
      const events = [eventOfSession('a', 1), eventOfSession('b', 2)];
      await expect(sender.send(events, inTime())).rejects.toMatchObject({ scope: 'message' });
      for (const event of events) expect(await sender.send([event], inTime())).toBe(1);
    });

    it('sends the same message again for the same event, from another connection too', async () => {
      const { publisher, arrived } = await started();
      const first = opened(publisher);
      await first.send([quarantineEvent(1)], inTime());
      await opened(publisher).send([quarantineEvent(1)], inTime());

      const [one, two] = arrived();
      expect(one).toBeDefined();
      expect(two).toEqual(one);
    });

    it('says that one message alone was refused, and sends the next', async () => {
      const { publisher, arrived, refuseNext } = await started();
      const sender = opened(publisher);
      refuseNext();

      const error: unknown = await sender
        .send([quarantineEvent(1)], inTime())
        .catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(PublishError);
      expect(error).toMatchObject({ scope: 'message' });

      await sender.send([quarantineEvent(2)], inTime());
      expect(arrived().map(({ id }) => id)).toEqual([quarantineEvent(2).id]);
    });

    it('says soon that the bus is away, and sends once it is back', async () => {
      const { publisher, arrived, setAway } = await started();
      await setAway(true);
      const startedAt = Date.now();

      const away: unknown = await opened(publisher)
        .send([quarantineEvent(1)], inTime())
        .catch((reason: unknown) => reason);
      expect(away).toBeInstanceOf(PublishError);
      expect(away).toMatchObject({ scope: 'entity' });
      expect(Date.now() - startedAt).toBeLessThan(15_000);

      await setAway(false);
      await opened(publisher).send([quarantineEvent(1)], inTime());
      expect(arrived()).toHaveLength(1);
    });

    it('sends nothing when its time is over', async () => {
      const { publisher, arrived } = await started();
      const error: unknown = await opened(publisher)
        .send([quarantineEvent(1)], AbortSignal.abort())
        .catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(PublishError);
      expect(error).toMatchObject({ scope: 'entity', code: 'DeadlineReached' });
      expect(arrived()).toEqual([]);
    });
  });
}
