import type { ProvisioningEvent } from '../../src/core/cloud-event.ts';
import { PublishError } from '../../src/core/errors.ts';
import type { EventPublisher, EventSender } from '../../src/poll/ports.ts';

/** A publisher whose bus is a list. `refuse` decides about each event: an error is thrown in place of accepting it and what is sent with it. */
export class MemoryPublisher implements EventPublisher {
  readonly accepted: ProvisioningEvent[] = [];
  /** Connections that were opened and not closed. */
  openSenders = 0;
  /** So many are taken together. */
  mostTogether = 3;
  /** How many came with each send that was accepted. */
  readonly sends: number[] = [];
  /** Whether several sessions are refused together, as by a partitioned topic. */
  isPartitioned = false;
  refuse: (event: ProvisioningEvent) => PublishError | undefined = () => undefined;
  /** Called between acceptance and acknowledgement: throws to lose the acknowledgement. */
  afterAccept: (event: ProvisioningEvent) => void | Promise<void> = () => undefined;

  open(): EventSender {
    this.openSenders++;
    return {
      send: async (events, signal) => {
        if (signal.aborted) throw new PublishError('entity', 'DeadlineReached', 'aborted');
        await Promise.resolve();
        const together = events.slice(0, this.mostTogether);
        if (this.isPartitioned && new Set(together.map(({ sessionId }) => sessionId)).size > 1)
          throw new PublishError('message', 'InvalidOperation', 'several sessions');
        for (const event of together) {
          const refusal = this.refuse(event);
          if (refusal) throw refusal;
        }
        this.accepted.push(...together.map((event) => ({ ...event, body: event.body.slice() })));
        this.sends.push(together.length);
        for (const event of together) await this.afterAccept(event);
        return together.length;
      },
      close: async () => {
        this.openSenders--;
      },
    };
  }
}
