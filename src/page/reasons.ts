import type { ShownEpisode } from '../contract/answers/history.ts';
import type { JobSummary } from '../contract/answers/job.ts';
import { isJsonObject } from '../core/json.ts';
import { code, foreign, type Html, html, shownText } from './html.ts';

/**
 * The reasons that Graph documents, for a person; others are shown by their code.
 *
 * @see https://learn.microsoft.com/graph/api/resources/synchronization-synchronizationquarantine
 */
const reasons: Readonly<Record<string, string>> = {
  EncounteredBaseEscrowThreshold: 'Too many objects fail in the application',
  EncounteredTotalEscrowThreshold: 'Too many objects fail in the application',
  EncounteredEscrowProportionThreshold: 'Too large a share of the objects fails in the application',
  EncounteredQuarantineException: 'The application cannot be reached, or refuses the connection',
  TooManyDeletes: 'More deletions at once than the job allows',
  IngestionInterrupted: 'Reading the source was interrupted',
  QuarantinedOnDemand: 'Put into quarantine on demand',
  Unknown: 'Entra knows no reason',
};

/** Undefined for a reason that is not documented. */
function reasonInWords(reason: string | null): string | undefined {
  return reason === null || !Object.hasOwn(reasons, reason) ? undefined : reasons[reason];
}

/** Why a job is in quarantine: in words, by its codes, and with the text of the error. */
export function reasonLines({ reason, errorCode, deleteThreshold, quarantine }: JobSummary): Html {
  const words = reasonInWords(reason);
  const codes = [reason, errorCode].filter((one): one is string => one !== null);
  const message = messageOf(quarantine);
  const threshold =
    reason === 'TooManyDeletes' && deleteThreshold !== null
      ? ` (threshold ${shownText(deleteThreshold, 20)})`
      : '';
  return html`<p class="reason">${words ?? unknownReason(reason)}${threshold}</p>
  ${codes.length > 0 && html`<p class="codes">${codes.map((one) => code(one, 256))}</p>`}
  ${message !== '' && html`<blockquote>${foreign(message, 600)}</blockquote>`}`;
}

function unknownReason(reason: string | null): string {
  return reason === null ? 'Entra gives no reason' : 'A reason that is not documented';
}

function messageOf(quarantine: JobSummary['quarantine']): string {
  const error = quarantine?.error;
  return isJsonObject(error) && typeof error.message === 'string' ? error.message.trim() : '';
}

/** One reason of a quarantine, in a list of them. */
export function reasonLine({ reason, errorCode }: ShownEpisode['reasons'][number]): Html {
  return html`<li>${reasonInWords(reason) ?? 'No documented reason'} ${reason !== null && code(reason, 128)} ${errorCode !== null && code(errorCode, 128)}</li>`;
}
