import type { TrueJob, TrueState } from './truth.ts';

const most = 20;
const order: readonly TrueState[] = ['quarantined', 'unclear', 'running'];

/** The jobs of the applications whose name holds `part`, those in quarantine first, as lines for a person. */
export function tellJobs(jobs: Iterable<TrueJob>, part: string): string {
  const wanted = [...jobs].filter(({ displayName }) =>
    displayName.toLowerCase().includes(part.toLowerCase()),
  );
  if (wanted.length === 0)
    return part === '' ? 'Entra holds no jobs.' : `No application has '${part}' in its name.`;
  const sorted = wanted.sort((one, other) => order.indexOf(one.state) - order.indexOf(other.state));
  const lines = sorted.slice(0, most).map(({ displayName, words }) => `  ${displayName}: ${words}`);
  const more = sorted.length > most ? [`  ... and ${sorted.length - most} more`] : [];
  return [
    `Entra holds ${wanted.length === 1 ? 'one such job' : `${wanted.length} jobs`}:`,
    ...lines,
    ...more,
  ].join('\n');
}
