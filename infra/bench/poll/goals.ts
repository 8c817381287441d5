import type { Goal } from '../report/goals.ts';
import type { PollCell } from './measure-poll.ts';

/** The goals of polls, of those that the measured cells can tell of. */
export function pollGoals(cells: readonly PollCell[]): Goal[] {
  return cells.flatMap((cell) => {
    const { jobs, delayMs, change, changed, connector, floor, loop } = cell;
    const at = `${jobs} jobs, ${delayMs} ms, ${change}`;
    const goal = (what: string, measured: number, limit: number): Goal => ({ what, at, limit, measured });
    const goals: Goal[] = [];
    if (jobs === 10_000 && delayMs === 50 && change === 'nothing') {
      goals.push(
        goal('wall of the loop', connector.wallMs / (loop ?? Number.NaN), 1 / 30),
        goal('wall of the floor', connector.wallMs / floor.wallMs, 1.1),
        goal('CPU ms a job', connector.cpuMs / jobs, 0.09),
        goal('table transactions', connector.tableTransactions, 12),
        goal('Graph requests', connector.graphRequests, floor.graphRequests + 2),
      );
    }
    if (jobs === 10_000 && delayMs === 50 && change === '20 %')
      goals.push(goal('wall of the floor', connector.wallMs / floor.wallMs, 1.15));
    // Each 1,000 rows are a page: of more jobs there are more of them than the twelve.
    if (change === '20 %' && jobs <= 10_000)
      goals.push(goal('table transactions', connector.tableTransactions, changed / 100 + 12));
    if (jobs === 10_000) goals.push(goal('peak MiB', connector.peakRssMiB, 200));
    if (jobs === 100_000) {
      goals.push(goal('peak MiB', connector.peakRssMiB, 350));
      // Linear: a job costs no more than in a tenant of a tenth.
      const tenth = cells.find(
        (one) => one.jobs === 10_000 && one.delayMs === delayMs && one.change === change,
      );
      if (tenth) {
        const aJob = (figure: 'wallMs' | 'cpuMs') => connector[figure] / tenth.connector[figure] / 10;
        goals.push(
          goal('wall a job, of that at 10000 jobs', aJob('wallMs'), 1.2),
          goal('CPU a job, of that at 10000 jobs', aJob('cpuMs'), 1.2),
        );
      }
    }
    return goals;
  });
}
