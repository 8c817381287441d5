import { boundedText } from '../core/bounded-text.ts';
import { type Environment, given } from './setting-reader.ts';

/** A setting that has no effect, since its name is almost, but not quite, one that is known. */
export interface MisspelledSetting {
  readonly name: string;
  readonly meant: string;
}

/** @param known the names of all settings */
export function misspelledSettings(env: Environment, known: ReadonlySet<string>): MisspelledSetting[] {
  return Object.keys(env)
    .filter((name) => !known.has(name) && given(env[name]) !== undefined)
    .flatMap((name) => {
      const meant = [...known].find((one) => looksLike(name, one));
      // Where names have no case, as on Windows, both are one variable.
      return meant === undefined || env[meant] === env[name] ? [] : [{ name: boundedText(name, 100), meant }];
    })
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** Below this length two different letters easily make another program's name. */
const shortNameLength = 12;

function looksLike(name: string, known: string): boolean {
  const [letters, knownLetters] = [lettersOf(name), lettersOf(known)];
  // Few misspell the first letter, and many names of others differ in it.
  if (letters[0] !== knownLetters[0]) return false;
  return isWithin(knownLetters.length < shortNameLength ? 1 : 2, letters, knownLetters);
}

/** Names that differ only in case, underscores or hyphens are one. */
function lettersOf(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** Whether so many letters added, left out, changed or swapped with their neighbour make one text of the other. */
function isWithin(edits: number, one: string, other: string): boolean {
  let same = 0;
  while (same < one.length && one[same] === other[same]) same++;
  const [a, b] = [one.slice(same), other.slice(same)];
  if (a === '' && b === '') return true;
  if (edits === 0 || Math.abs(a.length - b.length) > edits) return false;
  const isSwapped = a.length > 1 && a[0] === b[1] && a[1] === b[0];
  return (
    isWithin(edits - 1, a.slice(1), b) ||
    isWithin(edits - 1, a, b.slice(1)) ||
    isWithin(edits - 1, a.slice(1), b.slice(1)) ||
    (isSwapped && isWithin(edits - 1, a.slice(2), b.slice(2)))
  );
}
