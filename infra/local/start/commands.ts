import { causeOf, reasons } from '../scenario/quarantine-causes.ts';
import {
  type Deed,
  plainVerbs,
  type Role,
  roles,
  type Service,
  services,
  tenantVerbs,
} from '../scenario/scenario.ts';

/** What a person may ask for while it runs. */
export type Command =
  | { readonly kind: 'deed'; readonly deed: Deed }
  | { readonly kind: 'jobs'; readonly part: string; readonly tenant?: string }
  | { readonly kind: 'poll' | 'health' | 'curl' | 'play' | 'help' | 'quit' };

export const commandHelp = `Type what is to happen. A word of an application's name is enough; Tab helps.

  fail NAME [REASON]     its job goes into quarantine
  retry NAME             the retry fails too
  heal NAME              a cycle succeeds: all is well
  give-up NAME [paused]  after four weeks Entra gives up
  pause NAME             its admin pauses it
  disable NAME           its schedule is switched off
  start NAME             its admin starts it
  stall NAME             active, but no cycle ends
  run NAME               a cycle ends, and more after it
  fail-objects NAME N    so many objects fail; 0 mends them
  delete NAME            the application is deleted
  restore NAME           and restored

  down SERVICE           ${services.join(', ')} goes away
  up SERVICE             and is back
  throttle NAME          Graph answers 429 for its jobs
  serve NAME             and serves them again
  poison NAME            a gateway's page spoils its answers
  cure NAME              and is gone again
  deny ROLE              the connector loses an app role of Graph
  grant ROLE             and has it again
  lose tables            all that the table holds is gone

  withdraw TENANT        its admin takes the consent back
  consent TENANT         and gives it again
  limit TENANT           Graph answers 429 for it
  unlimit TENANT         and serves it again
  slow TENANT            each answer of Graph takes long
  hasten TENANT          and comes at once again

  jobs [PART]            what Entra holds, by state
  health                 what the connector says of itself
  poll                   the connector polls now
  curl                   what to ask the connector from another terminal
  play                   the scenario, once more
  help                   this text
  exit, quit             stops everything

What is done to an application, a role or jobs is done in the home tenant, or
where 'in TENANT' says at the end, such as 'fail zendesk in fabrikam'.

REASON is one of
  ${reasons.join('\n  ')}
ROLE is ${roles.join(' or ')}.
The next token has it, or has it not: within seconds in the scenarios blind
and quiet, else after a day.`;

/** Commands of one word, and what they mean. */
const plainKinds = {
  poll: 'poll',
  health: 'health',
  curl: 'curl',
  play: 'play',
  help: 'help',
  exit: 'quit',
  quit: 'quit',
} as const;
export const plainCommands: readonly string[] = Object.keys(plainKinds);
const retryAfterSeconds = 5;

/** What a person may mean by a name. */
export interface Names {
  /** Whether an application is meant: what follows its name is then no part of it. */
  isApplication(name: string, tenant: string | undefined): boolean;
  /** Whether a tenant is meant: `in` and its name are then no part of the rest. */
  isTenant(name: string): boolean;
}

const noNames: Names = { isApplication: () => false, isTenant: () => false };

/**
 * Reads a line that a person typed; undefined for an empty one.
 *
 * @throws Error that says what would be right
 */
export function parseCommand(line: string, names: Names = noNames): Command | undefined {
  const [, what = '', tenant = ''] = /^(.*\S)\s+in\s+(\S.*?)\s*$/i.exec(line) ?? [];
  if (!names.isTenant(tenant)) return parse(line, (name) => names.isApplication(name, undefined));
  const command = parse(what, (name) => names.isApplication(name, tenant));
  if (command?.kind === 'jobs') return { ...command, tenant };
  if (command?.kind === 'deed' && ('application' in command.deed || 'role' in command.deed))
    return deed({ ...command.deed, tenant });
  throw new Error(`'${what}' is not done in one tenant. 'help' lists what is.`);
}

function parse(line: string, isName: (name: string) => boolean): Command | undefined {
  const [, verb = '', rest = ''] = /^\s*(\S+)\s*(.*?)\s*$/.exec(line) ?? [];
  if (verb === '') return undefined;
  const word = verb.toLowerCase();
  if (isPlain(word)) return { kind: plainKinds[word] };
  if (word === 'jobs') return { kind: 'jobs', part: rest };
  if (word === 'down' || word === 'up') return deed({ verb: word, service: serviceOf(word, rest) });
  if (word === 'lose') return deed({ verb: word, service: tables(rest) });
  if (word === 'deny' || word === 'grant') return deed({ verb: word, role: roleOf(word, rest) });
  if (word === 'fail') return deed(failing(rest, isName));
  if (word === 'fail-objects') return deed(failingObjects(rest));
  if (word === 'give-up') return deed(givenUp(rest));
  if (word === 'throttle') return deed({ verb: word, application: named(word, rest), retryAfterSeconds });
  const ofTenant = tenantVerbs.find((candidate) => candidate === word);
  if (ofTenant) return deed({ verb: ofTenant, tenant: tenantNamed(ofTenant, rest) });
  const known = plainVerbs.find((candidate) => candidate === word);
  if (known) return deed({ verb: known, application: named(known, rest) });
  throw new Error(`There is no command '${verb}'. 'help' lists them.`);
}

const deed = (done: Deed): Command => ({ kind: 'deed', deed: done });

function isPlain(word: string): word is keyof typeof plainKinds {
  return Object.hasOwn(plainKinds, word);
}

function failing(rest: string, isName: (name: string) => boolean): Deed {
  const [, name = '', last = ''] = /^(.*?)\s*(\S*)$/.exec(rest) ?? [];
  const reason = reasons.find((known) => known.toLowerCase() === last.toLowerCase());
  if (!reason && !isName(rest) && isName(name))
    throw new Error(`'${last}' is no reason of a quarantine. Graph gives one of ${reasons.join(', ')}.`);
  const application = named('fail', reason ? name : rest);
  return { verb: 'fail', application, ...causeOf(reason ?? 'EncounteredQuarantineException') };
}

function failingObjects(rest: string): Deed {
  const [, name = '', number] = /^(.*?)\s+(\d{1,7})$/.exec(rest) ?? [];
  if (name === '' || number === undefined)
    throw new Error(
      "'fail-objects' wants the name of an application and how many objects fail, such as 'fail-objects box 40'; 0 mends them.",
    );
  return { verb: 'failObjects', application: name, count: Number(number) };
}

/** The two ways in which Entra may show it. */
function givenUp(rest: string): Deed {
  const [, name = '', paused] = /^(.*?)(\s+paused)?$/i.exec(rest) ?? [];
  const shows = paused === undefined ? 'quarantine' : 'pause';
  return { verb: 'giveUp', application: named('give-up', name), shows };
}

function named(verb: string, name: string): string {
  if (name === '') throw new Error(`'${verb}' wants the name of an application. 'jobs' lists them.`);
  return name;
}

function tenantNamed(verb: string, name: string): string {
  if (name === '') throw new Error(`'${verb}' wants the name of a tenant, such as '${verb} contoso'.`);
  return name;
}

function tables(name: string): 'tables' {
  if (name.toLowerCase() === 'tables') return 'tables';
  throw new Error(`'lose' wants tables, not '${name}': nothing else keeps anything.`);
}

function roleOf(verb: string, name: string): Role {
  const role = roles.find((known) => known.toLowerCase() === name.toLowerCase());
  if (!role) throw new Error(`'${verb}' wants one of ${roles.join(', ')}, not '${name}'.`);
  return role;
}

function serviceOf(verb: string, name: string): Service {
  const service = services.find((known) => known === name.toLowerCase());
  if (!service) throw new Error(`'${verb}' wants one of ${services.join(', ')}, not '${name}'.`);
  return service;
}
