import { reasons } from '../scenario/quarantine-causes.ts';
import { plainVerbs, roles, services, tenantVerbs } from '../scenario/scenario.ts';
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
const wantsTenant: ReadonlySet<string> = new Set(tenantVerbs);
const verbs: readonly string[] = [
  ...wantsName,
  ...wantsTenant,
  ...Object.keys(wantsOneOf),
  ...plainCommands,
].sort();

/**
 * What Tab can make of a line: commands, names of applications and of tenants and, after a name, reasons.
 *
 * @param names of the applications of every tenant
 * @returns the candidates, in the letters that were typed where these begin them, and the part of the line that they replace
 */
export function complete(
  line: string,
  names: readonly string[],
  tenants: readonly string[] = [],
): [readonly string[], string] {
  const [, verb = '', rest] = /^\s*(\S*)(?:\s+(.*))?$/.exec(line) ?? [];
  if (rest === undefined) return [beginningWith(verb, verbs, ' '), verb];
  const word = verb.toLowerCase();
  const among = wantsOneOf[word];
  if (among) return [beginningWith(rest, among), rest];
  const tenant = wantsTenant.has(word) ? rest : /(?:^|\s)in\s+(.*)$/i.exec(rest)?.[1];
  if (tenant !== undefined) return [beginningWith(tenant, tenants), tenant];
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
