import { v5 } from 'uuid';
import { boundedText } from './bounded-text.ts';
import { expectedDisableAt } from './expected-disable.ts';
import { rfc3339, secondsBetween } from './instant.ts';
import { keyOf } from './job-key.ts';
import type { JsonObject } from './json.ts';
import { boundedQuarantine, documentedQuarantine, errorCodeOf, reasonOf } from './quarantine-details.ts';
import type { QuarantineEvent } from './quarantine-event.ts';
import type { Transition } from './transition.ts';

/** What an event says beside its transition. */
export interface Telling {
  readonly tenantId: string;
  /** Root of the Microsoft Entra admin center of the tenant's cloud, without a slash at the end. */
  readonly portalRoot: string;
  /** Base of the connector's own HTTP functions, without a slash at the end, where it is known. */
  readonly publicUrl: string | undefined;
  /** Whether Graph's error text may be passed on; it can hold details of the tenant. */
  readonly includeErrorMessage: boolean;
}

export const contentType = 'application/cloudevents+json; charset=utf-8';

/** Namespace of every id this connector makes; changing it would change the ids of events already told. */
const namespace = '6c9f2d0e-5f0b-4b57-9d53-3a1c7a3e1f64';
const largestBody = 48 * 1024;

/**
 * Puts a transition into the form in which it is stored and sent. Deterministic: the same transition gives the same bytes.
 *
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/amqp-protocol-binding.md
 */
export function toEvent(transition: Transition, telling: Telling): QuarantineEvent {
  const { servicePrincipalId, jobId, episode, kind, quarantine, application, templateId } = transition;
  const job = [telling.tenantId, servicePrincipalId, jobId];
  const id = uuid([...job, episode.name, episode.occurrence, kind]);
  const type = `entra.provisioning.quarantine.${kind}`;
  const shownJobId = shown(jobId);
  const attributes = {
    specversion: '1.0',
    id,
    type,
    source: `/tenants/${telling.tenantId}/servicePrincipals/${servicePrincipalId}/synchronization/jobs/${encodeURIComponent(shownJobId)}`,
    subject: boundedText(application.displayName.trim(), 256) || shownJobId,
    time: kind === 'began' ? rfc3339(episode.beganAt) : transition.clearedBefore,
    recordedtime: transition.recordedAt,
    sequence: String(transition.sequence).padStart(10, '0'),
    dataschema: `urn:entra:provisioning:quarantine:${kind}:v1`,
  };
  const properties = {
    tenantId: telling.tenantId,
    servicePrincipalId,
    jobId: shownJobId,
    templateId: boundedText(templateId, 256),
    reason: reasonOf(quarantine),
    errorCode: errorCodeOf(quarantine),
    cause: kind === 'cleared' ? transition.cause : '',
  };
  return {
    id,
    type,
    sessionId: uuid(job),
    correlationId: uuid([...job, episode.name, episode.occurrence]),
    contentType,
    applicationProperties: withoutBlanks({ ...prefixed(attributes), ...properties }),
    body: fitted((form) => ({
      ...attributes,
      datacontenttype: 'application/json',
      data: dataOf(transition, telling, shownJobId, form),
    })),
  };
}

/** How much of a transition an event holds; the first form that fits is sent. */
interface Form {
  readonly length: number;
  readonly documentedOnly: boolean;
}

const forms: readonly Form[] = [
  { length: 2048, documentedOnly: false },
  { length: 2048, documentedOnly: true },
  { length: 256, documentedOnly: true },
];

function fitted(make: (form: Form) => JsonObject): Uint8Array {
  const encoder = new TextEncoder();
  let body = new Uint8Array();
  for (const form of forms) {
    body = encoder.encode(JSON.stringify(make(form)));
    if (body.length <= largestBody) return body;
  }
  return body;
}

function dataOf(transition: Transition, telling: Telling, jobId: string, form: Form): JsonObject {
  const { servicePrincipalId, application, episode, quarantine } = transition;
  const text = (value: string) => boundedText(value, form.length);
  const kept = quarantine && form.documentedOnly ? documentedQuarantine(quarantine) : quarantine;
  const reason = reasonOf(quarantine);
  return {
    tenantId: telling.tenantId,
    servicePrincipalId,
    ...(application.appId && { appId: text(application.appId) }),
    ...(application.displayName && { displayName: text(application.displayName) }),
    jobId,
    templateId: text(transition.templateId),
    episode: episode.name,
    occurrence: episode.occurrence,
    detection: transition.detection,
    ...(transition.evidence && { evidence: transition.evidence }),
    quarantine: kept ? boundedQuarantine(kept, form.length, telling.includeErrorMessage) : null,
    statusCode: text(transition.statusCode),
    scheduleState: text(transition.scheduleState),
    ...(episode.series !== undefined && {
      expectedDisableAt: expectedDisableAt(episode.series),
    }),
    ...(reason === 'TooManyDeletes' &&
      transition.deleteThreshold && { deleteThreshold: text(transition.deleteThreshold) }),
    ...(transition.troubleshootingUrl && { troubleshootingUrl: text(transition.troubleshootingUrl) }),
    portalUrl: portalUrl(transition, telling.portalRoot),
    ...(telling.publicUrl !== undefined && {
      snapshotUrl: `${telling.publicUrl}/api/jobs/${servicePrincipalId}/${keyOf(transition.jobId)}`,
    }),
    ...(form.documentedOnly && { truncated: true }),
    ...(transition.kind === 'cleared' && {
      cause: transition.cause,
      clearedAfter: transition.clearedAfter,
      clearedBefore: transition.clearedBefore,
      durationSeconds: secondsBetween(rfc3339(episode.beganAt), transition.clearedBefore),
    }),
  };
}

/** Page of the application in the Microsoft Entra admin center. */
function portalUrl({ servicePrincipalId, application }: Transition, root: string): string {
  const app = application.appId ? `/appId/${encodeURIComponent(boundedText(application.appId, 64))}` : '';
  return `${root}/#view/Microsoft_AAD_IAM/ManagedAppMenuBlade/~/Overview/objectId/${servicePrincipalId}${app}`;
}

/** A job's id, or its key where the id is too long or too odd to stand in a URL and a message property. */
function shown(jobId: string): string {
  return boundedText(jobId, 512) === jobId ? jobId : keyOf(jobId);
}

function uuid(name: readonly (string | number)[]): string {
  return v5(JSON.stringify(name), namespace);
}

function prefixed(attributes: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [`cloudEvents_${name}`, value]),
  );
}

function withoutBlanks(properties: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== ''));
}
