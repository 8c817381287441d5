import { existsSync, readFileSync } from 'node:fs';

/** Whether a process is at work. One that has ended, and that nobody has asked about since, still has its number. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const stat = `/proc/${pid}/stat`;
  return !existsSync(stat) || !readFileSync(stat, 'utf8').includes(') Z ');
}
