import * as z from 'zod';
import { cloudEvents } from '../events/cloud-event.ts';
import { clearCause, count, dateTime, instantFormat, type OpenObject, type Shape } from '../formats.ts';
import { graphJob } from '../graph-objects.ts';
import { shownReason } from './job.ts';
import { listOf } from './shared.ts';

const { began, cleared, changed, expiring } = cloudEvents;

/** An event as it was recorded: an earlier version of the connector may have written it. */
const recordedEvent: z.ZodType<OpenObject> = z
  .discriminatedUnion('type', [began, cleared, changed, expiring])
  .meta({ id: 'Event', description: 'The CloudEvent that was recorded.' });

/** One event of a job's history. */
const transition = z
  .object({
    sequence: count.meta({ description: 'Rises with each event of the job.' }),
    recordedAt: instantFormat,
    event: recordedEvent,
    job: graphJob.nullable().meta({
      description: 'The job that caused it; null where none was read or it was too large to be stored.',
    }),
  })
  .meta({ id: 'Transition' });

export const transitionList = listOf(newestFirst(transition), 'TransitionList');

/** One stay in quarantine. Every member is always there. */
const episode = z
  .object({
    episode: z.string().meta({ description: 'Names the stay in quarantine within the job.' }),
    occurrence: z.int().min(1).meta({ description: 'Tells episodes of the same name apart.' }),
    open: z.boolean().meta({ description: 'Whether the job is still in it.' }),
    began: dateTime.meta({ description: 'The `time` of the began event.' }),
    clearedAfter: instantFormat.nullable().meta({
      description: 'The quarantine was lifted after this instant; null while it is open.',
    }),
    clearedBefore: instantFormat.nullable().meta({
      description: 'The quarantine was lifted at this instant at the latest; null while it is open.',
    }),
    cause: clearCause.nullable(),
    durationSeconds: count.nullable().meta({
      description: 'From `began` to `clearedBefore`; null while it is open.',
    }),
    reasons: z.array(shownReason).meta({ description: 'The reasons seen in it, oldest first.' }),
  })
  .meta({ id: 'Episode' });

export const episodeList = listOf(newestFirst(episode), 'EpisodeList');

function newestFirst<Item extends z.ZodType>(item: Item) {
  return z.array(item).meta({ description: 'Newest first.' });
}

export type TransitionList = Shape<typeof transitionList>;
export type ShownEpisode = Shape<typeof episode>;
export type EpisodeList = Shape<typeof episodeList>;
