import type { JobStateWord } from '../contract/http/query-values.ts';
import { listJobs } from '../views/jobs.ts';
import { snapshotAnswer } from './conditional.ts';
import type { Answer, Request, ServedPorts } from './exchange.ts';
import { invalid, nextLink, readPage, readQuery, skipToken } from './request.ts';

const allStates: readonly JobStateWord[] = ['quarantined', 'unknown', 'healthy', 'removed', 'unwatched'];

/** `GET jobs`: the jobs in pages, those of interest unless `state` names others. */
export async function getJobs(request: Request, ports: ServedPorts): Promise<Answer> {
  const query = readQuery(request.url, ['state', 'maxpagesize', skipToken]);
  const { jobs, next, ...others } = await listJobs(ports, readStates(query.state), readPage(query));
  const link = nextLink(request, ports.config.publicUrl, query, next);
  return snapshotAnswer(request, { value: jobs, ...link, ...others }, { now: ports.clock.now() });
}

function readStates(text = 'quarantined,unknown,healthy'): readonly JobStateWord[] {
  const names = text.split(',');
  const states = allStates.filter((state) => names.includes(state));
  if (names.some((name) => !allStates.some((state) => state === name))) {
    throw invalid('state', `is not one or several of ${allStates.join(', ')}, with commas`);
  }
  return states;
}
