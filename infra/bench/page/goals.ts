import type { Goal } from '../report/goals.ts';
import type { PageFigures } from './measure-page.ts';

/** The page of a larger tenant keeps no more, and costs no more for each job; nothing where there is only one tenant. */
export function pageGoals(pages: readonly PageFigures[]): Goal[] {
  const [small, ...larger] = pages;
  if (small === undefined) return [];
  return larger.flatMap((large) => {
    const at = `${large.jobs} jobs against ${small.jobs}`;
    return [
      { what: "peak MiB, in the other's", at, measured: large.peakRssMiB / small.peakRssMiB, limit: 1.25 },
      {
        what: "CPU ms/job, in the other's",
        at,
        measured: large.cpuMs / large.jobs / (small.cpuMs / small.jobs),
        limit: 1.2,
      },
    ];
  });
}
