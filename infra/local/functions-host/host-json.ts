import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type LogLevels, logLevel } from './log-filter.ts';

/** What host.json says of what this host does. */
export interface HostJson {
  readonly routePrefix: string;
  /** In its own words, and as time; without one a function has no time limit. */
  readonly functionTimeout: { readonly text: string; readonly milliseconds: number } | undefined;
  readonly logLevels: LogLevels;
}

// Flex Consumption's default. It has no longest one.
const defaultTimeout = '00:30:00';

const hostJson = z.object({
  version: z.literal('2.0'),
  functionTimeout: z.string().default(defaultTimeout),
  logging: z.object({ logLevel: z.record(z.string(), logLevel).default({}) }).prefault({}),
  extensions: z
    .object({
      // Strict: throttles, HSTS and headers exist on the platform, and are not made up here.
      http: z.strictObject({ routePrefix: z.string().default('api') }).prefault({}),
    })
    .prefault({}),
});

/** @throws naming what is wrong, or not supported here */
export async function readHostJson(appFolder: string): Promise<HostJson> {
  const file = join(appFolder, 'host.json');
  const read = hostJson.safeParse(JSON.parse(await readFile(file, 'utf8')));
  if (!read.success) throw new Error(`${file} is wrong: ${z.prettifyError(read.error)}`);
  const { extensions, functionTimeout, logging } = read.data;
  return {
    routePrefix: extensions.http.routePrefix,
    functionTimeout: readTimeout(file, functionTimeout),
    logLevels: logging.logLevel,
  };
}

function readTimeout(file: string, text: string): HostJson['functionTimeout'] {
  if (text === '-1') return undefined;
  const [, days = '0', hours, minutes, seconds] =
    /^(?:(\d+)\.)?(\d+):(\d+):(\d+(?:\.\d+)?)$/.exec(text) ?? [];
  const total =
    ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60_000 + Number(seconds) * 1000;
  if (!(total > 0)) throw new Error(`${file} is wrong: '${text}' is no functionTimeout.`);
  return { text, milliseconds: total };
}
