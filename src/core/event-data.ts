import type { BeginBounds, ClearedData, CommonData, EpisodeData } from '../contract/events/common-data.ts';
import { adviceIdOf } from './advice/advice.ts';
import { applicationUrl, portalUrl } from './application.ts';
import { boundedText } from './bounded-text.ts';
import { expectedDisableAt } from './conditions/expiry.ts';
import { adviceCauseOf, shareOf } from './conditions/facts.ts';
import type { Episode, Reason, SeenReason } from './conditions/record.ts';
import { secondsBetween } from './instant.ts';
import { keyOf } from './job-key.ts';
import { jobKindOf } from './job-kind.ts';
import type { JsonObject } from './json.ts';
import { boundedQuarantine, documentedQuarantine, pairOf, reasonOf } from './quarantine.ts';
import type { ConditionTransition, Transition, TransitionOf } from './transition.ts';

/** How events are worded, and what they say of the tenant and the connector. */
export interface EventOptions {
  readonly tenantId: string;
  /** Root of the Microsoft Entra admin center of the tenant's cloud, without a slash at the end. */
  readonly portalRoot: string;
  /** Base of the connector's own HTTP functions, without a slash at the end, where it is known. */
  readonly publicUrl: string | undefined;
  /** Where the tenant's routes are below `/api`, with a slash in front; directly there unless given. */
  readonly routePrefix?: string;
  /** Whether Graph's error text may be passed on; it can hold details of the tenant. */
  readonly includeErrorMessage: boolean;
}

/** How much of a transition an event holds. Lengths of texts are in UTF-16 units. */
export interface Form {
  readonly length: number;
  /** The bound of each reason and error code of an episode. */
  readonly reasonLength: number;
  readonly documentedOnly: boolean;
}

/** The `data` of an event; `jobId` is the form of the job's id that may be shown. Blank members are left out. */
export function dataOf(
  transition: Transition,
  eventOptions: EventOptions,
  jobId: string,
  form: Form,
): CommonData & JsonObject {
  const { servicePrincipalId, application, interval, lastRunEndedAt } = transition;
  const { portalRoot, publicUrl, routePrefix = '' } = eventOptions;
  const text = (value: string) => boundedText(value, form.length);
  return {
    tenantId: eventOptions.tenantId,
    servicePrincipalId,
    ...(application.appId && { appId: text(application.appId) }),
    ...(application.displayName && { displayName: text(application.displayName) }),
    jobId,
    templateId: text(transition.templateId),
    jobKind: jobKindOf(transition.templateId),
    ...(transition.condition !== 'job' && episodeData(transition)),
    detection: transition.detection,
    ...conditionData(transition, eventOptions, form),
    statusCode: text(transition.statusCode),
    scheduleState: text(transition.scheduleState),
    ...(lastRunEndedAt !== undefined && { lastRunEndedAt }),
    ...(interval && { interval: text(interval) }),
    ...(transition.troubleshootingUrl && { troubleshootingUrl: text(transition.troubleshootingUrl) }),
    portalUrl: portalUrl(servicePrincipalId, application.appId, portalRoot),
    applicationUrl: applicationUrl(servicePrincipalId, application.appId, portalRoot),
    ...(publicUrl !== undefined && {
      snapshotUrl: `${publicUrl}/api${routePrefix}/jobs/${servicePrincipalId}/${keyOf(transition.jobId)}`,
    }),
    ...(form.documentedOnly && { truncated: true }),
    ...(transition.kind === 'cleared' && clearData(transition, form)),
  };
}

/** The name of the advice for what a transition says; undefined where there is nothing to do. */
export function adviceIdOfTransition(transition: Transition): string | undefined {
  if (transition.condition === 'job' || transition.kind === 'cleared') return undefined;
  const { condition, facts, templateId, open, inFirstCycle, episode } = transition;
  const isMassDelay = episode.massDelay === true;
  return adviceIdOf(adviceCauseOf(condition, facts, { templateId, open, inFirstCycle, isMassDelay }));
}

function episodeData(transition: ConditionTransition): EpisodeData {
  const { episode } = transition;
  const adviceId = adviceIdOfTransition(transition);
  return {
    ...(adviceId !== undefined && { adviceId }),
    episode: episode.name,
    occurrence: episode.occurrence,
  };
}

function clearData(
  { episode, ...transition }: Extract<ConditionTransition, { kind: 'cleared' }>,
  form: Form,
) {
  return {
    cause: transition.cause,
    clearedAfter: transition.clearedAfter,
    clearedBefore: transition.clearedBefore,
    durationSeconds: secondsBetween(episode.name, transition.clearedBefore),
    reasons: episode.reasons.map((reason) => ({
      ...given(reason, form),
      ...(reason.count !== undefined && { count: reason.count }),
      since: reason.since,
    })),
  } satisfies ClearedData & { cause: string };
}

/** The members that only the events of one condition have. */
function conditionData(transition: Transition, options: EventOptions, form: Form): JsonObject {
  switch (transition.condition) {
    case 'quarantine':
      return quarantineData(transition, options, form);
    case 'halt':
      return {
        reason: transition.facts?.reason ?? '',
        quarantined: transition.facts?.quarantined ?? false,
        ...(transition.kind === 'began' && bounds(transition.episode)),
      };
    case 'overdue':
      return overdueData(transition);
    case 'failures':
      return failuresData(transition);
    case 'job':
      return { removedAfter: transition.removedAfter, removedBefore: transition.removedBefore };
  }
}

function quarantineData(
  transition: TransitionOf<'quarantine'>,
  { includeErrorMessage }: EventOptions,
  form: Form,
): JsonObject {
  const { episode, facts, deleteThreshold } = transition;
  const object = facts?.quarantine;
  const kept = object && form.documentedOnly ? documentedQuarantine(object) : object;
  return {
    ...(facts && { evidence: facts.evidence }),
    quarantine: kept ? boundedQuarantine(kept, form.length, includeErrorMessage) : null,
    ...(episode.series !== undefined && { expectedDisableAt: expectedDisableAt(episode.series) }),
    ...(reasonOf(object) === 'TooManyDeletes' &&
      deleteThreshold && { deleteThreshold: boundedText(deleteThreshold, form.length) }),
    ...(transition.kind === 'changed' && changeData(transition.previous, pairOf(object), form)),
  };
}

function changeData(previous: SeenReason | undefined, now: Reason, form: Form): JsonObject {
  const { reason: previousReason, errorCode: previousErrorCode } = given(previous, form);
  return {
    ...(previousReason !== undefined && { previousReason }),
    ...(previousErrorCode !== undefined && { previousErrorCode }),
    ...given(now, form),
  };
}

function overdueData(transition: TransitionOf<'overdue'>): JsonObject {
  const { facts, episode, recordedAt } = transition;
  const expectedBy = facts?.expectedBy ?? episode.name;
  const until = transition.kind === 'cleared' ? transition.clearedBefore : recordedAt;
  return {
    reason: facts?.reason ?? '',
    expectedBy,
    lagSeconds: secondsBetween(expectedBy, until),
    ...(facts && facts.progress.length > 0 && { progress: facts.progress }),
    ...(facts?.steadyAt !== undefined && { steadyStateLastAchievedAt: facts.steadyAt }),
    ...(transition.kind === 'began' && episode.massDelay && { massDelay: true }),
    ...(transition.kind === 'began' && bounds(episode)),
  };
}

/** From these numbers of failing objects on Entra considers a quarantine, by Microsoft's documentation; subject to change. */
const quarantineFrom = { count: 5000, share: 0.4 };

function failuresData(transition: TransitionOf<'failures'>): JsonObject {
  const { count, countRaw, entries, executionState } = transition.facts ?? {
    count: 0,
    countRaw: undefined,
    entries: 0,
    executionState: '',
  };
  const share = shareOf({ count, entries });
  const withShare = share !== undefined && { share };
  return {
    count,
    ...(countRaw !== undefined && { countRaw }),
    entries,
    ...withShare,
    executionState: boundedText(executionState, 64),
    towardsQuarantine: {
      count,
      ofCount: quarantineFrom.count,
      ...withShare,
      ofShare: quarantineFrom.share,
    },
    ...(transition.kind === 'changed' && { previousCount: transition.previous?.count ?? 0 }),
    ...(transition.kind === 'began' && bounds(transition.episode)),
  };
}

function bounds({ after, name }: Episode): BeginBounds {
  return { ...(after !== undefined && { beganAfter: after }), beganBefore: name };
}

/** The codes of a reason that are not blank. */
function given(reason: Reason | undefined, { reasonLength }: Form): { reason?: string; errorCode?: string } {
  return {
    ...(reason?.reason && { reason: boundedText(reason.reason, reasonLength) }),
    ...(reason?.errorCode && { errorCode: boundedText(reason.errorCode, reasonLength) }),
  };
}
