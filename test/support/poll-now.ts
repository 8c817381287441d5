import type { Connector } from './connector.ts';

/**
 * One poll by HTTP: the status of the answer, and the run's summary or the error. Unlike the timer's, a poll that fails is
 * not tried again half a minute later, in the middle of what the test does next.
 */
export async function pollNow({ host }: Connector): Promise<{ readonly status: number }> {
  const headers = { 'x-functions-key': host.functionKey };
  const answer = await fetch(`${host.url}/api/poll`, { method: 'POST', headers });
  return { status: answer.status, ...JSON.parse(await answer.text()) };
}
