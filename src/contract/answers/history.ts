import * as z from 'zod';
import { describedEvents } from '../events/cloud-event.ts';
import { clearCauses, streams } from '../events/event-names.ts';
import {
  conditionType,
  count,
  dateTime,
  instantFormat,
  type OpenObject,
  openCode,
  type Shape,
} from '../formats.ts';
import { graphJob } from '../graph-objects.ts';
import { shownReason } from './job.ts';
import { listOf } from './shared.ts';

const [first, ...others] = describedEvents.map(({ recorded }) => recorded);
if (!first) throw new Error('No event is described.');

/** An event as it was recorded: an earlier version of the connector may have written it. */
export const recordedEvent: z.ZodType<OpenObject> = z
  .discriminatedUnion('type', [first, ...others])
  .meta({ id: 'Event', description: 'The CloudEvent that was recorded.' });

/** One line of a job's history. */
const transition = z
  .object({
    step: z.int().min(1).meta({ description: 'Counts what was recorded of the job.' }),
    condition: openCode('What it is about: a condition of the job, or the `job` itself.', ...streams),
    sequence: count.nullable().meta({
      description: 'The `sequence` of the event, as a number; null where it is not sent.',
    }),
    published: z.boolean().meta({
      description:
        'Whether the event is for subscribers: CONDITIONS named its condition when the episode began.',
    }),
    recordedAt: instantFormat,
    event: recordedEvent,
    job: graphJob.nullable().meta({
      description: 'The job that caused it; null where none was read or it was too large to be stored.',
    }),
  })
  .meta({ id: 'Transition' });

export const transitionList = listOf(newestFirst(transition, 'Events'), 'TransitionList');

/** Closed for each condition, as the data of its clear has it. */
const clearCause = z.enum([...new Set(Object.values(clearCauses).flat())]).meta({
  description: 'Why the episode is over, as in the data of the event that cleared it; null while it is open.',
});

/** One stay in a condition. Every member is always there. */
const episode = z
  .object({
    condition: conditionType,
    episode: z.string().meta({ description: 'Names the stay in the condition within the job.' }),
    occurrence: z.int().min(1).meta({ description: 'Tells episodes of the same name apart.' }),
    published: z.boolean().meta({ description: 'Whether its events are for subscribers.' }),
    open: z.boolean().meta({ description: 'Whether the job is still in it.' }),
    began: dateTime.meta({ description: 'The `time` of the began event.' }),
    clearedAfter: instantFormat.nullable().meta({
      description: 'It ended after this instant; null while it is open.',
    }),
    clearedBefore: instantFormat.nullable().meta({
      description: 'It ended at this instant at the latest; null while it is open.',
    }),
    cause: clearCause.nullable(),
    durationSeconds: count.nullable().meta({
      description: 'From `began` to `clearedBefore`; null while it is open.',
    }),
    reasons: z.array(shownReason).meta({ description: 'The reasons seen in it, oldest first.' }),
  })
  .meta({ id: 'Episode' });

export const episodeList = listOf(newestFirst(episode, 'Episodes'), 'EpisodeList');

function newestFirst<Item extends z.ZodType>(item: Item, title: string) {
  return z.array(item).meta({ title, description: 'Newest first.' });
}

export type TransitionList = Shape<typeof transitionList>;
export type ShownEpisode = Shape<typeof episode>;
export type EpisodeList = Shape<typeof episodeList>;
