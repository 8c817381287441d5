import { isNotFound } from './graph-error.ts';
import { isRead, type Outcome, verdictOf } from './outcome.ts';

/** What a process has learnt about asking in a `$batch`. Nobody documents that the URLs of jobs can be batched. */
export interface Batching {
  /** Whether a path may be asked in a batch. */
  admits(path: string): boolean;
  /** Takes notice of a batch's outcomes. To be called before any of them is judged by `believes`. */
  noteBatch(outcomes: readonly Outcome[]): void;
  /** Whether an outcome inside a batch says something about what was asked; if not, it is to be asked alone. */
  believes(outcome: Outcome): boolean;
  /** Takes notice of the outcome of a path that was asked alone. */
  noteAlone(path: string, outcome: Outcome): void;
  /**
   * Gives batches up for the life of the process when this one told nothing, most of it could be read alone, and no batch
   * ever brought anything.
   *
   * @param readAlone how many of its paths were then read alone
   * @returns whether it gave them up just now
   */
  giveUpAfter(outcomes: readonly Outcome[], readAlone: number): boolean;
}

/** Paths kept out of batches at most; those noted first are let in again. */
const mostSpoilers = 1000;

export function createBatching(): Batching {
  /** Paths whose answer is not JSON: inside a batch it can make the whole answer unreadable. */
  const spoilers = new Set<string>();
  let isProven = false;
  let isGivenUp = false;
  return {
    admits: (path) => !isGivenUp && !spoilers.has(path),
    noteBatch(outcomes) {
      isProven ||= outcomes.some(isRead);
    },
    believes(outcome) {
      if (outcome.kind === 'noAnswer') return outcome.remedy !== 'alone';
      // Were these URLs unknown inside a batch, each could be a 404, and the connector blind without knowing.
      if (isNotFound(outcome)) return isProven;
      // A body that is no object, beside a good status, is a fault of the envelope.
      const verdict = verdictOf(outcome.status);
      return verdict === 'read' ? isRead(outcome) : verdict !== 'unknown';
    },
    noteAlone(path, outcome) {
      if (outcome.kind === 'noAnswer') return;
      spoilers.delete(path);
      if (outcome.body !== undefined) return;
      const [oldest] = spoilers;
      if (oldest !== undefined && spoilers.size >= mostSpoilers) spoilers.delete(oldest);
      spoilers.add(path);
    },
    giveUpAfter(outcomes, readAlone) {
      if (isProven || isGivenUp || !outcomes.every(toldNothing)) return false;
      isGivenUp = readAlone * 2 > outcomes.length;
      return isGivenUp;
    },
  };
}

/** A fault of one envelope is no sign that Graph does not batch. */
function toldNothing(outcome: Outcome): boolean {
  return outcome.kind === 'answer' && verdictOf(outcome.status) === 'unknown';
}
