import type { ShownCondition } from '../contract/answers/condition.ts';
import type { ShownEpisode } from '../contract/answers/history.ts';
import type { JobSummary } from '../contract/answers/job.ts';
import type { ConditionType, HaltReason, OverdueReason } from '../contract/events/event-names.ts';
import { isJsonObject } from '../core/json.ts';
import { code, foreign, type Html, html, shownText } from './html.ts';

/**
 * The reasons of a quarantine that Graph documents, for a person; others are shown by their code.
 *
 * @see https://learn.microsoft.com/graph/api/resources/synchronization-synchronizationquarantine
 */
const ofQuarantine: Readonly<Record<string, string>> = {
  EncounteredBaseEscrowThreshold: 'Too many objects fail in the application',
  EncounteredTotalEscrowThreshold: 'Too many objects fail in the application',
  EncounteredEscrowProportionThreshold: 'Too large a share of the objects fails in the application',
  EncounteredQuarantineException: 'The application cannot be reached, or refuses the connection',
  TooManyDeletes: 'More deletions at once than the job allows',
  IngestionInterrupted: 'Reading the source was interrupted',
  QuarantinedOnDemand: 'Put into quarantine on demand',
  Unknown: 'Entra knows no reason',
};

const ofHalt: Readonly<Record<HaltReason, string>> = {
  disabledInQuarantine: 'Entra switched it off after four weeks in quarantine (inferred from the dates)',
  escrowsPruned: 'Too many errors in the first cycle: Entra dropped the list of them, and waits',
  notConfigured: 'Entra has no authorization for the application',
  disabled: 'Its schedule is switched off',
  paused: 'It is paused',
};

const ofOverdue: Readonly<Record<OverdueReason, string>> = {
  notRunning: 'It should have run by now, and has not',
  initialCycle: 'Its first cycle is not done yet',
  backlog: 'It runs, but does not catch up',
};

const reasons: ReadonlyMap<string, Readonly<Record<string, string>>> = new Map(
  Object.entries({
    quarantine: ofQuarantine,
    halt: ofHalt,
    overdue: ofOverdue,
    failures: { objectsFail: 'It runs, but objects fail in it' },
  } satisfies Record<ConditionType, Readonly<Record<string, string>>>),
);

/** Why a condition holds, as a sentence. */
export function reasonInWords(condition: ConditionType, reason: string | null): string {
  if (reason === null) return condition === 'quarantine' ? 'Entra gives no reason' : 'No reason is known';
  return knownReason(condition, reason) ?? 'A reason that is not documented';
}

/** Undefined for one that is not documented. */
function knownReason(condition: string, reason: string | null): string | undefined {
  const known = reasons.get(condition) ?? {};
  return reason === null || !Object.hasOwn(known, reason) ? undefined : known[reason];
}

/** What the code of the error says more exactly than the reason, by the advice that it leads to. */
const byAdvice: ReadonlyMap<string, string> = new Map([
  ['credentials', 'The application no longer accepts the credentials that Entra has'],
  ['scimIncompatible', 'The application answers something that is not SCIM'],
  ['agentNone', 'No provisioning agent serves this domain'],
  ['agentDown', 'The provisioning agent does not run, or cannot reach Azure'],
]);

function quarantineInWords({ reason, errorCode, deleteThreshold, advice }: JobSummary): string {
  const exact = byAdvice.get(advice.find(({ condition }) => condition === 'quarantine')?.id ?? '');
  if (exact !== undefined) return exact;
  const hasLimit = reason === 'TooManyDeletes' && deleteThreshold !== null;
  const limit = hasLimit ? ` (threshold ${shownText(deleteThreshold, 20)})` : '';
  return `${codesInWords(reason, errorCode)}${limit}`;
}

/** Why a job is in quarantine, by the codes that Entra gives. */
export function codesInWords(reason: string | null, errorCode: string | null): string {
  if (reason === null && errorCode !== null) return 'Entra gives no reason but the code of an error';
  return reasonInWords('quarantine', reason);
}

/** Why a job is in quarantine: in words, by its codes, and with the text of the error. */
export function quarantineReason(job: JobSummary): Html {
  return html`<p class="reason">${quarantineInWords(job)}</p>
  ${quarantineDetail(job)}`;
}

/** The codes that Entra gives, and the text of its error. */
export function quarantineDetail({ reason, errorCode, quarantine }: JobSummary): Html {
  const codes = [reason, errorCode].filter((one): one is string => one !== null);
  const message = messageOf(quarantine);
  return html`${codes.length > 0 && html`<p class="codes">${codes.map((one) => code(one, 256))}</p>`}
  ${message !== '' && html`<blockquote>${foreign(message, 600)}</blockquote>`}`;
}

/** Why the worst of what is wrong with a job is so, in a few words. */
export function shortReason(job: JobSummary, { type, reason }: ShownCondition): string {
  return type === 'quarantine' ? quarantineInWords(job) : reasonInWords(type, reason);
}

function messageOf(quarantine: JobSummary['quarantine']): string {
  const error = quarantine?.error;
  return isJsonObject(error) && typeof error.message === 'string' ? error.message.trim() : '';
}

/** The reasons of an episode: in words, and by the codes that Graph gave. */
export function reasonList({ condition, reasons: all }: ShownEpisode): Html {
  return html`<ul>${all.map(
    ({ reason, errorCode }) =>
      html`<li>${knownReason(condition, reason) ?? 'No documented reason'}${
        condition === 'quarantine' && reason !== null && html` ${code(reason, 128)}`
      }${errorCode !== null && html` ${code(errorCode, 128)}`}</li>`,
  )}</ul>`;
}
