import * as z from 'zod';
import { guidFormat, instantFormat } from '../formats.ts';
import { recordedEvent } from './history.ts';
import { errorBody } from './shared.ts';

const number = z
  .int()
  .min(1)
  .meta({
    description: 'Its place in the feed: rises in the order in which events were recorded, with gaps.',
    examples: [1772352303120],
  });

/** One event of the feed. */
export const feedEntry = z
  .object({ number, recordedAt: instantFormat, event: recordedEvent })
  .meta({ id: 'FeedEntry' });

const value = z.array(feedEntry).meta({ title: 'Events', description: 'In the order of their numbers.' });
const after = z.int().min(0).meta({
  description:
    'The number to remember: given as `after` the next time, no event is missed and none comes twice. It moves on without events too. 0, where there never was one, is the begin: what was deleted by the next time is then passed over.',
});

/** A part of the feed. */
export const feedPart = z
  .object({
    value,
    after,
    nextLink: z.exactOptional(
      z.string().meta({ description: 'The address of what follows, without a key; left out at the end.' }),
    ),
  })
  .meta({ id: 'EventList' });

/** Events for a workflow. */
export const triggered = z.object({ value, after }).meta({ id: 'TriggeredEvents' });

/** The feed cannot go on from the number that was given. */
export const feedPositionGone = errorBody
  .extend({ after: after.meta({ description: 'The number to go on from.' }) })
  .meta({ id: 'FeedPositionGone' });

/** What becomes of a wish to send an event once more. */
export const resentEvent = z
  .object({
    number,
    id: guidFormat.meta({ description: 'Of the event: that of the first time.' }),
    messageId: z.string().meta({
      description: 'Of the message: the id of the event, and for a repeat its count behind a slash.',
    }),
    added: z.boolean().meta({ description: 'False where the event waits to be sent already.' }),
    message: z.string().meta({ description: 'For a person.' }),
  })
  .meta({ id: 'ResentEvent' });
