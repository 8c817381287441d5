import type { HandledEvents } from './handled-events.ts';
import {
  type EventOf,
  type EventType,
  isEvent,
  type ReceivedEvent,
  UnreadableEventError,
} from './read-event.ts';

/** Does something with an event. It may run twice for one: after a crash before the event was remembered. */
export type Handler = (event: ReceivedEvent) => Promise<void>;

/**
 * A handler by the type of its events. An event of another version of its data goes to the dead letters, where it is seen and kept, rather
 * than to a handler that would misread it.
 */
export function on<Type extends EventType>(
  type: Type,
  handle: (event: EventOf<Type>) => Promise<void>,
): readonly [EventType, Handler] {
  return [
    type,
    async (event) => {
      if (!isEvent(event, type)) {
        throw new UnreadableEventError(`The data is of ${event.dataschema}, which is not known here.`);
      }
      await handle(event);
    },
  ];
}

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
  | Trouble;

/** Why nothing can be read now, and what to do. */
export interface Trouble {
  readonly line: 'trouble';
  readonly what: string;
  /** In the client's own words. */
  readonly why: string;
  /** How often it was met by now. */
  readonly times: number;
}
