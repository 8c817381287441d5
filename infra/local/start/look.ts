import { setTimeout } from 'node:timers/promises';
import * as z from 'zod';
import { usualStates } from '../../../src/contract/http/query-values.ts';
import type { FunctionsHost } from '../functions-host/start-functions-host.ts';
import type { Look } from '../scenario/scenario.ts';

const check = z.object({ status: z.string(), message: z.string() });
const failure = z.object({ detail: z.string() });
const health = z.object({
  status: z.string(),
  checks: z.record(z.string(), z.looseObject(check.shape)),
});
const lastRun = z.object({ failures: z.array(failure) });
const named = z.object({ sample: z.array(z.object({ displayName: z.string().nullable() })) });
const list = z.object({
  value: z.array(z.object({ state: z.string() })),
  principalsUnread: z.number(),
  stale: z.boolean(),
});
const refusal = z.object({ error: z.object({ message: z.string() }) });

const mostWords = 300;
/** Milliseconds until what health should say will not come. A poll that failed is tried again after half a minute. */
const waitForMs = 180_000;
const askEveryMs = 1_000;

type Asked = Pick<FunctionsHost, 'url' | 'functionKey'>;

/** What the connector says of itself at this moment, as lines for a person: health, and what its status page shows of the jobs. */
export async function look(app: Asked): Promise<string[]> {
  return [...(await lookAtHealth(app)), await lookAtJobs(app)];
}

/**
 * The same as soon as health says what is wanted; at once when the signal aborts.
 *
 * @throws Error when that does not come
 */
export async function lookUntil(app: Asked, wanted: Look, signal: AbortSignal): Promise<string[]> {
  const giveUpAt = Date.now() + waitForMs;
  while (!signal.aborted && !isAsWanted(await ask(app, 'health'), wanted)) {
    if (Date.now() > giveUpAt) {
      const because = wanted.because === undefined ? '' : `, because of ${wanted.because}`;
      throw new Error(`Health should say ${wanted.health}${because}, but: ${(await look(app)).join(' ')}`);
    }
    await setTimeout(askEveryMs);
  }
  return await look(app);
}

function isAsWanted(answer: unknown, { health: status, because }: Look): boolean {
  if (status === undefined) return true;
  const read = health.safeParse(answer);
  const check = because === undefined ? undefined : read.data?.checks[because];
  return read.data?.status === status && check?.status !== 'pass';
}

async function lookAtHealth(app: Asked): Promise<string[]> {
  const answer = await ask(app, 'health');
  const read = health.safeParse(answer);
  if (!read.success) return [`health: ${refused(answer)}`];
  const { status, checks } = read.data;
  const troubles = Object.entries(checks)
    .filter(([, one]) => one.status !== 'pass')
    .map(([name, one]) => `    ${name}, ${one.status}: ${one.message}${moreOf(name, one)}`);
  return [`health: ${status}${troubles.length === 0 ? ', all is as it should be' : ''}`, ...troubles];
}

/** Why the last run failed, and which applications are meant: the message alone only counts them. */
function moreOf(name: string, found: unknown): string {
  if (name === 'lastRun') {
    const [first] = lastRun.safeParse(found).data?.failures ?? [];
    return first ? ` First failure: ${cut(first.detail)}` : '';
  }
  const names = named.safeParse(found).data?.sample;
  return names ? ` (${names.map(({ displayName }) => displayName ?? 'without a name').join(', ')})` : '';
}

async function lookAtJobs(app: Asked): Promise<string> {
  const answer = await ask(app, 'jobs?maxpagesize=200');
  const read = list.safeParse(answer);
  if (!read.success) return `page: ${refused(answer)}`;
  const { value, principalsUnread, stale } = read.data;
  const counts = usualStates
    .map((state) => [state, value.filter((job) => job.state === state).length] as const)
    .filter(([state, count]) => count > 0 || state === 'healthy')
    .map(([state, count]) => `${count} ${state}`);
  const never = principalsUnread === 0 ? '' : `; never read: ${principalsUnread}`;
  return `page: ${counts.join(', ')}${never}${stale ? '; out of date, it says' : ''}`;
}

async function ask({ url, functionKey }: Asked, path: string): Promise<unknown> {
  const answer = await fetch(`${url}/api/${path}`, { headers: { 'x-functions-key': functionKey } });
  return answer.json();
}

function refused(answer: unknown): string {
  return cut(refusal.safeParse(answer).data?.error.message ?? 'no answer that can be read');
}

function cut(text: string): string {
  return text.length > mostWords ? `${text.slice(0, mostWords)} ...` : text;
}
