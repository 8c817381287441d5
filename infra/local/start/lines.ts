import type { ReceivedMessage } from '../subscriber/received-message.ts';
import { stateWords, type TrueJob } from './truth.ts';

/** The parts of an event that a person wants to see at a glance. */
interface ShownEvent {
  readonly type: string;
  readonly subject: string;
  readonly sequence: string;
  readonly data: {
    readonly quarantine?: { readonly reason?: string; readonly error?: { readonly code?: string } } | null;
    readonly reason?: string;
    readonly quarantined?: boolean;
    readonly lagSeconds?: number;
    readonly count?: number;
    readonly entries?: number;
    readonly previousReason?: string;
    readonly previousCount?: number;
    readonly expectedDisableAt?: string;
    readonly cause?: string;
    readonly durationSeconds?: number;
    readonly clearedAfter?: string;
    readonly clearedBefore?: string;
    readonly removedAfter?: string;
    readonly removedBefore?: string;
    readonly detection: string;
  };
}

/** One event as lines for a person. */
export function describeEvent(message: ReceivedMessage): string {
  const event = message.body as ShownEvent;
  const { data, subject } = event;
  const [about = '', kind = ''] = event.type.split('.').slice(-2);
  return `${heads[kind] ?? kind} ${subject}: ${about}, ${whatOf(about, kind, data)} [${data.detection}, sequence ${event.sequence}]`;
}

const heads: Readonly<Record<string, string>> = {
  began: '✘ BEGAN  ',
  changed: '✘ CHANGED',
  expiring: '✘ EXPIRES',
  cleared: '✔ CLEARED',
  removed: '– REMOVED',
};

function whatOf(about: string, kind: string, data: ShownEvent['data']): string {
  if (kind === 'removed') return `gone ${between(data.removedAfter, data.removedBefore)}`;
  if (kind === 'cleared')
    return `${data.cause}, after ${data.durationSeconds} s (${between(data.clearedAfter, data.clearedBefore)})`;
  const reason = reasonOf(about, data);
  if (kind === 'changed')
    return `${reason} (before: ${data.previousCount ?? data.previousReason ?? 'no reason given'})`;
  if (kind === 'expiring')
    return `to be switched off about ${data.expectedDisableAt?.slice(0, 10)}, ${reason}`;
  return reason;
}

function reasonOf(about: string, data: ShownEvent['data']): string {
  if (about === 'halt') return `${data.reason}${data.quarantined ? ', in quarantine' : ''}`;
  if (about === 'overdue') return `${data.reason}, ${data.lagSeconds} s late`;
  if (about === 'failures') return `${data.count} objects of ${data.entries}`;
  return (
    [data.quarantine?.reason, data.quarantine?.error?.code].filter(Boolean).join(', ') || 'no reason given'
  );
}

const between = (after: string | undefined, before: string | undefined) =>
  `between ${clock(after)} and ${clock(before)}`;

/** The heartbeat line of a run in short, or undefined for one in which nothing happened but that jobs ran on their interval. */
export function describeRun(line: string): string | undefined {
  const run = heartbeatOf(line);
  if (!run) return undefined;
  const { outcome, jobsRead, jobsChanged, jobsUnreadable, eventsSent, graphRequests, tableTransactions } =
    run;
  if (outcome === 'complete' && !jobsUnreadable && !eventsSent) return undefined;
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

/** The jobs of the applications whose name holds `part`, the worst first, as lines for a person. */
export function describeJobs(jobs: Iterable<TrueJob>, part: string): string {
  const wanted = [...jobs].filter(
    ({ displayName, isHeld }) => isHeld && displayName.toLowerCase().includes(part.toLowerCase()),
  );
  if (wanted.length === 0)
    return part === '' ? 'Entra holds no jobs.' : `No application has '${part}' in its name.`;
  const sorted = wanted.sort((one, other) => stateWords.indexOf(one.state) - stateWords.indexOf(other.state));
  const lines = sorted
    .slice(0, mostJobs)
    .map(({ displayName, state, words }) => `  ${displayName}: ${state} (${words})`);
  const more = sorted.length > mostJobs ? [`  ... and ${sorted.length - mostJobs} more`] : [];
  return [
    `Entra holds ${wanted.length === 1 ? 'one such job' : `${wanted.length} jobs`}:`,
    ...lines,
    ...more,
  ].join('\n');
}
