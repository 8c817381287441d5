import * as z from 'zod';
import { count, openCode } from '../formats.ts';
import {
  beginBounds,
  clearDetection,
  clearedData,
  conditionData,
  confirmedBegin,
  confirmedChange,
} from './common-data.ts';
import { clearCauses } from './event-names.ts';

const share = z.number().min(0).meta({
  description:
    '`count` by `entries`, to four digits: 0.4 is 40 %. Above 1 where more objects fail than are synchronized. Left out without entries.',
});

const failing = z.object({
  ...conditionData.shape,
  count: count.meta({ description: 'Objects that the last run could not provision (`countEscrowed`).' }),
  countRaw: z.exactOptional(count.meta({ description: "Graph's `countEscrowedRaw`, where it gave it." })),
  entries: count.meta({
    description: 'Objects that are synchronized, of all types together; 0 where Graph gave none.',
  }),
  share: z.exactOptional(share),
  executionState: openCode('How the last run ended, as Graph gave it.', 'Succeeded', 'EntryLevelErrors'),
  towardsQuarantine: z
    .object({
      count,
      ofCount: count,
      share: z.exactOptional(share),
      ofShare: z.number().min(0).max(1),
    })
    .meta({
      description:
        'How near the job is to a quarantine: it enters one with so many failing objects and such a share of all. The numbers are those of the documentation of Microsoft, subject to change.',
      examples: [{ count: 1200, ofCount: 5000, share: 0.06, ofShare: 0.4 }],
    }),
});

const began = failing
  .extend({ detection: confirmedBegin, ...beginBounds.shape })
  .meta({ title: 'Many objects of a job fail' });

const changed = failing
  .extend({
    detection: confirmedChange,
    previousCount: count.meta({ description: '`count` of the event before.' }),
  })
  .meta({ title: 'Far more objects of a job fail' });

const cleared = failing
  .omit({ adviceId: true })
  .extend({
    detection: clearDetection,
    cause: z.enum(clearCauses.failures).meta({
      description:
        'Why the episode is over: `recovered`: few objects fail, and have for long; `removed`: the job is gone.',
    }),
    ...clearedData.shape,
  })
  .meta({ title: 'Few objects of a job fail any more' });

export const failuresData = { began, changed, cleared } as const;
