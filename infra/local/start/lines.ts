import { usualStates } from '../../../src/contract/http/query-values.ts';
import { secondsInWords } from '../../../src/core/duration-words.ts';
import { fullName } from '../scenario/full-name.ts';
import type { ReceivedMessage } from '../subscriber/received-message.ts';
import type { Said } from './fold.ts';
import type { Tone } from './paint.ts';
import type { TrueJob } from './truth.ts';

/** A line for a person. */
export type Line = Said<Tone>;

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

/**
 * One event as a line for a person.
 *
 * @param tenantName the tenant that it is from, where that has to be said
 */
export function describeEvent(message: ReceivedMessage, tenantName?: string): Line {
  // What arrives was made by the connector, whose events other tests hold against their schemas.
  const event = message.body as ShownEvent;
  const { data, subject } = event;
  const [about = '', kind = ''] = event.type.split('.').slice(-2);
  const [head, tone] = headOf(kind, data.cause);
  return {
    text: `${head} ${fullName(tenantName, subject)}: ${about}, ${whatOf(about, kind, data)} [${data.detection}]`,
    tone,
  };
}

const heads: Readonly<Record<string, readonly [string, Tone]>> = {
  began: ['✘ BEGAN  ', 'bad'],
  changed: ['✘ CHANGED', 'bad'],
  expiring: ['✘ EXPIRES', 'bad'],
  cleared: ['✔ CLEARED', 'good'],
  removed: ['– REMOVED', 'plain'],
};
/** It is not well: a later quarantine took the place of this one. */
const superseded = ['↻ CLEARED', 'plain'] as const;

function headOf(kind: string, cause: string | undefined): readonly [string, Tone] {
  return cause === 'superseded' ? superseded : (heads[kind] ?? [kind, 'plain']);
}

function whatOf(about: string, kind: string, data: ShownEvent['data']): string {
  if (kind === 'removed') return `gone ${between(data.removedAfter, data.removedBefore)}`;
  if (kind === 'cleared') {
    const cause = data.cause === 'superseded' ? 'superseded by a later series' : data.cause;
    return `${cause}, after ${secondsInWords(data.durationSeconds ?? 0)}`;
  }
  const reason = reasonOf(about, data);
  if (kind === 'changed')
    return `${reason} (before: ${data.previousCount ?? data.previousReason ?? 'no reason given'})`;
  if (kind === 'expiring')
    return `to be switched off about ${data.expectedDisableAt?.slice(0, 10)}, ${reason}`;
  return reason;
}

function reasonOf(about: string, data: ShownEvent['data']): string {
  if (about === 'halt') return `${data.reason}${data.quarantined ? ', in quarantine' : ''}`;
  if (about === 'overdue') return `${data.reason}, ${secondsInWords(data.lagSeconds ?? 0)} late`;
  if (about === 'failures')
    return `${counted(data.count ?? 0, 'object')}${data.entries ? ` of ${data.entries}` : ''}`;
  return (
    [data.quarantine?.reason, data.quarantine?.error?.code].filter(Boolean).join(', ') || 'no reason given'
  );
}

const between = (after: string | undefined, before: string | undefined) =>
  `between ${clock(after)} and ${clock(before)}`;

/** One line of the connector's log. */
export interface Logged {
  readonly level: string;
  readonly category: string;
  readonly message: string;
  readonly result?: 'succeeded' | 'failed';
  /** Why an invocation failed, with the stack. */
  readonly error?: string;
}

/**
 * What a line of the connector's log says to a person: undefined for one in which nothing happened but that jobs ran on their interval.
 *
 * @param nameOf the name of a tenant, where lines have to say which one they are about
 */
export function describeLog(
  { level, category, message, result, error }: Logged,
  nameOf: (tenantId: string) => string | undefined = () => undefined,
): Line | undefined {
  if (result === 'failed')
    return {
      text: `  ${category.split('.').at(-1)} failed: ${withoutStack(error ?? message)}`,
      tone: 'warning',
    };
  const entry = entryOf(message);
  const name = entry?.tenantId === undefined ? undefined : nameOf(entry.tenantId);
  const of = name === undefined ? '' : `${name}: `;
  if (entry?.line === 'poll') return describePoll(entry, of);
  if (level !== 'error' && level !== 'warning') return undefined;
  if (entry?.line === 'unsent')
    return {
      text: `  ${of}an event waits in the table, it cannot be sent: ${entry.detail}`,
      tone: 'warning',
    };
  return { text: `  ${of}${level}: ${entry?.detail ?? message}`, tone: 'warning' };
}

/** The tenant whose poll has ended, where a line of the connector's log says so. */
export function polledTenant({ message }: Pick<Logged, 'message'>): string | undefined {
  const entry = entryOf(message);
  return entry?.line === 'poll' ? entry.tenantId : undefined;
}

function describePoll(run: LogEntry, of: string): Line | undefined {
  const { outcome, jobsRead, jobsChanged, jobsUnreadable = 0, eventsSent = 0, failures = [] } = run;
  if (outcome === 'complete' && jobsUnreadable === 0 && eventsSent === 0) return undefined;
  const unreadable = jobsUnreadable === 0 ? '' : `, ${jobsUnreadable} unreadable`;
  const text = `  ${of}poll ${outcome}: ${jobsRead} read, ${jobsChanged} changed${unreadable}, ${counted(eventsSent, 'event')} sent`;
  if (outcome === 'complete') return { text, tone: 'aside' };
  // Of one that failed the end of its invocation says why, but where a message asked for it: that is done with.
  const first = outcome === 'failed' && of === '' ? undefined : failures[0];
  return { text: first ? `${text}; ${withoutId(first.about)}: ${first.detail}` : text, tone: 'warning' };
}

/** The name of a service principal, where the connector gives it beside its id. */
function withoutId(about: string): string {
  return about.replace(/^service principal [0-9a-f-]{36} \((.+)\)$/, '$1');
}

/** The members of the connector's lines that are shown. */
interface LogEntry {
  readonly line?: string;
  readonly tenantId?: string;
  readonly detail?: string;
  readonly outcome?: string;
  readonly jobsRead?: number;
  readonly jobsChanged?: number;
  readonly jobsUnreadable?: number;
  readonly eventsSent?: number;
  readonly failures?: readonly { readonly about: string; readonly detail: string }[];
}

function entryOf(message: string): LogEntry | undefined {
  if (!message.startsWith('{')) return undefined;
  try {
    return JSON.parse(message);
  } catch {
    // A line that was cut, or of another program.
    return undefined;
  }
}

/** What an error says, without its class and where it was thrown. */
function withoutStack(error: string): string {
  const [words = ''] = error.split(/\n\s+at /);
  return words.replace(/^(?:\w*Error): /, '');
}

/** What the client of a subscriber reports, without what is the same each time. */
export function describeProblem(text: string): Line {
  const words = /ECONNREFUSED/.test(text) ? 'Service Bus cannot be reached; it tries again' : text;
  return { text: `  subscriber: ${words}`, tone: 'warning' };
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
  const sorted = wanted.sort(
    (one, other) => usualStates.indexOf(one.state) - usualStates.indexOf(other.state),
  );
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

/** `1 event`, `2 events`. */
export function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}
