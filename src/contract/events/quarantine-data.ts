import * as z from 'zod';
import { dateTime, errorCode, evidence, quarantineCause, reason } from '../formats.ts';
import { graphQuarantine } from '../graph-objects.ts';
import { clearedData, conditionData, confirmedChange } from './common-data.ts';

const quarantined = z.object({
  ...conditionData.shape,
  evidence: z.exactOptional(evidence),
  quarantine: graphQuarantine
    .nullable()
    .meta({ description: 'The last quarantine object seen, its texts bounded to 2,048 characters.' }),
  expectedDisableAt: z.exactOptional(
    dateTime.meta({
      description: 'When Entra may switch the job off: 28 days after the series began. An estimate.',
    }),
  ),
  deleteThreshold: z.exactOptional(
    z.string().meta({ description: 'The threshold of accidental deletions; only with that reason.' }),
  ),
});

const began = quarantined
  .extend({
    detection: z.enum(['firstSight', 'observed', 'confirmed']).meta({
      description:
        'How it was learnt: `firstSight`: the job was never read before; `observed`: it was seen to change; `confirmed`: two runs saw it.',
    }),
  })
  .meta({ title: 'A quarantine began' });

const cleared = quarantined
  .omit({ adviceId: true })
  .extend({
    detection: z.enum(['confirmed', 'inferred']).meta({
      description: '`confirmed`: two runs saw it; `inferred`: from a later series in the same place.',
    }),
    cause: quarantineCause,
    ...clearedData.shape,
  })
  .meta({ title: 'A quarantine is over' });

const changed = quarantined
  .extend({
    detection: confirmedChange,
    previousReason: z.exactOptional(reason),
    previousErrorCode: z.exactOptional(errorCode),
    reason: z.exactOptional(reason),
    errorCode: z.exactOptional(errorCode),
  })
  .meta({ title: 'The reason of a quarantine changed' });

const expiring = quarantined
  .extend({
    detection: z.literal('observed').meta({ description: 'One run saw it.' }),
    expectedDisableAt: dateTime.meta({
      description: 'When Entra may switch the job off: 28 days after the series began. An estimate.',
    }),
  })
  .meta({ title: 'A quarantine will soon end in a job that is switched off' });

export const quarantineData = { began, cleared, changed, expiring } as const;
