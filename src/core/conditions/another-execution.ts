import { graphInstant, type Instant, isLaterDate } from '../instant.ts';
import type { Doubt } from './record.ts';

interface Seen {
  readonly execution: string | undefined;
  readonly endedAt: Instant | undefined;
}

/**
 * Whether an answer shows a later execution than the one that raised the doubt. Two names alone do not say it: Graph may leave the id out of
 * one answer, and replicas round an end where others cut it. So the end has to be later; where both have an id, that has to differ too.
 */
export function isAnotherExecution(seen: Seen, first: Doubt): boolean {
  const id = idOf(seen);
  const firstId = idOf(first);
  if (id !== undefined && id === firstId) return false;
  const endedAt = first.endedAt ?? (firstId === undefined ? first.execution : undefined);
  // A doubt of before ends were kept with it has the id alone: it is compared by that, or else by when the doubt arose, which was after that end.
  if (endedAt === undefined && id !== undefined && firstId !== undefined) return true;
  return seen.endedAt !== undefined && isLaterDate(seen.endedAt, endedAt ?? first.since);
}

/** The id by which an execution is named; undefined where it is named by its end. */
function idOf({ execution }: Seen | Doubt): string | undefined {
  return graphInstant(execution) === execution ? undefined : execution;
}
