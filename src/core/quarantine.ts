import { boundedJson, boundedText } from './bounded-text.ts';
import { addMilliseconds, clocksDifferMs, graphInstant, type Instant, isLaterDate } from './instant.ts';
import { isJsonObject, type JsonObject } from './json.ts';

/** What shows that a job is in quarantine: its status code, or a quarantine object that holds more than defaults. */
export type Evidence = 'status' | 'object';

/**
 * Whether a job is in quarantine, and by what. Reason and error alone prove nothing: Graph sends objects of blanks for healthy jobs.
 * A paused job can be in quarantine too (Microsoft's reference example is), so dates and counts prove it as well.
 */
export function evidenceOf(statusCode: string, quarantine: JsonObject | undefined): Evidence | undefined {
  if (statusCode.toLowerCase() === 'quarantine') return 'status';
  if (!quarantine) return undefined;
  const isDated = [quarantine.seriesBegan, quarantine.currentBegan, quarantine.nextAttempt].some(
    (date) => graphInstant(date) !== undefined,
  );
  return isDated || isPositive(quarantine.seriesCount) ? 'object' : undefined;
}

function isPositive(value: unknown): boolean {
  return (typeof value === 'number' || typeof value === 'string') && Number(value) > 0;
}

/**
 * When the series of a quarantine began, cut to seconds; undefined where Graph does not say. One that lies ahead was written by a wrong
 * clock: taken for the latest, it would hold back every begin until it has come.
 */
export function seriesOf(quarantine: JsonObject | undefined, at: Instant): Instant | undefined {
  const series = graphInstant(quarantine?.seriesBegan);
  return series !== undefined && series <= addMilliseconds(at, clocksDifferMs) ? series : undefined;
}

/** Whether a series began after another one; any is later than none. */
export function isLaterSeries(series: Instant, other: Instant | undefined): boolean {
  return other === undefined || isLaterDate(series, other);
}

/** The codes of why a job is in quarantine, bounded; blank where Entra gave none. Both blank, they say nothing. */
export interface ReasonPair {
  readonly reason: string;
  readonly errorCode: string;
}

/** The codes that a quarantine object gives; blank where it gives none. */
export function pairOf(quarantine: JsonObject | undefined): ReasonPair {
  return { reason: reasonOf(quarantine).trim(), errorCode: errorCodeOf(quarantine).trim() };
}

/** The code of why a job is in quarantine, bounded; empty when Graph gave none. An open enumeration. */
export function reasonOf(quarantine: JsonObject | undefined): string {
  return textOf(quarantine?.reason);
}

/** The code of the error that led into quarantine, bounded; empty when Graph gave none. */
export function errorCodeOf(quarantine: JsonObject | undefined): string {
  return isJsonObject(quarantine?.error) ? textOf(quarantine.error.code) : '';
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? boundedText(value, 256) : '';
}

/** The quarantine object as Graph gave it, its texts bounded to `length`; without the error's text unless it is wanted. */
export function boundedQuarantine(quarantine: JsonObject, length: number, withMessage: boolean): JsonObject {
  // Without messages only documented members pass: a member that Microsoft adds later could hold such a text too.
  const bounded = boundedJson(withMessage ? quarantine : documentedQuarantine(quarantine), length);
  if (!isJsonObject(bounded)) return {};
  if (withMessage || !isJsonObject(bounded.error)) return bounded;
  const { message: _, ...error } = bounded.error;
  return { ...bounded, error };
}

/** Only the members that Microsoft documents, and of them only plain values: the form for what is too large otherwise. */
export function documentedQuarantine(quarantine: JsonObject): JsonObject {
  const error = isJsonObject(quarantine.error)
    ? { error: plainMembers(quarantine.error, ['code', 'message', 'tenantActionable']) }
    : {};
  return {
    ...plainMembers(quarantine, ['currentBegan', 'nextAttempt', 'reason', 'seriesBegan', 'seriesCount']),
    ...error,
  };
}

function plainMembers(object: JsonObject, names: readonly string[]): JsonObject {
  const isPlain = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value);
  return Object.fromEntries(
    names.filter((name) => isPlain(object[name])).map((name) => [name, object[name]]),
  );
}
