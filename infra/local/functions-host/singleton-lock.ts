import { readFileSync, rmSync, writeFileSync } from 'node:fs';

export interface SingletonLock {
  /** Whether this process holds it, if need be from now on. */
  hold(): boolean;
  release(): void;
}

/**
 * Of several hosts of one app, one runs its timers. The platform has a blob lease for it, of 15 s and renewed, which outlives
 * a killed host until it runs out. Here it is a file beside the schedule with the process in it: it counts no longer than
 * that process. What asks again is each occurrence of a timer, where the platform asks once a minute.
 */
export function createSingletonLock(scheduleFile: string | undefined): SingletonLock {
  if (scheduleFile === undefined) return { hold: () => true, release() {} };
  const file = `${scheduleFile}.lock`;
  const create = () => {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      return true;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
      throw error;
    }
  };
  return {
    hold() {
      if (create()) return true;
      const holder = readHolder(file);
      if (holder === process.pid) return true;
      if (isAlive(holder)) return false;
      // Two hosts may do this at once: the file then names the one that was later, and the other lets go at its next run.
      rmSync(file, { force: true });
      return create();
    },
    release() {
      if (readHolder(file) === process.pid) rmSync(file, { force: true });
    },
  };
}

/** Zero when the file is gone, or being written. */
function readHolder(file: string): number {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch {
    return 0;
  }
}

function isAlive(pid: number): boolean {
  // A process of number 0 would be this one's whole group: somebody is just taking the lock.
  if (pid === 0) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
