import type { CommonData, OwnData } from '../contract/events/quarantine-data.ts';
import { portalUrl } from './application.ts';
import { boundedText } from './bounded-text.ts';
import { expectedDisableAt } from './expiry.ts';
import { secondsBetween } from './instant.ts';
import { keyOf } from './job-key.ts';
import type { JsonObject } from './json.ts';
import { boundedQuarantine, documentedQuarantine, pairOf, type ReasonPair, reasonOf } from './quarantine.ts';
import type { Transition } from './transition.ts';

/** How events are worded, and what they say of the tenant and the connector. */
export interface EventOptions {
  readonly tenantId: string;
  /** Root of the Microsoft Entra admin center of the tenant's cloud, without a slash at the end. */
  readonly portalRoot: string;
  /** Base of the connector's own HTTP functions, without a slash at the end, where it is known. */
  readonly publicUrl: string | undefined;
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
  const { servicePrincipalId, application, episode, quarantine } = transition;
  const text = (value: string) => boundedText(value, form.length);
  const kept = quarantine && form.documentedOnly ? documentedQuarantine(quarantine) : quarantine;
  const reason = reasonOf(quarantine);
  return {
    tenantId: eventOptions.tenantId,
    servicePrincipalId,
    ...(application.appId && { appId: text(application.appId) }),
    ...(application.displayName && { displayName: text(application.displayName) }),
    jobId,
    templateId: text(transition.templateId),
    episode: episode.name,
    occurrence: episode.occurrence,
    detection: transition.detection,
    ...(transition.evidence && { evidence: transition.evidence }),
    quarantine: kept ? boundedQuarantine(kept, form.length, eventOptions.includeErrorMessage) : null,
    statusCode: text(transition.statusCode),
    scheduleState: text(transition.scheduleState),
    ...(episode.series !== undefined && {
      expectedDisableAt: expectedDisableAt(episode.series),
    }),
    ...(reason === 'TooManyDeletes' &&
      transition.deleteThreshold && { deleteThreshold: text(transition.deleteThreshold) }),
    ...(transition.troubleshootingUrl && { troubleshootingUrl: text(transition.troubleshootingUrl) }),
    portalUrl: portalUrl(servicePrincipalId, application.appId, eventOptions.portalRoot),
    ...(eventOptions.publicUrl !== undefined && {
      snapshotUrl: `${eventOptions.publicUrl}/api/jobs/${servicePrincipalId}/${keyOf(transition.jobId)}`,
    }),
    ...(form.documentedOnly && { truncated: true }),
    ...ownData(transition, form),
  };
}

/** The members that one kind of event has alone. */
function ownData(transition: Transition, form: Form): JsonObject {
  const { episode, quarantine } = transition;
  if (transition.kind === 'cleared') {
    return {
      cause: transition.cause,
      clearedAfter: transition.clearedAfter,
      clearedBefore: transition.clearedBefore,
      durationSeconds: secondsBetween(episode.name, transition.clearedBefore),
      reasons: episode.reasons.map(({ since, ...pair }) => ({ ...given(pair, form), since })),
    } satisfies OwnData<'cleared'>;
  }
  if (transition.kind !== 'changed') return {};
  const { reason: previousReason, errorCode: previousErrorCode } = given(transition.previous, form);
  return {
    ...(previousReason !== undefined && { previousReason }),
    ...(previousErrorCode !== undefined && { previousErrorCode }),
    ...given(pairOf(quarantine), form),
  } satisfies OwnData<'changed'>;
}

/** The members of a pair that are not blank. */
function given(pair: ReasonPair | undefined, { reasonLength }: Form): Partial<ReasonPair> {
  return {
    ...(pair?.reason && { reason: boundedText(pair.reason, reasonLength) }),
    ...(pair?.errorCode && { errorCode: boundedText(pair.errorCode, reasonLength) }),
  };
}
