import type { ReceivedMessage } from '../subscriber/received-message.ts';
import type { TrueJob } from './truth.ts';

interface Told {
  readonly name: string;
  readonly sequence: number;
  readonly kind: string;
  /** Of the quarantine: the same in all that is told of it. */
  readonly episode: string;
  /** Whether Entra named it by when its series began: else it is named by when it was first seen. */
  readonly isNamedByEntra: boolean;
}

export interface Circumstances {
  /** How often the connector lost its table. */
  readonly losses: number;
}

/**
 * What is wrong with all that a subscriber was told, now that it had the time to be told everything; empty when nothing is.
 * Of each job: began and cleared take turns without a gap, what else is told of a
 * quarantine stands between them, and the last of them is what Entra holds. Repeats of an id count once. After a lost table what is
 * open is told again, as a new event of the same episode (of a new one where Entra does not say when it began), and sequences may
 * leave a gap.
 */
export function checkTold(
  messages: readonly ReceivedMessage[],
  jobs: Iterable<TrueJob>,
  { losses }: Circumstances = { losses: 0 },
): string[] {
  const told = tellingsByJob(messages);
  const wrong = [...told.values()].flatMap((tellings) => checkTurns(tellings, losses));
  const last = (key: string) => told.get(key)?.findLast(isTurn)?.kind;
  const held = new Set<string>();
  for (const { servicePrincipalId, jobId, displayName, state } of jobs) {
    const key = keyOf(servicePrincipalId, jobId);
    held.add(key);
    if (state === 'quarantined' && last(key) !== 'began')
      wrong.push(`${displayName}: its quarantine was not told`);
    if (state === 'running' && last(key) === 'began') wrong.push(`${displayName}: its clear was not told`);
  }
  for (const [key, tellings] of told) {
    const telling = tellings.findLast(isTurn);
    if (!held.has(key) && telling?.kind === 'began')
      wrong.push(`${telling.name}: gone, and its clear was not told`);
  }
  return wrong;
}

function tellingsByJob(messages: readonly ReceivedMessage[]): Map<string, Told[]> {
  const once = new Map(messages.map((message) => [message.messageId, message] as const).reverse());
  const jobs = new Map<string, Told[]>();
  for (const { applicationProperties: properties, subject, body } of once.values()) {
    const key = keyOf(String(properties.servicePrincipalId), String(properties.jobId));
    const { episode, quarantine } = readBody(body).data;
    const telling = {
      name: String(properties.cloudEvents_subject),
      sequence: Number(properties.cloudEvents_sequence),
      kind: subject?.split('.').at(-1) ?? '',
      episode,
      // Graph writes fractions of a second, which names do without.
      isNamedByEntra: quarantine?.seriesBegan?.slice(0, 19) === episode.slice(0, 19),
    };
    jobs.set(key, [...(jobs.get(key) ?? []), telling]);
  }
  for (const tellings of jobs.values()) tellings.sort((one, other) => one.sequence - other.sequence);
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

function checkTurns(tellings: readonly Told[], losses: number): string[] {
  const wrong: string[] = [];
  let open: Told | undefined;
  let [gaps, repeats] = [0, 0];
  for (const [place, telling] of tellings.entries()) {
    const { name, kind, sequence, episode } = telling;
    const isOpenOne = open?.episode === episode || (open !== undefined && !telling.isNamedByEntra);
    const isToldAgain = kind === 'began' && isOpenOne && repeats < losses;
    if (isToldAgain) repeats++;
    else if ((kind !== 'began') !== (open !== undefined)) wrong.push(`${name}: ${kind} out of turn`);
    else if (open && open.episode !== episode) wrong.push(`${name}: ${kind} of another episode`);
    const before = tellings[place - 1];
    if (before && sequence !== before.sequence + 1 && ++gaps > losses)
      wrong.push(`${name}: a gap before ${sequence}`);
    if (kind === 'began') open = telling;
    if (kind === 'cleared') open = undefined;
  }
  return wrong;
}

/** Whether it opens or ends an episode. */
const isTurn = ({ kind }: Told): boolean => kind === 'began' || kind === 'cleared';

const keyOf = (servicePrincipalId: string, jobId: string) => `${servicePrincipalId.toLowerCase()}/${jobId}`;
