import type { ReceivedMessage } from '../subscriber/received-message.ts';
import type { TrueJob, TrueState } from './truth.ts';

/** The parts of an event that a person wants to see at a glance. */
interface ShownEvent {
  readonly type: string;
  readonly subject: string;
  readonly sequence: string;
  readonly data: {
    readonly quarantine?: { readonly reason?: string; readonly error?: { readonly code?: string } } | null;
    readonly previousReason?: string;
    readonly expectedDisableAt?: string;
    readonly cause?: string;
    readonly durationSeconds?: number;
    readonly clearedAfter?: string;
    readonly clearedBefore?: string;
    readonly detection: string;
  };
}

/** One event as lines for a person. */
export function describeEvent(message: ReceivedMessage): string {
  const event = message.body as ShownEvent;
  const { data, subject } = event;
  const kind = event.type.split('.').at(-1) ?? '';
  return `${heads[kind] ?? kind} ${subject}: ${whatOf(kind, data)} [${data.detection}, sequence ${event.sequence}]`;
}

const heads: Readonly<Record<string, string>> = {
  began: '✘ BEGAN  ',
  changed: '✘ CHANGED',
  expiring: '✘ EXPIRES',
  cleared: '✔ CLEARED',
};

function whatOf(kind: string, data: ShownEvent['data']): string {
  const reason =
    [data.quarantine?.reason, data.quarantine?.error?.code].filter(Boolean).join(', ') || 'no reason given';
  if (kind === 'changed') return `${reason} (before: ${data.previousReason ?? 'no reason given'})`;
  if (kind === 'expiring')
    return `to be switched off about ${data.expectedDisableAt?.slice(0, 10)}, ${reason}`;
  if (kind !== 'cleared') return reason;
  return `${data.cause}, after ${data.durationSeconds} s (between ${clock(data.clearedAfter)} and ${clock(data.clearedBefore)})`;
}

/** The heartbeat line of a run in short, or undefined for one in which nothing happened. */
export function describeRun(line: string): string | undefined {
  const run = heartbeatOf(line);
  if (!run) return undefined;
  const { outcome, jobsRead, jobsChanged, jobsUnreadable, eventsSent, graphRequests, tableTransactions } =
    run;
  if (outcome === 'complete' && !jobsChanged && !jobsUnreadable && !eventsSent) return undefined;
  return `poll ${outcome}: ${jobsRead} read, ${jobsChanged} changed, ${jobsUnreadable} unreadable, ${eventsSent} events sent; ${graphRequests} Graph requests, ${tableTransactions} table transactions`;
}

function heartbeatOf(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined;
  const parsed: Record<string, unknown> = JSON.parse(line);
  return parsed.line === 'poll' ? parsed : undefined;
}

function clock(instant: string | undefined): string {
  return instant?.slice(11, 19) ?? '?';
}

const mostJobs = 20;
const stateOrder: readonly TrueState[] = ['quarantined', 'unclear', 'running'];

/** The jobs of the applications whose name holds `part`, those in quarantine first, as lines for a person. */
export function describeJobs(jobs: Iterable<TrueJob>, part: string): string {
  const wanted = [...jobs].filter(({ displayName }) =>
    displayName.toLowerCase().includes(part.toLowerCase()),
  );
  if (wanted.length === 0)
    return part === '' ? 'Entra holds no jobs.' : `No application has '${part}' in its name.`;
  const sorted = wanted.sort((one, other) => stateOrder.indexOf(one.state) - stateOrder.indexOf(other.state));
  const lines = sorted.slice(0, mostJobs).map(({ displayName, words }) => `  ${displayName}: ${words}`);
  const more = sorted.length > mostJobs ? [`  ... and ${sorted.length - mostJobs} more`] : [];
  return [
    `Entra holds ${wanted.length === 1 ? 'one such job' : `${wanted.length} jobs`}:`,
    ...lines,
    ...more,
  ].join('\n');
}
