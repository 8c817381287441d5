import { parse, pattern, toSeconds } from 'iso8601-duration';
import * as z from 'zod/mini';
import { boundedText } from '../core/bounded-text.ts';
import { readGuid } from '../core/job-key.ts';

/** What a setting may hold, in code and in the words of the mistake that names it. */
export interface Wanted<T> {
  /** Undefined when the text is not acceptable. */
  read(text: string): T | undefined;
  /** Follows "set it to". */
  readonly wants: string;
  readonly example: string;
}

export type Setting<T> = z.ZodMiniType<T, string | undefined>;

export function required<T>(name: string, wanted: Wanted<T>): Setting<T> {
  return setting(name, wanted, undefined);
}

export function optional<T, const D>(name: string, wanted: Wanted<T>, fallback: D): Setting<T | D> {
  return setting<T | D>(name, wanted, { value: fallback });
}

function setting<T>(name: string, wanted: Wanted<T>, absent: { readonly value: T } | undefined): Setting<T> {
  return z.pipe(
    z.optional(z.string()),
    z.transform((raw, context) => {
      const text = given(raw);
      if (text === undefined) {
        return absent ? absent.value : mistake(context, `${name} is missing: ${fix(wanted)}`);
      }
      const value = wanted.read(text);
      return value === undefined ? mistake(context, `${name} is ${shown(text)}: ${fix(wanted)}`) : value;
    }),
  );
}

type Context = Parameters<Parameters<typeof z.transform>[0]>[1];

/** Reports a mistake; the returned value never leaves the parser. */
function mistake(context: Context, message: string): never {
  context.issues.push({ code: 'custom', message, input: undefined });
  return z.NEVER;
}

/** A setting that holds blanks only is not set: portals and templates leave such ones behind. */
export function given(raw: string | undefined): string | undefined {
  return raw?.trim() || undefined;
}

export function fix({ wants, example }: Wanted<unknown>, name = 'it'): string {
  return `set ${name} to ${wants}, such as ${JSON.stringify(example)}`;
}

/** Members of a connection string or a query, padded base64, credentials in a URL, and a run that may be a bare key. */
const secretLike = /=|secret|password|signature|:\/\/.*[@?#]|[A-Za-z0-9+/_]{40}/i;

/** A wrong value as a mistake may repeat it: bounded, and not at all when a secret may have been put in the wrong place. */
function shown(text: string): string {
  if (secretLike.test(text)) return 'not repeated here (it may hold a secret)';
  return JSON.stringify(boundedText(text, 100));
}

export function guid(of: string): Wanted<string> {
  return { read: readGuid, wants: of, example: '8aaf3c1e-9d0b-4c55-a7b8-3f6f3f1c2d4e' };
}

/** In milliseconds; a month and a year are those that begin in 1970. */
export function duration(longest: string, example: string): Wanted<number> {
  const limit = milliseconds(longest);
  return {
    read(text) {
      const value = milliseconds(text);
      return value > 0 && value <= limit ? value : undefined;
    },
    wants: `an ISO 8601 duration above zero and of at most ${longest}`,
    example,
  };
}

/** NaN for what is no duration. */
function milliseconds(text: string): number {
  // The library's pattern finds a duration anywhere in a text, and its parser throws for a fraction before the last unit.
  if (pattern.exec(text)?.[0] !== text || !/\d[A-Z]$/.test(text)) return Number.NaN;
  try {
    return Math.round(toSeconds(parse(text), new Date(0)) * 1000);
  } catch {
    return Number.NaN;
  }
}

/** Upper and lower case alike: templates write booleans as `True`. */
export function choice<const T extends string>(...choices: readonly T[]): Wanted<T> {
  return {
    read: (text) => choices.find((one) => one.toLowerCase() === text.toLowerCase()),
    wants: `one of ${choices.join(', ')}`,
    example: `${choices[0]}`,
  };
}

export function matching(form: RegExp, wants: string, example: string): Wanted<string> {
  return { read: (text) => (form.test(text) ? text : undefined), wants, example };
}

/** A URL without credentials, query and fragment; comes back without a slash at its end. */
export function readUrl(text: string, protocols: readonly string[]): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const isPlain = !url.username && !url.password && !/[?#]/.test(text);
  return isPlain && protocols.includes(url.protocol) ? text.replace(/\/+$/, '') : undefined;
}
