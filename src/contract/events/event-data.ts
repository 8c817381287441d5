import type * as z from 'zod';
import type { EventKind, Stream } from './event-names.ts';
import { failuresData } from './failures-data.ts';
import { haltData } from './halt-data.ts';
import { jobData } from './job-data.ts';
import { overdueData } from './overdue-data.ts';
import { quarantineData } from './quarantine-data.ts';

/** The schema of the data of every event, by stream and kind: whatever describes events is made from this table. */
export const eventData = {
  quarantine: quarantineData,
  halt: haltData,
  overdue: overdueData,
  failures: failuresData,
  job: jobData,
} as const satisfies { [Of in Stream]: Record<EventKind<Of>, z.ZodObject> };
