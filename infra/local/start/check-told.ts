import type { ReceivedMessage } from '../subscriber/received-message.ts';
import type { TrueJob } from './truth.ts';

interface Told {
  readonly name: string;
  readonly sequence: number;
  readonly kind: string;
}

/**
 * What is wrong with all that a subscriber was told, now that it had the time to be told everything; empty when nothing is.
 * Of each job: began and cleared take turns without a gap, what else is told of a
 * quarantine stands between them, and the last of them is what Entra holds. Repeats of an id count once.
 */
export function checkTold(messages: readonly ReceivedMessage[], jobs: Iterable<TrueJob>): string[] {
  const told = tellingsByJob(messages);
  const wrong = [...told.values()].flatMap(checkTurns);
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
  for (const { applicationProperties: properties, subject } of once.values()) {
    const key = keyOf(String(properties.servicePrincipalId), String(properties.jobId));
    const telling = {
      name: String(properties.cloudEvents_subject),
      sequence: Number(properties.cloudEvents_sequence),
      kind: subject?.split('.').at(-1) ?? '',
    };
    jobs.set(key, [...(jobs.get(key) ?? []), telling]);
  }
  for (const tellings of jobs.values()) tellings.sort((one, other) => one.sequence - other.sequence);
  return jobs;
}

function checkTurns(tellings: readonly Told[]): string[] {
  return tellings.flatMap(({ name, kind, sequence }, place) => {
    const before = tellings[place - 1];
    const wasOpen = tellings.slice(0, place).findLast(isTurn)?.kind === 'began';
    return [
      ...((kind !== 'began') === wasOpen ? [] : [`${name}: ${kind} out of turn`]),
      ...(before && sequence !== before.sequence + 1 ? [`${name}: a gap before ${sequence}`] : []),
    ];
  });
}

/** Whether it opens or ends an episode. */
const isTurn = ({ kind }: Told): boolean => kind === 'began' || kind === 'cleared';

const keyOf = (servicePrincipalId: string, jobId: string) => `${servicePrincipalId.toLowerCase()}/${jobId}`;
