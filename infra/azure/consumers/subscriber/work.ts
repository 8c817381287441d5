import type { HandledEvents } from './handled-events.ts';
import type { QuarantineEvent } from './read-event.ts';

/** Does something with an event. It may run twice for one: after a crash before the event was remembered. */
export type Handler = (event: QuarantineEvent) => Promise<void>;

/** The parts of a subscriber, beside its client. */
export interface Work {
  /** Handlers by the type of event. An event of another type is completed and counted, since new types come without notice. */
  readonly handlers: ReadonlyMap<string, Handler>;
  readonly handled: HandledEvents;
  /** Milliseconds before a failed message is given back the first time; doubled each time, up to half a minute. */
  readonly retryDelayMs: number;
  /** Hears what became of each message, and of trouble. */
  readonly report: (line: Line) => void;
  /** Aborted when the subscriber is to end: the message in hand is finished, and no other begun. */
  readonly stopping: AbortSignal;
}

export type Outcome = 'handled' | 'repeat' | 'unknownType' | 'unreadable' | 'failed';

export type Line =
  | { readonly line: Outcome; readonly messageId: string; readonly session: string; readonly why?: string }
  | { readonly line: 'trouble'; readonly why: string };
