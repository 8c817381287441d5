import type { Instance, Polled } from '../instance.ts';
import type { Weather } from '../weather.ts';

/** `STALE_AFTER` and a poll: from then on answers have to say that they are old. */
const staleAfterMinutes = 20;

/** What is wrong with how a poll ended. */
export function checkPoll(
  { status, outcome, eventsWaiting, words }: Polled,
  { away, isCalm }: Weather,
): string[] {
  if (isCalm) {
    const isWell = status === 200 && outcome === 'complete' && eventsWaiting === 0;
    return isWell ? [] : [`a poll on a calm day: ${words}`];
  }
  const looksWell = status === 200 && outcome === 'complete';
  if (looksWell && (away?.service === 'graph' || away?.service === 'tables'))
    return [`without ${away.service} a poll called itself complete: ${words}`];
  return [];
}

/** What is wrong with what the connector says: it looks well on a calm day, and never when it is blind. */
export async function checkAnswers(
  instance: Pick<Instance, 'get'>,
  { away, isCalm, awayFor }: Weather,
): Promise<string[]> {
  if (!isCalm && awayFor < staleAfterMinutes) return [];
  const [jobs, health] = [await instance.get('jobs?maxpagesize=1'), await instance.get('health')];
  const stale = memberOf(jobs.body, 'stale');
  const status = memberOf(health.body, 'status');
  const said = `jobs ${jobs.status}, stale ${stale}; health ${health.status} ${JSON.stringify(health.body)}`;
  if (isCalm) return stale === false && status === 'pass' ? [] : [`on a calm day: ${said}`];
  if (away?.service === 'tables')
    return jobs.status >= 500 && health.status >= 500 ? [] : [`without tables: ${said}`];
  if (away?.service !== 'graph') return [];
  const healthy = await instance.get('jobs?state=healthy');
  const isNoneHealthy = JSON.stringify(memberOf(healthy.body, 'value')) === '[]';
  return stale === true && status !== 'pass' && isNoneHealthy
    ? []
    : [`without Graph: ${said}; ${isNoneHealthy ? 'no job' : 'some jobs'} called healthy`];
}

function memberOf(body: unknown, name: string): unknown {
  return typeof body === 'object' && body !== null
    ? Object.entries(body).find(([key]) => key === name)?.[1]
    : undefined;
}
