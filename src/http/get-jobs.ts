import { listJobs } from '../status/list-jobs.ts';
import type { ListedState } from '../status/ports.ts';
import type { Answer, Request } from './exchange.ts';
import { nextLink } from './next-link.ts';
import { invalid, readPage, readQuery, skipToken } from './query.ts';
import type { ServedPorts } from './served-ports.ts';
import { snapshotAnswer } from './snapshot-answer.ts';

const allStates: readonly ListedState[] = ['quarantined', 'healthy', 'removed', 'unwatched'];

/** `GET jobs`: the jobs in pages, those of interest unless `state` names others. */
export async function getJobs(request: Request, ports: ServedPorts): Promise<Answer> {
  const query = readQuery(request.url, ['state', 'maxpagesize', skipToken]);
  const { jobs, next, observedAt, stale } = await listJobs(ports, readStates(query.state), readPage(query));
  const link = nextLink(request, ports.config.publicUrl, query, next);
  return snapshotAnswer(request, { value: jobs, ...link, observedAt, stale }, { now: ports.clock.now() });
}

function readStates(text = 'quarantined,healthy'): readonly ListedState[] {
  const names = text.split(',');
  const states = allStates.filter((state) => names.includes(state));
  if (names.some((name) => !allStates.some((state) => state === name))) {
    throw invalid('state', `is not one or several of ${allStates.join(', ')}, with commas`);
  }
  return states;
}
