import { OptionsError, readArguments } from '../../infra/program/read-arguments.ts';

export interface SoakOptions {
  readonly days: number;
  /** Of the tenant; about half of them run. */
  readonly jobs: number;
  readonly seed: number;
  /** A commit or a folder; undefined: the latest tag, or what stands in for it. `none`: no upgrades. */
  readonly before: string | 'none' | undefined;
}

const command = 'npm run soak';
const mostDays = 60;
const jobCounts = { least: 20, most: 2000 };

export const help = `A week of a tenant's life in a quarter of an hour, polled every five minutes by clocks that jump from poll to poll.

  npm run soak -- [options]

  --days N          how many days (default: 7)
  --jobs N          how many jobs the tenant has at first, of which about half run (default: 200)
  --seed N          the same life again; another one each time unless given
  --before REF      the previous build, of this commit or staged in this folder (default: the latest tag, or a commit that stands in for
                    it); none: no upgrades
  --help            this text

The staged bundle runs on the local cloud through outages, deployments and upgrades. All that it sends is held against what happened;
the first thing that is wrong ends it with 1, and with the options that play it again.`;

/** @param now the seed unless one is given */
export function parseSoakOptions(args: readonly string[], now: number): SoakOptions | 'help' {
  const mistakes: string[] = [];
  const read = readArguments(
    args,
    {
      command,
      options: {
        days: { type: 'string', default: '7' },
        jobs: { type: 'string', default: '200' },
        seed: { type: 'string', default: String(now % 1_000_000) },
        before: { type: 'string' },
      },
    },
    mistakes,
  );
  if (read?.isHelp) return 'help';
  const whole = (name: string, text: string, least: number, most: number): number => {
    const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (!(number >= least && number <= most))
      mistakes.push(`--${name} takes a whole number from ${least} to ${most}, not '${text}'.`);
    return number;
  };
  const values = read?.values;
  const options = values && {
    days: whole('days', values.days, 1, mostDays),
    jobs: whole('jobs', values.jobs, jobCounts.least, jobCounts.most),
    seed: whole('seed', values.seed, 0, 2 ** 32 - 1),
    before: values.before,
  };
  if (!options || mistakes.length > 0) throw new OptionsError(mistakes, command);
  return options;
}
