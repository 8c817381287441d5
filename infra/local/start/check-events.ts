import { type ConditionType, conditionTypes } from '../../../src/contract/events/event-names.ts';
import type { ReceivedMessage } from '../subscriber/received-message.ts';
import type { TrueJob } from './truth.ts';

interface JobEvent {
  readonly name: string;
  readonly sequence: number;
  /** A condition, or `job`. */
  readonly about: string;
  readonly kind: string;
  /** The same in all events of a stay in a condition. */
  readonly episode: string | undefined;
  /** Whether Entra named it by when its series began: else it is named by when it was first seen. */
  readonly isNamedByEntra: boolean;
}

export interface Circumstances {
  /** How often the connector lost its table. */
  readonly losses?: number;
  /** The conditions whose events were asked for, and `jobs` for those of removed jobs; quarantine unless given. */
  readonly asked?: ReadonlySet<string>;
  /** When the connector came, in milliseconds since 1970: of a job that it has never seen to run it does not say that it is overdue. */
  readonly since?: number;
}

const onlyQuarantine: ReadonlySet<string> = new Set(['quarantine']);

/**
 * Checks the events that a subscriber received, once it had the time to receive all. For each job and condition began and cleared
 * alternate without a gap, what else is sent of it stands between them, and the last of them is what Entra holds. Of a job that is gone
 * everything is cleared, and one event says that it is gone. Nothing is sent that was not asked for. Repeats of an id count once. After a
 * lost table what is open is sent again, as a new event of the same episode (of a new one where Entra does not say when it began), and
 * sequences may leave a gap.
 *
 * @returns what is wrong, in words; empty when nothing is
 */
export function checkEvents(
  messages: readonly ReceivedMessage[],
  jobs: Iterable<TrueJob>,
  { losses = 0, asked = onlyQuarantine, since = 0 }: Circumstances = {},
): string[] {
  const streams = eventsByStream(messages);
  const wrong = [...streams.values()].flatMap((events) => checkStream(events, losses, asked));
  const known = new Map([...jobs].map((job) => [keyOf(job.servicePrincipalId, job.jobId), job] as const));
  const keys = new Set([...known.keys(), ...[...streams.keys()].map(jobOf)]);
  for (const key of keys) {
    const job = known.get(key);
    const eventsAbout = (about: string) => streams.get(`${about} ${key}`) ?? [];
    for (const condition of conditionTypes) {
      if (asked.has(condition)) wrong.push(...checkLast(condition, eventsAbout(condition), job, since));
    }
    if (job && asked.has('jobs')) wrong.push(...checkRemoval(eventsAbout('job').length, job));
  }
  return wrong;
}

/** The events of each job and condition, by both, in their order. */
function eventsByStream(messages: readonly ReceivedMessage[]): Map<string, JobEvent[]> {
  const once = new Map(messages.map((message) => [message.messageId, message] as const).reverse());
  const streams = new Map<string, JobEvent[]>();
  for (const { applicationProperties: properties, subject, body } of once.values()) {
    const { episode, quarantine } = readBody(body).data;
    const [about = '', kind = ''] = subject?.split('.').slice(-2) ?? [];
    const event = {
      name: String(properties.cloudEvents_subject),
      sequence: Number(properties.cloudEvents_sequence),
      about,
      kind,
      episode,
      // Graph writes fractions of a second, which names do without.
      isNamedByEntra:
        about === 'quarantine' && quarantine?.seriesBegan?.slice(0, 19) === episode?.slice(0, 19),
    };
    const key = `${about} ${keyOf(String(properties.servicePrincipalId), String(properties.jobId))}`;
    streams.set(key, [...(streams.get(key) ?? []), event]);
  }
  for (const events of streams.values()) events.sort((one, other) => one.sequence - other.sequence);
  return streams;
}

interface EventBody {
  readonly data: {
    readonly episode?: string;
    readonly quarantine?: { readonly seriesBegan?: string | null } | null;
  };
}

function readBody(body: unknown): EventBody {
  return body as EventBody;
}

function checkStream(events: readonly JobEvent[], losses: number, asked: ReadonlySet<string>): string[] {
  const [first] = events;
  if (first && !asked.has(first.about === 'job' ? 'jobs' : first.about))
    return [`${first.name}: nobody asked for ${first.about} ${first.kind}`];
  return [...checkGaps(events, losses), ...(first?.about === 'job' ? [] : checkTurns(events, losses))];
}

function checkGaps(events: readonly JobEvent[], losses: number): string[] {
  const gaps = events.filter(({ sequence }, place) => {
    const before = events[place - 1];
    return before !== undefined && sequence !== before.sequence + 1;
  });
  return gaps
    .slice(losses)
    .map(({ name, about, sequence }) => `${name}: ${about} has a gap before ${sequence}`);
}

function checkTurns(events: readonly JobEvent[], losses: number): string[] {
  const wrong: string[] = [];
  let open: JobEvent | undefined;
  let repeats = 0;
  for (const event of events) {
    const { name, about, kind, episode } = event;
    const isOpenOne = open?.episode === episode || (open !== undefined && !event.isNamedByEntra);
    const isSentAgain = kind === 'began' && open !== undefined && isOpenOne && repeats < losses;
    if (isSentAgain) repeats++;
    else if ((kind !== 'began') !== (open !== undefined)) wrong.push(`${name}: ${about} ${kind} out of turn`);
    else if (open && open.episode !== episode) wrong.push(`${name}: ${about} ${kind} of another episode`);
    if (kind === 'began') open = event;
    if (kind === 'cleared') open = undefined;
  }
  return wrong;
}

/** Whether the last event agrees with what Entra holds; `job` is undefined for one that it never held. */
function checkLast(
  condition: ConditionType,
  events: readonly JobEvent[],
  job: TrueJob | undefined,
  since: number,
): string[] {
  const last = events.findLast(({ kind }) => kind === 'began' || kind === 'cleared');
  const isOpen = last?.kind === 'began';
  const name = job?.displayName ?? last?.name;
  const of = condition === 'quarantine' ? 'its quarantine' : `its ${condition} condition`;
  if (!job?.isHeld) return isOpen ? [`${name}: gone, and no event says that ${of} was cleared`] : [];
  const truth = job.truths[condition];
  const mayBeSilent = condition === 'overdue' && job.lastRunAt !== undefined && job.lastRunAt < since;
  if (truth === 'holds' && !isOpen && !mayBeSilent) return [`${name}: no event says that ${of} began`];
  if (truth === 'over' && isOpen) return [`${name}: no event says that ${of} was cleared`];
  return [];
}

/** It goes once, and again after it was restored: where that was not seen, one event is enough. */
function checkRemoval(sent: number, { displayName, isHeld, hasRun, removals }: TrueJob): string[] {
  if (!isHeld && hasRun && sent === 0) return [`${displayName}: gone, and no event says so`];
  return sent > removals
    ? [`${displayName}: ${sent} events say that it is gone, and it went ${removals} times`]
    : [];
}

const keyOf = (servicePrincipalId: string, jobId: string) => `${servicePrincipalId.toLowerCase()}/${jobId}`;
const jobOf = (streamKey: string) => streamKey.slice(streamKey.indexOf(' ') + 1);
