import rhea, { type Sender } from 'rhea';
import { notAllowed } from '../errors.ts';
import type { Undo } from '../link-endings.ts';
import type { BusQueue } from '../namespace.ts';
import type { SessionLease } from '../queue/session-locks.ts';
import { answerAttach } from '../rhea-internals.ts';
import { acceptSession } from './accept-session.ts';
import { deliver } from './deliver.ts';

const sessionFilterName = 'com.microsoft:session-filter';
const lockedUntilName = 'com.microsoft:locked-until-utc';
const timeoutName = 'com.microsoft:timeout';
/** How long a client waits for the next session that does not say how long. */
const defaultTimeoutMs = 60_000;

export interface ReceiverParts {
  readonly sender: Sender;
  /** The address as the client wrote it. */
  readonly address: string;
  readonly queue: BusQueue;
  readonly clock: () => number;
  /** Takes what is to be undone when the link ends. */
  readonly onEnd: (undo: Undo) => void;
}

/**
 * Answers a client that wants to receive, and starts delivering: at once, or when the session that it asks for is its own.
 * @throws BusRefusal
 */
export function openReceiver({ sender, address, queue, clock, onEnd }: ReceiverParts): void {
  const filter: Readonly<Record<string, unknown>> = { ...sender.source.filter };
  const wantsSession = sessionFilterName in filter;
  if (queue.requiresSession && !wantsSession) {
    throw notAllowed(
      'It is not possible for an entity that requires sessions to create a non-sessionful message receiver.',
    );
  }
  if (wantsSession && !queue.requiresSession) {
    throw notAllowed(
      'A sessionful message receiver cannot be created on an entity that does not require sessions.',
    );
  }
  answerAttach(sender, { snd_settle_mode: sender.snd_settle_mode, rcv_settle_mode: sender.rcv_settle_mode });
  if (!wantsSession) {
    sender.set_source({ address });
    onEnd(deliver(sender, queue, clock, undefined));
    return;
  }
  const onAccepted = (lease: SessionLease): void => {
    sender.set_source({ address, filter: { [sessionFilterName]: lease.sessionId } });
    answerAttach(sender, { properties: { [lockedUntilName]: rhea.types.wrap_long(ticks(lease.until)) } });
    const stopDelivering = deliver(sender, queue, clock, lease);
    onEnd(() => {
      stopDelivering();
      queue.releaseSession(lease);
    });
  };
  const sessionId = filter[sessionFilterName];
  const timeout: unknown = sender.properties?.[timeoutName];
  const giveUp = acceptSession({
    sender,
    queue,
    sessionId: typeof sessionId === 'string' ? sessionId : undefined,
    timeoutMs: typeof timeout === 'number' ? timeout : defaultTimeoutMs,
    clock,
    onAccepted,
  });
  onEnd(giveUp);
}

/** A time as .NET counts it, in units of 100 ns since the year 1; the client expects all eight bytes. */
function ticks(epochMs: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(Math.round(epochMs)) * 10_000n + 621_355_968_000_000_000n);
  return bytes;
}
