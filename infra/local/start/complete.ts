import { reasons } from '../scenario/quarantine-causes.ts';
import { plainVerbs, roles, services } from '../scenario/scenario.ts';
import { plainCommands } from './commands.ts';

const wantsName: ReadonlySet<string> = new Set([
  ...plainVerbs,
  'fail',
  'fail-objects',
  'give-up',
  'throttle',
  'jobs',
]);
const wantsOneOf: Readonly<Record<string, readonly string[]>> = {
  down: services,
  up: services,
  deny: roles,
  grant: roles,
  lose: ['tables'],
};
const verbs: readonly string[] = [...wantsName, ...Object.keys(wantsOneOf), ...plainCommands].sort();

/**
 * What Tab can make of a line: commands, names of applications and, after a name, reasons.
 *
 * @returns the candidates, in the letters that were typed where these begin them, and the part of the line that they replace
 */
export function complete(line: string, names: readonly string[]): [readonly string[], string] {
  const [, verb = '', rest] = /^\s*(\S*)(?:\s+(.*))?$/.exec(line) ?? [];
  if (rest === undefined) return [beginningWith(verb, verbs, ' '), verb];
  const word = verb.toLowerCase();
  const among = wantsOneOf[word];
  if (among) return [beginningWith(rest, among), rest];
  if (!wantsName.has(word)) return [[], line];
  const named = beginningWith(rest, names, word.startsWith('fail') ? ' ' : '');
  const last = /(?<=\s)\S*$/.exec(rest)?.[0];
  if (word !== 'fail' || last === undefined || named.length > 0) return [named, rest];
  return [beginningWith(last, reasons), last];
}

function beginningWith(part: string, candidates: readonly string[], end = ''): string[] {
  return candidates
    .filter((each) => each.toLowerCase().startsWith(part.toLowerCase()))
    .map((each) => part + each.slice(part.length) + end);
}
