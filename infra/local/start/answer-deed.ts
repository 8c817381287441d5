import type { ConditionType } from '../../../src/contract/events/event-names.ts';
import { secondsInWords } from '../../../src/core/duration-words.ts';
import {
  type ApplicationDeed,
  type Deed,
  isTenantDeed,
  type RoleDeed,
  type ServiceDeed,
  type TenantVerb,
} from '../scenario/scenario.ts';
import type { Rules } from './rules.ts';

/** What the answer to a deed depends on. */
export interface Circumstances {
  readonly rules: Rules;
  readonly pollSeconds: number;
  /** How long a token lasts. */
  readonly tokenSeconds: number;
  /** The application or the tenant that was meant, as a person calls it; undefined for a deed on a service or a role. */
  readonly name: string | undefined;
  /** What was true of its jobs before. */
  readonly before: ReadonlySet<ConditionType>;
}

/** A sentence that says what will come of a deed, and when. */
export function answerDeed(deed: Deed, circumstances: Circumstances): string {
  if (isTenantDeed(deed)) return answerTenant(deed.verb, circumstances.name ?? deed.tenant, circumstances);
  if ('role' in deed) return answerRole(deed, circumstances);
  return 'service' in deed ? answerService(deed) : answerApplication(deed, circumstances);
}

function answerApplication(deed: ApplicationDeed, circumstances: Circumstances): string {
  const { rules, before, name = deed.application } = circumstances;
  const quarantined = before.has('quarantine');
  const [one, two] = [pollsInWords(1, circumstances), pollsInWords(2, circumstances)];
  const asked = (condition: ConditionType, words: string) =>
    rules.asked.has(condition)
      ? words
      : `the page shows it, and no event is sent, since CONDITIONS does not ask for ${condition}`;
  switch (deed.verb) {
    case 'fail':
      return quarantined
        ? `${name} was in quarantine already and is now in a later one: ${one} sends that the former is superseded, and that this one began.`
        : `${name} is in quarantine: ${one} sees it and sends that it began.`;
    case 'retry':
      return `The retry of ${name} failed too: the same quarantine goes on, and no event is sent for that.`;
    case 'heal':
      return before.size === 0
        ? `A cycle of ${name} succeeded. Nothing was known to be wrong with it, so no event is sent.`
        : `A cycle of ${name} succeeded: ${two} have to see it, then it is sent that all is over.`;
    case 'giveUp':
      return `Entra has given ${name} up: ${asked('halt', `a halt begins once that has lasted ${wordsOf(rules.haltAfterMs)}`)}; its quarantine is not cleared.`;
    case 'pause':
    case 'disable': {
      const what = deed.verb === 'pause' ? 'is paused' : 'has its schedule switched off';
      const kept = quarantined ? ' Its quarantine is not cleared by that.' : '';
      return `${name} ${what}: ${asked('halt', `a halt begins once that has lasted ${wordsOf(rules.haltAfterMs)}`)}.${kept}`;
    }
    case 'start':
      return `${name} is started: what ends by that is sent when ${two} have seen it.`;
    case 'stall':
      return `No cycle of ${name} ends any more, though it looks active: ${asked('overdue', `it is overdue after ${wordsOf(rules.overdueAfterMs)} or four times its interval, whichever is longer`)}.`;
    case 'run':
      return `Cycles of ${name} end again: where it was overdue, ${one} sends that it caught up.`;
    case 'failObjects':
      if (deed.count === 0)
        return `No object of ${name} fails any more: where failures were open, they are cleared once that has lasted ${wordsOf(rules.failuresClearAfterMs)}.`;
      if (deed.count < rules.failuresFrom)
        return `${deed.count} objects of ${name} fail in each cycle: too few to be a condition (FAILURES_FROM is ${rules.failuresFrom}).`;
      return `${deed.count} objects of ${name} fail in each cycle: ${asked('failures', `${two} have to see it, then it is sent`)}.`;
    case 'delete':
      return `${name} is deleted: ${two} have to miss it, then what was open of it is cleared${rules.asked.has('jobs') ? ', and it is sent that its job is gone' : ''}.`;
    case 'restore':
      return `${name} is restored with its jobs: they are read again at the next discovery, some seconds from now.`;
    case 'throttle':
      return `Graph answers 429 for the jobs of ${name}: the next poll waits as it is asked to, then calls them unreadable and clears nothing. 'serve' ends it.`;
    case 'serve':
      return `Graph serves the jobs of ${name} again: ${one} reads them.`;
    case 'poison':
      return `A gateway's page stands in place of the jobs of ${name}: the next poll asks again for some seconds, then calls them unreadable and clears nothing. 'cure' ends it.`;
    case 'cure':
      return `The jobs of ${name} are answered again: ${one} reads them.`;
  }
}

function answerService({ verb, service }: ServiceDeed): string {
  if (verb === 'lose')
    return 'The table was deleted in the middle of a poll, which fails. The next one discovers the tenant again, and sends what is open as new events of the same episodes.';
  return (verb === 'down' ? gone : back)[service];
}

const gone: Readonly<Record<ServiceDeed['service'], string>> = {
  graph:
    "Graph answers 503: the next poll retries Graph for about 15 seconds, then says that it failed. Nothing is cleared meanwhile. 'up graph' ends it.",
  identity:
    "No new tokens are issued. Tokens in hand stay good until they are about to expire, so nothing is to be seen until then. 'up identity' ends it.",
  tables:
    "Table Storage is away: the next poll retries for some seconds, then fails, and the page says that it cannot read what is stored. 'up tables' ends it.",
  bus: "Service Bus is away: polls go on, and what they find waits in the table. 'up bus' ends it.",
};
const back: Readonly<Record<ServiceDeed['service'], string>> = {
  graph:
    'Graph answers again: the next poll reads what happened meanwhile. One that failed is tried again after half a minute at most.',
  identity: 'Tokens are issued again: the next poll has one.',
  tables:
    'Table Storage is back. A poll that the outage broke off keeps its claim for half a minute at most; after that the next one works.',
  bus: 'Service Bus is back: within half a minute the subscriber has found it again, and a poll has sent what waits, in its order.',
};

function answerTenant(verb: TenantVerb, name: string, circumstances: Circumstances): string {
  const [one, when] = [pollsInWords(1, circumstances), tokenInWords(circumstances)];
  switch (verb) {
    case 'withdraw':
      return `The consent of ${name} is withdrawn, which shows ${when}: nothing of it can be read then, nothing is cleared, and the other tenants go on. 'consent' gives it again.`;
    case 'consent':
      return `The consent of ${name} is given again: ${one} that has a token reads what happened meanwhile.`;
    case 'limit':
      return `Graph answers 429 for ${name}: its polls wait as they are asked to, then call its jobs unreadable, and clear nothing. 'unlimit' ends it.`;
    case 'unlimit':
      return `Graph serves ${name} again: ${one} reads it.`;
    case 'slow':
      return `Each answer of Graph takes long for ${name}: while one poll of it is under way, the messages for the next ones are skipped. 'hasten' ends it.`;
    case 'hasten':
      return `Graph is quick again for ${name}.`;
  }
}

function answerRole({ verb, role }: RoleDeed, circumstances: Circumstances): string {
  const when = tokenInWords(circumstances);
  return verb === 'deny'
    ? `The connector loses ${role} ${when}. From then on it says what it may not read, and clears nothing.`
    : `The connector has ${role} again ${when}. The poll after that reads everything.`;
}

function tokenInWords({ tokenSeconds }: Circumstances): string {
  return tokenSeconds < 600
    ? 'within seconds, with the next token'
    : `with the next token: in about ${secondsInWords(tokenSeconds)}`;
}

function pollsInWords(count: number, { pollSeconds }: Circumstances): string {
  const within = secondsInWords(count * pollSeconds);
  return count === 1
    ? `the next poll (within ${within})`
    : `${count === 2 ? 'two' : count} polls (about ${within})`;
}

function wordsOf(milliseconds: number): string {
  return secondsInWords(Math.round(milliseconds / 1000));
}
