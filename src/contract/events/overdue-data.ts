import * as z from 'zod';
import { count, instantFormat, openCode } from '../formats.ts';
import { beginBounds, clearDetection, clearedData, conditionData, confirmedBegin } from './common-data.ts';
import { clearCauses, overdueReasons } from './event-names.ts';

/** How far a job is, as Graph counts it. */
const progress = z.object({
  name: z.string().meta({ description: 'What is counted, as Graph names it; empty where it gave no name.' }),
  completedUnits: z.exactOptional(count),
  totalUnits: z.exactOptional(count),
  observedAt: z.exactOptional(
    z.string().meta({ description: 'When it was counted: a date as Graph wrote it.' }),
  ),
});

const overdue = z.object({
  ...conditionData.shape,
  reason: openCode(
    'In which way the job is late; of the end the last that was seen. `notRunning`: no run has ended for far longer than its interval; `initialCycle`: its first cycle goes on and on; `backlog`: runs end, but none has caught up with all changes.',
    ...overdueReasons,
  ),
  expectedBy: instantFormat.meta({ description: 'When it was to be expected at the latest.' }),
  lagSeconds: count.meta({
    description: 'From `expectedBy` to when the event was recorded; of the end, to `clearedBefore`.',
  }),
  progress: z.exactOptional(
    z.array(progress).max(10).meta({ description: 'How far the job was, where Graph gave it.' }),
  ),
  steadyStateLastAchievedAt: z.exactOptional(
    instantFormat.meta({ description: 'When the job last had caught up with all changes.' }),
  ),
});

const began = overdue
  .extend({
    detection: confirmedBegin,
    ...beginBounds.shape,
    massDelay: z.exactOptional(
      z.literal(true).meta({
        description:
          'Many jobs stood still at once: the event was held back until it had lasted for four hours.',
      }),
    ),
  })
  .meta({ title: 'A job is overdue' });

const cleared = overdue
  .omit({ adviceId: true })
  .extend({
    detection: clearDetection,
    cause: z.enum(clearCauses.overdue).meta({
      description:
        'Why the episode is over: `caughtUp`: the job is on time again; `halted`: it does not run any more; `quarantined`: it is in quarantine, where Entra retries ever more rarely; `removed`: the job is gone.',
    }),
    ...clearedData.shape,
  })
  .meta({ title: 'A job is overdue no longer' });

export const overdueData = { began, cleared } as const;
