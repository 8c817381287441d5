import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { withSettings } from './host-json-settings.ts';
import { type LogLevels, logLevel } from './log-filter.ts';
import { timeSpan } from './time-span.ts';

/** What host.json says of what this host does. */
export interface HostJson {
  readonly routePrefix: string;
  /** In its own words, and as time; without one a function has no time limit. */
  readonly functionTimeout: { readonly text: string; readonly milliseconds: number } | undefined;
  readonly logLevels: LogLevels;
  /** Without one there are no triggers but HTTP and timers. */
  readonly hasExtensionBundle: boolean;
  readonly serviceBus: ServiceBusOptions;
}

/** `extensions.serviceBus`: for each function that has a Service Bus trigger, in each instance. */
export interface ServiceBusOptions {
  readonly maxConcurrentCalls: number;
  /** Messages that are fetched, and locked, before there is a call for them. Their locks are not renewed while they wait. */
  readonly prefetchCount: number;
  readonly autoCompleteMessages: boolean;
  /** Milliseconds from the start of a call. */
  readonly maxAutoLockRenewalDuration: number;
}

// Flex Consumption's default. It has no longest one.
const defaultTimeout = '00:30:00';

// Numbers and booleans come as text from settings. Defaults are those of the extension's version 5, on one processor.
const serviceBus = z.strictObject({
  maxConcurrentCalls: z.coerce.number().int().positive().default(16),
  prefetchCount: z.coerce.number().int().nonnegative().default(0),
  autoCompleteMessages: z
    .union([z.boolean(), z.stringbool({ truthy: ['true'], falsy: ['false'] })])
    .default(true),
  maxAutoLockRenewalDuration: timeSpan.prefault('00:05:00'),
});

const hostJson = z.object({
  version: z.literal('2.0'),
  functionTimeout: z.string().default(defaultTimeout),
  logging: z.object({ logLevel: z.record(z.string(), logLevel).default({}) }).prefault({}),
  extensionBundle: z
    .object({
      id: z.literal('Microsoft.Azure.Functions.ExtensionBundle'),
      version: z.string().regex(/^\[4\./, 'the local host stands in for version 4 of the extension bundle'),
    })
    .optional(),
  extensions: z
    .object({
      // Strict: throttles, HSTS and headers exist on the platform, and are not made up here.
      http: z.strictObject({ routePrefix: z.string().default('api') }).prefault({}),
      serviceBus: serviceBus.prefault({}),
    })
    .prefault({}),
});

/**
 * @param settings the app's: those named `AzureFunctionsJobHost__…` override what the file says
 * @throws naming what is wrong, or not supported here
 */
export async function readHostJson(
  appFolder: string,
  settings: Readonly<Record<string, string | undefined>>,
): Promise<HostJson> {
  const file = join(appFolder, 'host.json');
  const content = z.record(z.string(), z.unknown()).parse(JSON.parse(await readFile(file, 'utf8')));
  const read = hostJson.safeParse(withSettings(content, settings));
  if (!read.success) {
    throw new Error(
      `${file}, or a setting AzureFunctionsJobHost__* instead of it, is wrong: ${z.prettifyError(read.error)}`,
    );
  }
  const { extensionBundle, extensions, functionTimeout, logging } = read.data;
  return {
    routePrefix: extensions.http.routePrefix,
    functionTimeout: readTimeout(file, functionTimeout),
    logLevels: logging.logLevel,
    hasExtensionBundle: extensionBundle !== undefined,
    serviceBus: extensions.serviceBus,
  };
}

function readTimeout(file: string, text: string): HostJson['functionTimeout'] {
  if (text === '-1') return undefined;
  const milliseconds = timeSpan.safeParse(text).data ?? 0;
  if (milliseconds === 0) throw new Error(`${file} is wrong: '${text}' is no functionTimeout.`);
  return { text, milliseconds };
}
