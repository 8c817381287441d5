import { boundedText } from '../core/bounded-text.ts';
import type { Wanted } from './wanted.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads settings by their names and collects what is wrong with them, so that every mistake can be reported at once. What is wrong is read
 * as undefined, whatever its type says: look at `mistakes` before using anything.
 */
export class SettingReader<Name extends string = string> {
  /** Each names the setting, what is wrong with it and the fix; without a full stop. */
  readonly mistakes: string[] = [];
  /** Every name that was read. */
  readonly names = new Set<Name>();
  readonly #texts: Readonly<Record<Name, string | undefined>>;

  constructor(texts: Readonly<Record<Name, string | undefined>>) {
    this.#texts = texts;
  }

  /** Undefined where the setting is not set. */
  text(name: Name): string | undefined {
    this.names.add(name);
    return given(this.#texts[name]);
  }

  required<T>(name: Name, wanted: Wanted<T>): T {
    if (this.text(name) === undefined) this.mistakes.push(`${name} is missing: ${fix(wanted)}`);
    return this.optional(name, wanted, undefined as T);
  }

  optional<T, const D>(name: Name, wanted: Wanted<T>, fallback: D): T | D {
    const text = this.text(name);
    if (text === undefined) return fallback;
    const value = wanted.read(text);
    if (value === undefined) this.mistakes.push(`${name} is ${shown(text)}: ${fix(wanted)}`);
    return value as T;
  }
}

/** A setting that holds blanks only is not set: portals and templates leave such ones behind. */
export function given(text: string | undefined): string | undefined {
  return text?.trim() || undefined;
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
