import * as z from 'zod';
import { openCode } from '../formats.ts';
import { beginBounds, clearDetection, clearedData, conditionData, confirmedBegin } from './common-data.ts';
import { clearCauses, haltReasons } from './event-names.ts';

const halted = z.object({
  ...conditionData.shape,
  reason: openCode(
    "Why the job does not run; of the end the last that was seen. `disabledInQuarantine`: it was in quarantine for so long that Entra switched it off (inferred); `escrowsPruned`: its first cycle met too many failures, and Entra dropped the record of them; `notConfigured`: something that it needs is not set up; `disabled`, `paused`: somebody or Entra switched it off, by the schedule's or the status's word.",
    ...haltReasons,
  ),
  quarantined: z.boolean().meta({ description: 'Whether the job is in quarantine too.' }),
});

const began = halted
  .extend({ detection: confirmedBegin, ...beginBounds.shape })
  .meta({ title: 'A job that ran does not run any more' });

const cleared = halted
  .omit({ adviceId: true })
  .extend({
    detection: clearDetection,
    cause: z.enum(clearCauses.halt).meta({
      description: 'Why the episode is over: `resumed`: the job runs again; `removed`: the job is gone.',
    }),
    ...clearedData.shape,
  })
  .meta({ title: 'A job that was halted runs again, or is gone' });

export const haltData = { began, cleared } as const;
