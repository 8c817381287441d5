import type { ReceivedMessage } from '../subscriber/received-message.ts';
import type { TrueJob } from './truth.ts';

interface JobEvent {
  readonly name: string;
  readonly sequence: number;
  readonly kind: string;
  /** The same in all events of a quarantine. */
  readonly episode: string;
  /** Whether Entra named it by when its series began: else it is named by when it was first seen. */
  readonly isNamedByEntra: boolean;
}

export interface Circumstances {
  /** How often the connector lost its table. */
  readonly losses: number;
}

/**
 * Checks the events that a subscriber received, once it had the time to receive all. For each job began and cleared alternate
 * without a gap, what else is sent of a quarantine stands between them, and the last of them is what Entra holds. Repeats of an id
 * count once. After a lost table what is open is sent again, as a new event of the same episode (of a new one where Entra does not
 * say when it began), and sequences may leave a gap.
 *
 * @returns what is wrong, in words; empty when nothing is
 */
export function checkEvents(
  messages: readonly ReceivedMessage[],
  jobs: Iterable<TrueJob>,
  { losses }: Circumstances = { losses: 0 },
): string[] {
  const byJob = eventsByJob(messages);
  const wrong = [...byJob.values()].flatMap((events) => checkTurns(events, losses));
  const last = (key: string) => byJob.get(key)?.findLast(isTurn)?.kind;
  const held = new Set<string>();
  for (const { servicePrincipalId, jobId, displayName, state } of jobs) {
    const key = keyOf(servicePrincipalId, jobId);
    held.add(key);
    if (state === 'quarantined' && last(key) !== 'began')
      wrong.push(`${displayName}: no event says that its quarantine began`);
    if (state === 'running' && last(key) === 'began')
      wrong.push(`${displayName}: no event says that its quarantine was cleared`);
  }
  for (const [key, events] of byJob) {
    const event = events.findLast(isTurn);
    if (!held.has(key) && event?.kind === 'began')
      wrong.push(`${event.name}: gone, and no event says that its quarantine was cleared`);
  }
  return wrong;
}

function eventsByJob(messages: readonly ReceivedMessage[]): Map<string, JobEvent[]> {
  const once = new Map(messages.map((message) => [message.messageId, message] as const).reverse());
  const jobs = new Map<string, JobEvent[]>();
  for (const { applicationProperties: properties, subject, body } of once.values()) {
    const key = keyOf(String(properties.servicePrincipalId), String(properties.jobId));
    const { episode, quarantine } = readBody(body).data;
    const event = {
      name: String(properties.cloudEvents_subject),
      sequence: Number(properties.cloudEvents_sequence),
      kind: subject?.split('.').at(-1) ?? '',
      episode,
      // Graph writes fractions of a second, which names do without.
      isNamedByEntra: quarantine?.seriesBegan?.slice(0, 19) === episode.slice(0, 19),
    };
    jobs.set(key, [...(jobs.get(key) ?? []), event]);
  }
  for (const events of jobs.values()) events.sort((one, other) => one.sequence - other.sequence);
  return jobs;
}

interface EventBody {
  readonly data: {
    readonly episode: string;
    readonly quarantine?: { readonly seriesBegan?: string | null } | null;
  };
}

function readBody(body: unknown): EventBody {
  return body as EventBody;
}

function checkTurns(events: readonly JobEvent[], losses: number): string[] {
  const wrong: string[] = [];
  let open: JobEvent | undefined;
  let [gaps, repeats] = [0, 0];
  for (const [place, event] of events.entries()) {
    const { name, kind, sequence, episode } = event;
    const isOpenOne = open?.episode === episode || (open !== undefined && !event.isNamedByEntra);
    const isSentAgain = kind === 'began' && isOpenOne && repeats < losses;
    if (isSentAgain) repeats++;
    else if ((kind !== 'began') !== (open !== undefined)) wrong.push(`${name}: ${kind} out of turn`);
    else if (open && open.episode !== episode) wrong.push(`${name}: ${kind} of another episode`);
    const before = events[place - 1];
    if (before && sequence !== before.sequence + 1 && ++gaps > losses)
      wrong.push(`${name}: a gap before ${sequence}`);
    if (kind === 'began') open = event;
    if (kind === 'cleared') open = undefined;
  }
  return wrong;
}

/** Whether it opens or ends an episode. */
const isTurn = ({ kind }: JobEvent): boolean => kind === 'began' || kind === 'cleared';

const keyOf = (servicePrincipalId: string, jobId: string) => `${servicePrincipalId.toLowerCase()}/${jobId}`;
