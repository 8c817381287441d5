import { addMilliseconds, dayMs, hourMs, type Instant } from '../../../src/core/instant.ts';
import { isJsonObject, type JsonObject } from '../../../src/core/json.ts';
import { createdJob, healthyJob, ranJob } from '../../support/jobs.ts';
import { TableRig } from '../../support/table-rig.ts';
import { type StoryApplication, type StoryEpisode, storyApplications } from './applications.ts';

/** When the story ends: what its pages take for now. */
const storyEnd: Instant = '2026-09-15T09:12:00.000Z';
const minuteMs = 60_000;

/** Polls a tenant through the lives of its applications, up to the end of the story, and leaves the clock two minutes later. */
export async function tellStory(
  applications: readonly StoryApplication[] = storyApplications,
): Promise<TableRig> {
  const rig = new TableRig();
  const pollAt = async (at: Instant) => {
    rig.now = at;
    for (const [index, application] of applications.entries())
      rig.source.set(idOf(index), [jobOf(application, index, at)], application.name);
    await rig.poll();
  };
  await pollAt(daysBefore(91));
  const looks = applications.flatMap(({ episodes }) => episodes.flatMap(looksAt));
  for (const at of [...new Set(looks)].sort()) {
    if (at >= rig.now && at < storyEnd) await pollAt(at);
  }
  await pollAt(storyEnd);
  rig.now = addMilliseconds(storyEnd, 2 * minuteMs);
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

/** The place of an application in the usual story. */
export function storyIndex(name: string): number {
  const index = storyApplications.findIndex((application) => application.name === name);
  if (index < 0) throw new Error(`the story has no application ${name}`);
  return index;
}

function jobIdOf({ template }: StoryApplication, index: number): string {
  return `${template}.${String(index + 1).padStart(32, '0')}`;
}

/** In minutes from a begin or an end: when to look for it to be seen, and to be proven. */
const looks = [-100, -60, -20, 0, 5, 45, 200, 205, 26 * 60, 27 * 60];

function looksAt({ from, to, cause }: StoryEpisode): Instant[] {
  const needed = cause.kind === 'quarantined' ? [0, 5] : looks;
  return [from, ...(to === undefined ? [] : [to])].flatMap((days) =>
    needed.map((minutes) => addMilliseconds(daysBefore(days), minutes * minuteMs)),
  );
}

/** A job as Graph answers it at an instant: it runs every 40 minutes, unless something keeps it from that. */
function jobOf(application: StoryApplication, index: number, at: Instant): JsonObject {
  const id = jobIdOf(application, index);
  const { started } = application;
  if (started === 'never') return shared(application, id, createdJob());
  if (started !== undefined) {
    const isStarted = at >= daysBefore(started);
    return shared(application, id, isStarted ? firstCycle(started, at) : createdJob());
  }
  const now = application.episodes.filter(
    ({ from, to }) => at >= daysBefore(from) && (to === undefined || at < daysBefore(to)),
  );
  const find = <Kind extends StoryEpisode['cause']['kind']>(kind: Kind) =>
    now.find(({ cause }) => cause.kind === kind);
  const still = now.filter(({ cause }) => cause.kind !== 'failing').map(({ from }) => daysBefore(from));
  const [stoodSince = at] = still.sort();
  const ended = lastRunBefore(stoodSince, index);
  const failing = find('failing')?.cause;
  const stopped = find('stopped')?.cause;
  const schedule =
    stopped?.kind !== 'stopped' ? {} : { state: stopped.by === 'pause' ? 'Paused' : 'Disabled' };
  const raw = ranJob({
    ended,
    began: addMilliseconds(ended, -3 * minuteMs),
    activity: `run-${ended}`,
    ...(find('quarantined') && { state: 'Failed' }),
    ...(failing?.kind === 'failing' && { failing: failing.count, state: 'EntryLevelErrors' }),
    schedule,
    status: {
      ...(stopped?.kind === 'stopped' && stopped.by === 'pause' && { code: 'Paused' }),
      ...quarantineOf(find('quarantined'), index),
    },
  });
  return shared(application, id, counted(raw, index, addMilliseconds(stoodSince, -40 * minuteMs)));
}

function shared({ template, domain }: StoryApplication, id: string, raw: JsonObject): JsonObject {
  const settings = [
    { name: 'QuarantineTooManyDeletesThreshold', value: '500' },
    ...(domain === undefined ? [] : [{ name: 'DomainFQDN', value: domain }]),
  ];
  return { ...raw, id, templateId: template, synchronizationJobSettings: settings };
}

/** With what Graph counts: in the last run, and of all that the job has synchronized. */
function counted(raw: JsonObject, index: number, succeeded: Instant): JsonObject {
  const status = isJsonObject(raw.status) ? raw.status : {};
  const run = isJsonObject(status.lastExecution) ? status.lastExecution : {};
  const [imported, exported] = [40 + index * 7, 12 + (index % 5) * 6];
  return {
    ...raw,
    status: {
      ...status,
      lastExecution: {
        ...run,
        countImported: imported,
        countEntitledForProvisioning: imported - 3,
        countExported: exported,
      },
      lastSuccessfulExecution: { state: 'Succeeded', timeEnded: succeeded, countExported: exported },
      lastSuccessfulExecutionWithExports: { state: 'Succeeded', timeEnded: succeeded },
      synchronizedEntryCountByType: [
        { key: 'user to User', value: 7400 + index * 310 },
        { key: 'group to Group', value: 260 + index * 9 },
      ],
    },
  };
}

function quarantineOf(episode: StoryEpisode | undefined, index: number): JsonObject {
  if (episode?.cause.kind !== 'quarantined') return {};
  const { reason, error } = episode.cause;
  const began = daysBefore(episode.from);
  const quarantine = {
    currentBegan: began,
    nextAttempt: addMilliseconds(storyEnd, ((index % 4) * 5 + 1.5) * hourMs),
    reason,
    seriesBegan: began,
    seriesCount: 1 + Math.floor(episode.from * 1.2),
    ...(error && { error: { ...error, tenantActionable: true } }),
  };
  return { code: 'Quarantine', quarantine };
}

/** It runs, and has never caught up. */
function firstCycle(started: number, at: Instant): JsonObject {
  const never = '0001-01-01T00:00:00Z';
  const status = {
    lastExecution: { state: 'InProgress', timeBegan: daysBefore(started), timeEnded: never },
    steadyStateFirstAchievedTime: never,
    steadyStateLastAchievedTime: never,
    progress: [
      { completedUnits: 4200, totalUnits: 9100, progressObservationDateTime: at, description: 'Users' },
    ],
  };
  return healthyJob('', status, { interval: 'PT40M' });
}

/** Applications do not all run in the same minute. */
function lastRunBefore(at: Instant, index: number): Instant {
  const everyMs = 40 * minuteMs;
  const offsetMs = (index * 7 * minuteMs) % everyMs;
  return new Date(Math.floor((Date.parse(at) - offsetMs) / everyMs) * everyMs + offsetMs).toISOString();
}

function daysBefore(days: number): Instant {
  return addMilliseconds(storyEnd, -Math.round(days * dayMs));
}
