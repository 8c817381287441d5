import { execFileSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';

/** Where figures are measured, and of which code: ratios carry over to other machines, milliseconds do not. */
export function machine(): string {
  const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8' }).trim();
  // What is written meanwhile, such as the document itself, is not what is measured.
  const isChanged = git('status', '--porcelain', '--', 'src', 'infra', 'package-lock.json') !== '';
  const commit = `${git('rev-parse', '--short', 'HEAD')}${isChanged ? ' with changes' : ''}`;
  const [cpu] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `commit ${commit}, Node ${process.versions.node}, ${cpus().length} x ${cpu?.model}, ${memory} GiB`;
}
