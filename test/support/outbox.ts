import { StoreError } from '../../src/core/errors.ts';
import type { Undeleted, WaitingEvent, WaitingPage } from '../../src/poll/ports.ts';

/** An event of a job that waits to be sent. */
export function waiting(job: string, sequence: number): WaitingEvent {
  return {
    number: sequence,
    servicePrincipalId: 'sp',
    jobId: job,
    version: 'W/"1"',
    sequence,
    recordedAt: '2026-03-10T00:00:00.000Z',
    event: {
      id: `${job}-${sequence}`,
      type: 'entra.provisioning.quarantine.began',
      sessionId: job,
      correlationId: job,
      contentType: 'application/cloudevents+json; charset=utf-8',
      applicationProperties: {},
      body: new TextEncoder().encode(`{"job":"${job}","sequence":${sequence}}`),
    },
  };
}

/** An outbox of pages; what was acknowledged is gone from the next read. */
export class Outbox {
  readonly acknowledged: string[] = [];
  private readonly pages: WaitingEvent[][];
  /** Events that cannot be deleted. */
  stuck: (event: WaitingEvent) => boolean = () => false;

  constructor(...pages: WaitingEvent[][]) {
    this.pages = pages;
  }

  async *waiting(): AsyncIterable<WaitingPage> {
    for (const page of this.pages)
      yield { events: page.filter(({ event }) => !this.acknowledged.includes(event.id)), damaged: [] };
  }

  async acknowledge(events: readonly WaitingEvent[]): Promise<readonly Undeleted[]> {
    const left = events.filter(this.stuck);
    this.acknowledged.push(...events.filter((each) => !left.includes(each)).map(({ event }) => event.id));
    return left.map((event) => ({ event, error: new StoreError('StorageUnavailable', 'down') }));
  }
}
