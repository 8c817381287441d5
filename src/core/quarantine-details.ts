import { boundedJson, boundedText } from './bounded-text.ts';
import { isJsonObject, type JsonObject } from './json.ts';

/** The code of why a job is in quarantine, bounded; empty when Graph gave none. An open enumeration. */
export function reasonOf(quarantine: JsonObject | undefined): string {
  return textOf(quarantine?.reason);
}

/** The code of the error that led into quarantine, bounded; empty when Graph gave none. */
export function errorCodeOf(quarantine: JsonObject | undefined): string {
  return isJsonObject(quarantine?.error) ? textOf(quarantine.error.code) : '';
}

/** The quarantine object as Graph gave it, its texts bounded to `length`; without the error's text unless it is wanted. */
export function boundedQuarantine(quarantine: JsonObject, length: number, withMessage: boolean): JsonObject {
  // Without messages only what is documented passes: a text of tomorrow's could hold one too.
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

function textOf(value: unknown): string {
  return typeof value === 'string' ? boundedText(value, 256) : '';
}
