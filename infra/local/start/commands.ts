import { causeOf, reasons } from '../scenario/quarantine-causes.ts';
import { type Deed, type Service, services } from '../scenario/scenario.ts';

/** What a person may ask for while it runs. */
export type Command =
  | { readonly kind: 'deed'; readonly deed: Deed }
  | { readonly kind: 'jobs'; readonly part: string }
  | { readonly kind: 'poll' | 'play' | 'help' | 'quit' };

export const commandHelp = `Type what is to happen (a part of an application's name is enough):

  fail NAME [REASON]   its job goes into quarantine          down SERVICE   ${services.join(', ')} goes away
  retry NAME           the retry fails too                   up SERVICE     and is back
  heal NAME            a cycle succeeds: it is lifted        throttle NAME  Graph answers 429 for its jobs
  pause NAME           its admin pauses it                   serve NAME     and serves them again
  start NAME           its admin starts it                   poll           the connector polls now
  delete NAME          the application is deleted            jobs [PART]    what Entra holds, by state
  restore NAME         and restored                          play           the scenario, once more
                                                             help, quit

REASON is one of ${reasons.join(', ')}.`;

const applicationVerbs = ['retry', 'heal', 'pause', 'start', 'delete', 'restore', 'serve'] as const;
const plainCommands = ['poll', 'play', 'help', 'quit'] as const;
const retryAfterSeconds = 5;

/**
 * Reads a line that a person typed; undefined for an empty one.
 *
 * @throws Error that says what would be right
 */
export function parseCommand(line: string): Command | undefined {
  const [, verb = '', rest = ''] = /^\s*(\S+)\s*(.*?)\s*$/.exec(line) ?? [];
  if (verb === '') return undefined;
  const word = verb.toLowerCase();
  const plain = plainCommands.find((known) => known === word);
  if (plain) return { kind: plain };
  if (word === 'jobs') return { kind: 'jobs', part: rest };
  if (word === 'down' || word === 'up') return deed({ verb: word, service: serviceOf(word, rest) });
  if (word === 'fail') return deed(failing(rest));
  if (word === 'throttle') return deed({ verb: word, application: named(word, rest), retryAfterSeconds });
  const known = applicationVerbs.find((candidate) => candidate === word);
  if (known) return deed({ verb: known, application: named(known, rest) });
  throw new Error(`There is no command '${verb}'. 'help' lists them.`);
}

const deed = (done: Deed): Command => ({ kind: 'deed', deed: done });

function failing(rest: string): Deed {
  const [, name = '', last = ''] = /^(.*?)\s*(\S*)$/.exec(rest) ?? [];
  const reason = reasons.find((known) => known.toLowerCase() === last.toLowerCase());
  const application = named('fail', reason ? name : rest);
  return { verb: 'fail', application, ...causeOf(reason ?? 'EncounteredQuarantineException') };
}

function named(verb: string, name: string): string {
  if (name === '') throw new Error(`'${verb}' wants the name of an application. 'jobs' lists them.`);
  return name;
}

function serviceOf(verb: string, name: string): Service {
  const service = services.find((known) => known === name.toLowerCase());
  if (!service) throw new Error(`'${verb}' wants one of ${services.join(', ')}, not '${name}'.`);
  return service;
}
