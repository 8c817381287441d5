import assert from 'node:assert/strict';
import type { QuarantineEvent } from '../../../src/core/cloud-event.ts';
import { isJsonObject } from '../../../src/core/json.ts';
import { placeName } from './ledger.ts';

/** An event as a subscriber reads it. */
export interface Accepted {
  readonly id: string;
  /** The job's name. */
  readonly job: string;
  readonly kind: string;
  readonly sequence: number;
  readonly recordedAt: string;
  readonly episode: string;
  readonly occurrence: number;
  readonly cause: string | undefined;
  readonly clearedAfter: string;
  readonly clearedBefore: string;
  readonly time: string;
  /** The reason and error code of the quarantine; blank where it gives none. */
  readonly pair: string;
  /** Of a change: those before. */
  readonly previous: string;
  /** Of a clear: those of its episode, oldest first. */
  readonly reasons: readonly string[];
  readonly body: string;
}

/**
 * What was accepted, in the order of the first time. A repeat has the same id and bytes; no id names two things, and no sequence is used
 * twice.
 *
 * @param lost events whose table was lost: one that was on its way then may arrive after what was told anew
 */
export function firstAcceptances(
  accepted: readonly QuarantineEvent[],
  lost: ReadonlySet<string>,
): Accepted[] {
  const first = new Map<string, Accepted>();
  const last = new Map<string, number>();
  const ids = new Map<string, string>();
  for (const { id, body } of accepted) {
    const event = read(id, new TextDecoder().decode(body));
    const place = placeName(event.job, event.sequence);
    const same = first.get(place);
    if (same) {
      assert.equal(event.id, same.id, `${place}: one sequence for two events`);
      assert.equal(event.body, same.body, `${place}: a repeat with other bytes`);
      continue;
    }
    assert.equal(ids.get(id) ?? place, place, `${place}: an id that was used before`);
    ids.set(id, place);
    const before = last.get(event.job) ?? 0;
    assert(event.sequence > before || lost.has(place), `${place}: told after a later one`);
    last.set(event.job, Math.max(event.sequence, before));
    first.set(place, event);
  }
  return [...first.values()];
}

function read(id: string, body: string): Accepted {
  const event: unknown = JSON.parse(body);
  assert(isJsonObject(event) && isJsonObject(event.data), 'an event without data');
  const { data } = event;
  const { reason, error } = isJsonObject(data.quarantine) ? data.quarantine : {};
  return {
    id,
    job: `${data.servicePrincipalId}/${data.jobId}`,
    kind: String(event.type).split('.').at(-1) ?? '',
    sequence: Number(event.sequence),
    recordedAt: String(event.recordedtime),
    episode: String(data.episode),
    occurrence: Number(data.occurrence),
    cause: typeof data.cause === 'string' ? data.cause : undefined,
    clearedAfter: String(data.clearedAfter),
    clearedBefore: String(data.clearedBefore),
    time: String(event.time),
    pair: pairText(reason, isJsonObject(error) ? error.code : ''),
    previous: pairText(data.previousReason, data.previousErrorCode),
    reasons: Array.isArray(data.reasons)
      ? data.reasons.map((each) => pairText(each.reason, each.errorCode))
      : [],
    body,
  };
}

function pairText(reason: unknown, code: unknown): string {
  return `${reason ?? ''} ${code ?? ''}`.trim();
}
