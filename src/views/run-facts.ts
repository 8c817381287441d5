import { graphInstant, type Instant } from '../core/instant.ts';
import { isCount, isJsonObject, type JsonObject } from '../core/json.ts';

/** How many objects of one kind a job has synchronized. */
export interface EntryCount {
  /** As Graph names it, such as `user to User`. */
  readonly key: string;
  readonly count: number;
}

/** What a job's body says of its runs. Undefined is what it does not say. */
export interface RunFacts {
  /** The last run that ended or is under way: `Succeeded`, `Failed`, `EntryLevelErrors`, `InProgress`. */
  readonly state: string | undefined;
  readonly began: Instant | undefined;
  readonly ended: Instant | undefined;
  readonly imported: number | undefined;
  readonly exported: number | undefined;
  readonly failed: number | undefined;
  /** Of the objects that the run processed, those that are assigned for provisioning. */
  readonly inScope: number | undefined;
  readonly error: { readonly code: string; readonly message: string } | undefined;
  /** End of the last run without any error, and of the last one that wrote something. */
  readonly succeededAt: Instant | undefined;
  readonly wroteAt: Instant | undefined;
  /** Runs in a row that failed as a whole. */
  readonly failuresInARow: number | undefined;
  /** What is synchronized, and so is hit when the job does not run; empty where Graph counts nothing. */
  readonly entries: readonly EntryCount[];
  /** The domain that the job reads or writes, by its settings: it tells jobs of one application apart. */
  readonly domain: string | undefined;
}

/** Reads as much as is well-formed out of a job as Graph gave it. */
export function runFactsOf(job: JsonObject | null): RunFacts {
  const status = objectOf(job?.status);
  const run = objectOf(status.lastExecution);
  const error = objectOf(run.error);
  const code = textOf(error.code) ?? '';
  const message = textOf(error.message) ?? '';
  return {
    state: textOf(run.state),
    began: graphInstant(run.timeBegan),
    ended: graphInstant(run.timeEnded),
    imported: countOf(run.countImported),
    exported: countOf(run.countExported),
    failed: countOf(run.countEscrowed),
    inScope: countOf(run.countEntitledForProvisioning),
    error: code === '' && message === '' ? undefined : { code, message },
    succeededAt: graphInstant(objectOf(status.lastSuccessfulExecution).timeEnded),
    wroteAt: graphInstant(objectOf(status.lastSuccessfulExecutionWithExports).timeEnded),
    failuresInARow: countOf(status.countSuccessiveCompleteFailures),
    entries: entriesOf(status.synchronizedEntryCountByType),
    domain: domainOf(job?.synchronizationJobSettings),
  };
}

/** How often Entra has tried again in the series of a quarantine, as Graph counts it; undefined where it does not. */
export function retriesOf(quarantine: JsonObject | null): number | undefined {
  return countOf(quarantine?.seriesCount);
}

const mostEntries = 20;

function entriesOf(given: unknown): readonly EntryCount[] {
  if (!Array.isArray(given)) return [];
  return given.slice(0, mostEntries).flatMap((one: unknown) => {
    const entry = objectOf(one);
    const key = textOf(entry.key);
    const count = countOf(entry.value);
    return key === undefined || count === undefined ? [] : [{ key, count }];
  });
}

/** Settings in which jobs of one application differ, the plainest first. */
const domainSettings = ['DomainFQDN', 'DomainName', 'ForestFQDN', 'DomainNetBios'];

function domainOf(settings: unknown): string | undefined {
  if (!Array.isArray(settings)) return undefined;
  const given: readonly JsonObject[] = settings.filter(isJsonObject);
  return domainSettings.map((name) => textOf(given.find((one) => one.name === name)?.value)).find(Boolean);
}

function objectOf(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

/** Graph writes 64-bit numbers as numbers or as texts. */
function countOf(value: unknown): number | undefined {
  const count = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return isCount(count) ? count : undefined;
}
