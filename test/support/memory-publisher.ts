import type { ProvisioningEvent } from '../../src/core/cloud-event.ts';
import { PublishError } from '../../src/core/errors.ts';
import type { EventPublisher, EventSender } from '../../src/poll/ports.ts';

/** A publisher whose bus is a list. `refuse` decides about each event: an error is thrown in place of accepting it. */
export class MemoryPublisher implements EventPublisher {
  readonly accepted: ProvisioningEvent[] = [];
  /** Connections that were opened and not closed. */
  openSenders = 0;
  refuse: (event: ProvisioningEvent) => PublishError | undefined = () => undefined;
  /** Called between acceptance and acknowledgement: throws to lose the acknowledgement. */
  afterAccept: (event: ProvisioningEvent) => void | Promise<void> = () => undefined;

  open(): EventSender {
    this.openSenders++;
    return {
      send: async (event, signal) => {
        if (signal.aborted) throw new PublishError('entity', 'DeadlineReached', 'aborted');
        await Promise.resolve();
        const refusal = this.refuse(event);
        if (refusal) throw refusal;
        this.accepted.push({ ...event, body: event.body.slice() });
        await this.afterAccept(event);
      },
      close: async () => {
        this.openSenders--;
      },
    };
  }
}
