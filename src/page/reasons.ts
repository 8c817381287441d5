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

/** Why a job is in quarantine: in words, by its codes, and with the text of the error. */
export function quarantineReason({ reason, errorCode, deleteThreshold, quarantine }: JobSummary): Html {
  const codes = [reason, errorCode].filter((one): one is string => one !== null);
  const message = messageOf(quarantine);
  const threshold =
    reason === 'TooManyDeletes' && deleteThreshold !== null
      ? ` (threshold ${shownText(deleteThreshold, 20)})`
      : '';
  return html`<p class="reason">${reasonInWords('quarantine', reason)}${threshold}</p>
  ${codes.length > 0 && html`<p class="codes">${codes.map((one) => code(one, 256))}</p>`}
  ${message !== '' && html`<blockquote>${foreign(message, 600)}</blockquote>`}`;
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
