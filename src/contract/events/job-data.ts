import { instantFormat } from '../formats.ts';
import { commonData, confirmedChange } from './common-data.ts';

const removed = commonData
  .extend({
    detection: confirmedChange,
    removedAfter: instantFormat.meta({ description: 'The job was deleted after this instant.' }),
    removedBefore: instantFormat.meta({
      description: 'The job was deleted at this instant at the latest.',
    }),
  })
  .meta({ title: 'A job is gone' });

export const jobData = { removed } as const;
