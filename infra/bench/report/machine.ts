import { execFileSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';

/** Where and when figures were measured: ratios carry over to other machines, milliseconds do not. */
export function machine(): string {
  const commit = execFileSync('git', ['describe', '--always', '--dirty'], { encoding: 'utf8' }).trim();
  const [cpu] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const date = new Date().toISOString().slice(0, 10);
  return `${date}, commit ${commit}, Node ${process.versions.node}, ${cpus().length} x ${cpu?.model}, ${memory} GiB`;
}
