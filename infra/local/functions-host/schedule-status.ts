import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

/** When a timer ran and when it is due; ISO 8601. */
export interface ScheduleStatus {
  readonly schedule: string;
  /** Null before the first run. */
  readonly last: string | null;
  readonly next: string;
  readonly lastUpdated: string;
}

export interface ScheduleMonitor {
  read(functionName: string): ScheduleStatus | undefined;
  write(functionName: string, status: ScheduleStatus): void;
}

const statuses = z.record(
  z.string(),
  z.object({ schedule: z.string(), last: z.string().nullable(), next: z.string(), lastUpdated: z.string() }),
);

/**
 * Keeps the state of timers beyond the life of a host, so that a run missed meanwhile is noticed. The platform keeps it in a
 * blob, here it is a file; without one, every start of a host is the first.
 */
export function createScheduleMonitor(file: string | undefined): ScheduleMonitor {
  const known = file === undefined ? {} : readStatuses(file);
  return {
    read: (functionName) => known[functionName],
    write(functionName, status) {
      known[functionName] = status;
      if (file === undefined) return;
      // Not asynchronous: what a killed host has written is whole, and in the order of its runs.
      writeFileSync(`${file}.next`, JSON.stringify(known, null, 2));
      renameSync(`${file}.next`, file);
    },
  };
}

function readStatuses(file: string): Record<string, ScheduleStatus> {
  try {
    return statuses.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw new Error(`The schedule status in ${file} cannot be read.`, { cause: error });
  }
}
