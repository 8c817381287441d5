import { readGuid } from '../core/job-key.ts';

/** What a setting may hold, in code and in the words of the mistake that names it. */
export interface Wanted<T> {
  /** Undefined when the text is not acceptable. */
  read(text: string): T | undefined;
  /** Follows "set it to". */
  readonly wants: string;
  readonly example: string;
}

export function guid(wants: string): Wanted<string> {
  return { read: readGuid, wants, example: '8aaf3c1e-9d0b-4c55-a7b8-3f6f3f1c2d4e' };
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

/** A URL without credentials, query and fragment; read without a slash at its end. */
export function address(protocols: readonly string[], wants: string, example: string): Wanted<string> {
  return {
    read(text) {
      if (!URL.canParse(text)) return undefined;
      const url = new URL(text);
      const isPlain = !url.username && !url.password && !/[?#]/.test(text);
      return isPlain && protocols.includes(url.protocol) ? text.replace(/\/+$/, '') : undefined;
    },
    wants,
    example,
  };
}
