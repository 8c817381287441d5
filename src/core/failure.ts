/** Something a run could not read, write or send. Equal failures are one, with a count. */
export interface Failure {
  /** The first names of what it is about: see `aboutNames`. */
  readonly about: string;
  readonly cause: string;
  readonly detail: string;
  readonly count: number;
}

/**
 * What a failure is about, in words: `row a`, `rows a, b and 3 more`. Without names it is the thing itself.
 *
 * @param thing in the singular
 * @param names the first of them
 * @param count of all of them
 */
export function aboutNames(thing: string, names: readonly string[], count: number): string {
  if (names.length === 0) return thing;
  if (count === 1) return `${thing} ${names[0]}`;
  const others = count > names.length ? ` and ${count - names.length} more` : '';
  return `${pluralOf(thing)} ${names.join(', ')}${others}`;
}

/** The names out of what `aboutNames` gave, as far as they hold no comma. */
export function namesIn(about: string, thing: string): string[] {
  const start = [pluralOf(thing), thing].find((word) => about.startsWith(`${word} `));
  if (start === undefined) return [];
  return about
    .slice(start.length + 1)
    .replace(/ and \d+ more$/, '')
    .split(', ');
}

function pluralOf(thing: string): string {
  return thing.endsWith('y') ? `${thing.slice(0, -1)}ies` : `${thing}s`;
}
