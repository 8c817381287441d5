import * as z from 'zod';
import { clearCause, count, dateTime, errorCode, instant, reason } from '../formats.ts';
import type { Shape } from '../shape.ts';
import { type CommonData, commonData } from './common-data.ts';
import { seenReason } from './seen-reason.ts';

/** The data of an event about a begin. */
const began = commonData
  .extend({
    detection: z.enum(['firstSight', 'observed', 'confirmed']).meta({
      description:
        'How it was learnt: `firstSight`: the job was never read before; `observed`: it was seen to change; `confirmed`: two runs saw it.',
    }),
  })
  .meta({ title: 'A quarantine began' });

const cleared = commonData
  .extend({
    detection: z.enum(['confirmed', 'inferred']).meta({
      description: '`confirmed`: two runs saw it; `inferred`: from a later series in the same place.',
    }),
    cause: clearCause,
    clearedAfter: instant.meta({ description: 'The quarantine was lifted after this instant.' }),
    clearedBefore: instant.meta({ description: 'The quarantine was lifted at this instant at the latest.' }),
    durationSeconds: count.meta({ description: 'From the begin to `clearedBefore`.' }),
    reasons: z.exactOptional(
      z.array(seenReason).max(20).meta({
        description:
          'The reasons seen in the episode, oldest first. Left out by versions that did not keep them.',
      }),
    ),
  })
  .meta({ title: 'A quarantine is over' });

const changed = commonData
  .extend({
    detection: z.literal('confirmed').meta({ description: 'Two runs saw it.' }),
    previousReason: z.exactOptional(reason),
    previousErrorCode: z.exactOptional(errorCode),
    reason: z.exactOptional(reason),
    errorCode: z.exactOptional(errorCode),
  })
  .meta({ title: 'The reason of a quarantine changed' });

const expiring = commonData
  .extend({
    detection: z.literal('observed').meta({ description: 'One run saw it.' }),
    expectedDisableAt: dateTime.meta({
      description: 'When Entra may switch the job off: 28 days after the series began. An estimate.',
    }),
  })
  .meta({ title: 'A quarantine will soon end in a job that is switched off' });

/** The data of each kind of event. */
export const quarantineData = { began, cleared, changed, expiring } as const;

export type EventKind = keyof typeof quarantineData;

/** Every kind, in the order in which an episode has them. */
export const eventKinds = ['began', 'changed', 'expiring', 'cleared'] as const satisfies readonly EventKind[];

/** What the data of one kind has alone. */
export type OwnData<Kind extends EventKind> = Omit<
  Shape<(typeof quarantineData)[Kind]>,
  keyof CommonData | 'detection'
>;
