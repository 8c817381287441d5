import { grouped } from '../count-words.ts';
import type { AdviceCause } from './cause.ts';
import { pages, wayTo } from './pages.ts';
import { noCommands, type Row } from './row.ts';

// What to do about objects that fail while the job runs. Never a command: to clear the list of them would forget them, not mend them.

export type FailuresRow = 'failingObjects' | 'failingMany';

/** Half of what Microsoft documents as the way into quarantine. */
const manyShare = 0.2;
const manyCount = 2500;

export function failuresRowOf({ count = 0, share = 0 }: AdviceCause): FailuresRow {
  return share >= manyShare || count >= manyCount ? 'failingMany' : 'failingObjects';
}

const towardsQuarantine =
  'Entra considers quarantine from 5,000 failures on, at 40 % of the operations or about 40,000 objects (numbers of its documentation, subject to change).';

function howMany({ count, share }: AdviceCause): string {
  const number = count === undefined ? 'Objects' : `${grouped(count)} objects`;
  const part = share === undefined ? '' : `, ${Math.round(share * 1000) / 10} % of all`;
  return `${number} fail${part}.`;
}

function steps({ kind }: AdviceCause): readonly string[] {
  return [
    `${wayTo(kind)} > View provisioning logs: status Failure. Group them by error code, and begin with the commonest.`,
    'Mend the data or the mapping. Entra retries by itself, ever more rarely; for one object now there is "Provision on demand".',
  ];
}

export const failuresRows: Readonly<Record<FailuresRow, Row>> = {
  failingObjects: (cause) => ({
    summary: `${howMany(cause)} ${towardsQuarantine}`,
    steps: steps(cause),
    commands: noCommands,
    pages: [pages.howItWorks, pages.logs],
  }),
  failingMany: (cause) => ({
    summary: `The job is on its way to quarantine: mend this today. ${howMany(cause)} ${towardsQuarantine}`,
    steps: steps(cause),
    commands: noCommands,
    pages: [pages.quarantine, pages.howItWorks, pages.logs],
  }),
};
