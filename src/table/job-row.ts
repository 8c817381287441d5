import * as z from 'zod/mini';
import { boundedText } from '../core/bounded-text.ts';
import { instantOf } from '../core/instant.ts';
import { firstReasons } from '../core/reasons.ts';
import type { Doubt, Episode, JobState } from '../core/state.ts';
import { readObject } from './body.ts';
import { date, instant, instantOrNone, sequence } from './columns.ts';
import { latestRowKey } from './keys.ts';
import { seenReasonOrNone, seenReasons } from './reason-columns.ts';
import type { StoredRow } from './stored-row.ts';

/** Rows of another version are left as they are. */
export const schemaVersion = 1;

const text = z.string();
/** A text that events repeat as it is; Graph's dates and the connector's own are far shorter. */
const name = text.check(
  z.refine((value) => boundedText(value, 64) === value, 'is too long or no valid text'),
);

/** A job's row as `toJobRow` writes it, the body aside. */
const row = z.object({
  schemaVersion: z.literal(schemaVersion),
  servicePrincipalId: text,
  jobId: text,
  appId: text,
  displayName: text,
  templateId: text,
  state: z.enum(['healthy', 'quarantined', 'removed']),
  suspended: z.boolean(),
  statusCode: text,
  scheduleState: text,
  quarantine: z.pipe(
    text.check(z.refine((json) => json === '' || readObject(json) !== undefined, 'is not a JSON object')),
    z.transform((json) => readObject(json)),
  ),
  evidence: z.enum(['', 'status', 'object']),
  episode: name,
  series: instantOrNone,
  occurrence: z.int(),
  beganAt: name,
  // Rows of earlier versions lack it, which the service may tell as null where columns are named: then the reason of the
  // quarantine is the only one known.
  reasons: z.nullish(seenReasons),
  remindedAt: z.nullish(instantOrNone),
  repeats: z.int(),
  toldSeries: instantOrNone,
  sequence,
  doubt: z.enum(['', 'quarantined', 'recovered', 'gone']),
  doubtSince: text,
  // A doubt of a kind that earlier versions do not know: to them the row has none.
  doubtReason: z.nullish(seenReasonOrNone),
  unreadableCause: text,
  unreadableDetail: text,
  unreadableSince: text,
  unwatchedSince: instantOrNone,
  escrowsPruned: z.boolean(),
  deleteThreshold: text,
  troubleshootingUrl: text,
  observedAt: instant,
  quarantineSeenAt: instantOrNone,
  changedAt: instant,
  hash: text,
});

/** Where a column says that there is such a thing, the columns of the thing have to be usable too. */
const things = z.object({
  episode: z.optional(z.object({ beganAt: date })),
  doubt: z.optional(z.object({ since: instant })),
  unreadable: z.optional(z.object({ since: instant })),
});

/** What a poll reads of a row: everything but the body. */
export const stateColumns: readonly string[] = Object.keys(row.shape);

export type RowReading =
  | { readonly ok: true; readonly state: JobState }
  | { readonly ok: false; readonly problem: string };

/** Reads a job's row; says what is wrong when it was damaged, or written by a newer version. */
export function readJobRow(stored: StoredRow): RowReading {
  const version = stored.schemaVersion;
  if (typeof version === 'number' && version > schemaVersion)
    return { ok: false, problem: `written by a newer version (schemaVersion ${version})` };
  const read = row.safeParse(stored);
  if (!read.success) return damaged(read.error);
  const state = stateOf(read.data);
  const checked = things.safeParse(state);
  if (!checked.success) return damaged(checked.error);
  if (latestRowKey(state.servicePrincipalId, state.jobId) !== stored.rowKey)
    return { ok: false, problem: 'columns servicePrincipalId and jobId name another row' };
  return { ok: true, state };
}

function stateOf(data: z.infer<typeof row>): JobState {
  const { appId, displayName, evidence, unreadableSince, unreadableCause, unreadableDetail } = data;
  return {
    servicePrincipalId: data.servicePrincipalId,
    jobId: data.jobId,
    application: { appId, displayName },
    templateId: data.templateId,
    state: data.state,
    suspended: data.suspended,
    statusCode: data.statusCode,
    scheduleState: data.scheduleState,
    quarantine: data.quarantine,
    evidence: evidence === '' ? undefined : evidence,
    episode: episodeOf(data),
    repeats: data.repeats,
    toldSeries: data.toldSeries,
    sequence: data.sequence,
    doubt: doubtOf(data),
    unreadable:
      unreadableCause === ''
        ? undefined
        : { since: unreadableSince, cause: unreadableCause, detail: unreadableDetail },
    unwatchedSince: data.unwatchedSince,
    escrowsPruned: data.escrowsPruned,
    deleteThreshold: data.deleteThreshold,
    troubleshootingUrl: data.troubleshootingUrl,
    observedAt: data.observedAt,
    quarantineSeenAt: data.quarantineSeenAt,
    changedAt: data.changedAt,
    hash: data.hash,
  };
}

function episodeOf(data: z.infer<typeof row>): Episode | undefined {
  const { episode: name, series, occurrence, beganAt } = data;
  if (name === '') return undefined;
  const reasons = data.reasons ?? firstReasons(data.quarantine, instantOf(beganAt) ?? data.changedAt);
  return { name, series, occurrence, beganAt, reasons, remindedAt: data.remindedAt ?? undefined };
}

function doubtOf({ state, doubt, doubtSince, doubtReason }: z.infer<typeof row>): Doubt | undefined {
  if (doubt !== '') return { what: doubt, since: doubtSince };
  // An earlier version may have left it behind on a job whose episode it ended.
  if (!doubtReason || state !== 'quarantined') return undefined;
  const { since, ...pair } = doubtReason;
  return { what: 'changed', since, pair };
}

function damaged(error: z.core.$ZodError): RowReading {
  const [issue] = error.issues;
  return { ok: false, problem: `column ${issue?.path.join('.')}: ${issue?.message}` };
}
