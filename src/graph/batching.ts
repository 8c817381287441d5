import { isClaimsChallenge } from './failure-cause.ts';
import { isNotFound, isRead, type RequestOutcome, verdictOf } from './outcome.ts';

/** Paths kept out of batches at most; those that were noted first are let in again. */
const maxPathsKeptOut = 1000;

/** What this process has learnt about `$batch`. Nobody documents that the URLs of jobs can be batched. */
export class Batching {
  /** Paths whose body is not JSON: inside a batch it can make the whole response unreadable. */
  readonly #keptOut = new Set<string>();
  /** Whether any batch has ever brought what was asked for. */
  #isProven = false;
  #isGivenUp = false;

  /** Whether a path may be asked for inside a batch. */
  admits(path: string): boolean {
    return !this.#isGivenUp && !this.#keptOut.has(path);
  }

  /** Takes notice of a batch's outcomes. To be called before `isConclusive` judges any of them. */
  noteBatch(outcomes: readonly RequestOutcome[]): void {
    this.#isProven ||= outcomes.some(isRead);
  }

  /** Whether an outcome inside a batch says something about what was asked for; if not, it is to be asked for alone. */
  isConclusive(outcome: RequestOutcome): boolean {
    if (outcome.kind === 'noResponse') return outcome.remedy !== 'alone';
    // If Graph did not know these URLs inside a batch, each could be a 404, and the connector would be blind without knowing.
    if (isNotFound(outcome)) return this.#isProven;
    // Outside a batch the pipeline sees the challenge, and gets the token that it wants.
    if (outcome.status === 401 && isClaimsChallenge(outcome)) return false;
    // A body that is no object, with a good status, is a fault of the batch.
    const verdict = verdictOf(outcome.status);
    return verdict === 'read' ? isRead(outcome) : verdict !== 'unknown';
  }

  /** Takes notice of the outcome of a path that was asked for alone. */
  noteAlone(path: string, outcome: RequestOutcome): void {
    if (outcome.kind === 'noResponse') return;
    this.#keptOut.delete(path);
    if (outcome.body !== undefined) return;
    const [oldest] = this.#keptOut;
    if (oldest !== undefined && this.#keptOut.size >= maxPathsKeptOut) this.#keptOut.delete(oldest);
    this.#keptOut.add(path);
  }

  /**
   * Gives batches up for the life of the process when this one said nothing, most of it could be read alone, and no batch
   * ever brought anything.
   *
   * @param readAlone how many of its paths were then read alone
   * @returns whether it gave them up just now
   */
  giveUpAfter(outcomes: readonly RequestOutcome[], readAlone: number): boolean {
    if (this.#isProven || this.#isGivenUp || !outcomes.every(saysNothing)) return false;
    this.#isGivenUp = readAlone * 2 > outcomes.length;
    return this.#isGivenUp;
  }
}

/** A single response that cannot be taken apart is no sign that Graph does not batch. */
function saysNothing(outcome: RequestOutcome): boolean {
  return outcome.kind === 'response' && verdictOf(outcome.status) === 'unknown';
}
