import { addMilliseconds, type Instant } from '../../../src/core/instant.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import { healthyJob } from '../../support/jobs.ts';
import { TableRig } from '../../support/table-rig.ts';
import { type StoryApplication, type StoryEpisode, storyApplications } from './applications.ts';

/** When the story ends: what its pages take for now. */
const storyEnd: Instant = '2026-09-15T09:12:00.000Z';
const hour = 3_600_000;

interface Turn {
  readonly at: Instant;
  readonly id: string;
  readonly name: string;
  readonly job: JsonObject;
}

/** Polls a tenant through the lives of its applications, up to the end of the story, and leaves the clock two minutes later. */
export async function tellStory(
  applications: readonly StoryApplication[] = storyApplications,
): Promise<TableRig> {
  const rig = new TableRig();
  rig.now = daysBefore(91);
  for (const [index, application] of applications.entries())
    rig.source.set(idOf(index), [jobOf(application, index)], application.name);
  await rig.poll();
  const turns = applications.flatMap(turnsOf).sort((a, b) => (a.at < b.at ? -1 : 1));
  for (const { at, id, name, job } of turns) {
    rig.now = at;
    rig.source.set(id, [job], name);
    await rig.poll();
    // A clear is told once a second answer has confirmed it.
    await rig.poll();
  }
  rig.now = storyEnd;
  await rig.poll();
  rig.now = addMilliseconds(storyEnd, 2 * 60_000);
  return rig;
}

export function idOf(index: number): string {
  return `5e7a11ce-0000-4000-8000-${String(index + 1).padStart(12, '0')}`;
}

/** The id of the one job of an application of the usual story. */
export function storyJobId(index: number): string {
  const application = storyApplications[index];
  if (!application) throw new Error(`the story has no application ${index}`);
  return jobIdOf(application, index);
}

function jobIdOf({ template }: StoryApplication, index: number): string {
  return `${template}.${String(index + 1).padStart(32, '0')}`;
}

function turnsOf(application: StoryApplication, index: number): Turn[] {
  const turn = (daysAgo: number, job: JsonObject) => {
    return { at: daysBefore(daysAgo), id: idOf(index), name: application.name, job };
  };
  return application.episodes.flatMap((episode) => [
    turn(episode.from, jobOf(application, index, episode)),
    ...(episode.to === undefined ? [] : [turn(episode.to, jobOf(application, index))]),
  ]);
}

function jobOf(application: StoryApplication, index: number, episode?: StoryEpisode): JsonObject {
  const id = jobIdOf(application, index);
  const settings = [{ name: 'QuarantineTooManyDeletesThreshold', value: '500' }];
  const shared = { templateId: application.template, synchronizationJobSettings: settings };
  if (!episode) return { ...healthyJob(id), ...shared };
  const { reason, error } = episode.cause;
  const began = daysBefore(episode.from);
  const quarantine = {
    currentBegan: began,
    nextAttempt: addMilliseconds(storyEnd, ((index % 4) * 5 + 1.5) * hour),
    reason,
    seriesBegan: began,
    seriesCount: 1,
    ...(error && { error: { ...error, tenantActionable: true } }),
  };
  return { ...healthyJob(id, { code: 'Quarantine', quarantine }), ...shared };
}

function daysBefore(days: number): Instant {
  return addMilliseconds(storyEnd, -Math.round(days * 24 * hour));
}
