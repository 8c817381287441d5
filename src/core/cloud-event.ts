import { v5 } from 'uuid';
import { dataSchemaOf, type EventKind, eventTypeOf, type Stream } from '../contract/events/event-names.ts';
import { boundedText } from './bounded-text.ts';
import { wordsOf } from './conditions/facts.ts';
import { adviceIdOfTransition, dataOf, type EventOptions, type Form } from './event-data.ts';
import { keyOf } from './job-key.ts';
import { jobKindOf } from './job-kind.ts';
import type { JsonObject } from './json.ts';
import type { Transition } from './transition.ts';

/** An event in the form in which it is stored and sent: a structured CloudEvent and the properties of its message. */
export interface ProvisioningEvent {
  /** The message's messageId: the CloudEvent's id and, where it is sent again on request, a slash and how often. */
  readonly id: string;
  /** The CloudEvent's type and the message's subject. */
  readonly type: string;
  /** One a job: events of a session keep their order. */
  readonly sessionId: string;
  /** One an episode: a began and its cleared share it. */
  readonly correlationId: string;
  readonly contentType: string;
  readonly applicationProperties: Readonly<Record<string, string>>;
  /** The CloudEvent as UTF-8 JSON, at most 48 KiB. A repeat sends these very bytes. */
  readonly body: Uint8Array;
}

const contentType = 'application/cloudevents+json; charset=utf-8';

/** Namespace of every id this connector makes; changing it would change the ids of events that were sent. */
const namespace = '6c9f2d0e-5f0b-4b57-9d53-3a1c7a3e1f64';
const largestBody = 48 * 1024;

/**
 * Puts a transition into the form in which it is stored and sent. Deterministic: the same transition gives the same bytes.
 *
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/amqp-protocol-binding.md
 */
export function toEvent(transition: Transition, eventOptions: EventOptions): ProvisioningEvent {
  const { servicePrincipalId, jobId, condition, kind, sequence, application, templateId } = transition;
  const job = [eventOptions.tenantId, servicePrincipalId, jobId];
  // A sequence is never used twice, so no id names two things, whatever was lost. What is not published has its step instead.
  const place = sequence === undefined ? ['step', transition.step] : [sequence];
  const id = uuid([...job, condition, ...place, kind]);
  const { type, dataschema } = namesOf(transition);
  const shownJobId = shown(jobId);
  const attributes = {
    specversion: '1.0',
    id,
    type,
    source: `/tenants/${eventOptions.tenantId}/servicePrincipals/${servicePrincipalId}/synchronization/jobs/${encodeURIComponent(shownJobId)}`,
    subject: boundedText(application.displayName.trim(), 256) || shownJobId,
    time: timeOf(transition),
    recordedtime: transition.recordedAt,
    ...(sequence !== undefined && { sequence: String(sequence).padStart(10, '0') }),
    dataschema,
  };
  const properties = {
    tenantId: eventOptions.tenantId,
    servicePrincipalId,
    jobId: shownJobId,
    templateId: boundedText(templateId, 256),
    jobKind: jobKindOf(templateId),
    condition,
    adviceId: adviceIdOfTransition(transition) ?? '',
    ...codesOf(transition),
    cause: kind === 'cleared' ? transition.cause : '',
  };
  return {
    id,
    type,
    sessionId: uuid(job),
    correlationId: uuid([...job, ...episodeOf(transition)]),
    contentType,
    applicationProperties: withoutBlanks({ ...prefixed(attributes), ...properties }),
    body: fitted((form) => ({
      ...attributes,
      datacontenttype: 'application/json',
      data: dataOf(transition, eventOptions, shownJobId, form),
    })),
  };
}

function namesOf(transition: Transition): { readonly type: string; readonly dataschema: string } {
  const { condition, kind }: { condition: Stream; kind: EventKind } = transition;
  return { type: eventTypeOf(condition, kind), dataschema: dataSchemaOf(condition, kind) };
}

/** What names an episode within its job; the events of a quarantine do without the name of their condition. */
function episodeOf(transition: Transition): (string | number)[] {
  if (transition.condition === 'job') return ['job', transition.sequence ?? transition.step];
  const { condition, episode } = transition;
  return [...(condition === 'quarantine' ? [] : [condition]), episode.name, episode.occurrence];
}

/** Why the condition holds, in the words that subscriptions filter by; how many objects fail is none. */
function codesOf(transition: Transition): { readonly reason: string; readonly errorCode: string } {
  const hasCodes = transition.condition !== 'job' && transition.condition !== 'failures';
  const { reason = '', errorCode = '' } = hasCodes && transition.facts ? wordsOf(transition.facts) : {};
  return { reason, errorCode };
}

const forms: readonly Form[] = [
  { length: 2048, reasonLength: 256, documentedOnly: false },
  { length: 2048, reasonLength: 256, documentedOnly: true },
  { length: 256, reasonLength: 64, documentedOnly: true },
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

/** When it happened, as far as that is known. */
function timeOf(transition: Transition): string {
  switch (transition.kind) {
    case 'began':
      return transition.episode.name;
    case 'cleared':
      return transition.clearedBefore;
    case 'changed':
      return transition.episode.reasons.at(-1)?.since ?? transition.recordedAt;
    case 'removed':
      return transition.removedBefore;
    case 'expiring':
      return transition.recordedAt;
  }
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
