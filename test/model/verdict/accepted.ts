import assert from 'node:assert/strict';
import type { ProvisioningEvent } from '../../../src/core/cloud-event.ts';
import { isJsonObject, type JsonObject } from '../../../src/core/json.ts';
import { placeName } from './ledger.ts';

/** An event as a subscriber reads it. */
export interface Accepted {
  readonly id: string;
  /** One an episode. */
  readonly correlation: string;
  /** The job's name. */
  readonly job: string;
  readonly condition: string;
  readonly kind: string;
  readonly sequence: number;
  readonly recordedAt: string;
  readonly episode: string;
  readonly occurrence: number;
  readonly cause: string | undefined;
  readonly clearedAfter: string;
  readonly clearedBefore: string;
  readonly time: string;
  readonly detection: string;
  /** Of a begin of all but quarantines: the run that last saw the job otherwise. */
  readonly beganAfter: string | undefined;
  /** Of a begin that was held back. */
  readonly massDelay: boolean;
  /** Why: the reason and error code of a quarantine, the number of objects that fail, a word; blank where none is given. */
  readonly why: string;
  /** Of a change: what was so before. */
  readonly previous: string;
  /** Of a clear: the reasons of its episode, oldest first. */
  readonly reasons: readonly string[];
  /** Of a late job: when it should have run at the latest. */
  readonly expectedBy: string | undefined;
  /** Of a job that is gone: between which instants it went. */
  readonly removedAfter: string;
  readonly removedBefore: string;
  readonly body: string;
}

/**
 * What was accepted, in the order of the first time. A repeat has the same id and bytes; no id names two things, and no sequence is used
 * twice.
 *
 * @param lost events whose table was lost: one that was on its way then may arrive after what was sent anew
 */
export function firstAcceptances(
  accepted: readonly ProvisioningEvent[],
  lost: ReadonlySet<string>,
): Accepted[] {
  const first = new Map<string, Accepted>();
  const last = new Map<string, number>();
  const ids = new Map<string, string>();
  for (const event of accepted.map(read)) {
    const { id, job, condition, sequence } = event;
    const place = placeName(job, condition, sequence);
    const same = first.get(place);
    if (same) {
      assert.equal(id, same.id, `${place}: one sequence for two events`);
      assert.equal(event.body, same.body, `${place}: a repeat with other bytes`);
      continue;
    }
    assert(sequence > 0, `${place}: without a sequence`);
    assert.equal(ids.get(id) ?? place, place, `${place}: an id that was used before`);
    ids.set(id, place);
    const stream = `${job} ${condition}`;
    const before = last.get(stream) ?? 0;
    assert(sequence > before || lost.has(place), `${place}: sent after a later one`);
    last.set(stream, Math.max(sequence, before));
    first.set(place, event);
  }
  return [...first.values()];
}

function read({ id, correlationId, body: bytes }: ProvisioningEvent): Accepted {
  const body = new TextDecoder().decode(bytes);
  const event: unknown = JSON.parse(body);
  assert(isJsonObject(event) && isJsonObject(event.data), 'an event without data');
  const { data } = event;
  const [condition = '', kind = ''] = String(event.type).split('.').slice(-2);
  return {
    id,
    correlation: correlationId,
    job: `${data.servicePrincipalId}/${data.jobId}`,
    condition,
    kind,
    sequence: Number(event.sequence),
    recordedAt: String(event.recordedtime),
    episode: String(data.episode ?? ''),
    occurrence: Number(data.occurrence ?? 1),
    cause: textIn(data.cause),
    clearedAfter: String(data.clearedAfter),
    clearedBefore: String(data.clearedBefore),
    time: String(event.time),
    detection: String(data.detection),
    beganAfter: textIn(data.beganAfter),
    massDelay: data.massDelay === true,
    why: whyIn(condition, data),
    previous:
      condition === 'failures'
        ? String(data.previousCount)
        : pairText(data.previousReason, data.previousErrorCode),
    reasons: Array.isArray(data.reasons)
      ? data.reasons.map((each) =>
          condition === 'failures' ? String(each.count) : pairText(each.reason, each.errorCode),
        )
      : [],
    expectedBy: textIn(data.expectedBy),
    removedAfter: String(data.removedAfter),
    removedBefore: String(data.removedBefore),
    body,
  };
}

function whyIn(condition: string, data: JsonObject): string {
  if (condition === 'failures') return String(data.count);
  if (condition !== 'quarantine') return pairText(data.reason, '');
  const { reason, error } = isJsonObject(data.quarantine) ? data.quarantine : {};
  return pairText(reason, isJsonObject(error) ? error.code : '');
}

function textIn(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function pairText(reason: unknown, code: unknown): string {
  return `${reason ?? ''} ${code ?? ''}`.trim();
}
