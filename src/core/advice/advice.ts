import { type ConditionType, conditionTypes } from '../../contract/events/event-names.ts';
import type { AdviceCause, AdviceWhere } from './cause.ts';
import { failuresRowOf, failuresRows } from './failures.ts';
import { haltRowOf, haltRows } from './halt.ts';
import { overdueRowOf, overdueRows } from './overdue.ts';
import { portalLinks } from './pages.ts';
import { inQuarantine, quarantineRowOf, quarantineRows } from './quarantine.ts';
import type { AdviceCommand, AdviceLink, Row, Said } from './row.ts';

/** What a person can do about one condition of a job. */
export interface Advice {
  readonly condition: ConditionType;
  /** Name of the row: an open enumeration, stable enough to route by. `unknown` where Entra gives no reason that is known. */
  readonly id: string;
  readonly summary: string;
  readonly steps: readonly string[];
  readonly commands: readonly AdviceCommand[];
  readonly links: readonly AdviceLink[];
}

/** All rows, by condition and name. */
export const adviceRows: Readonly<Record<ConditionType, Readonly<Record<string, Row>>>> = {
  quarantine: quarantineRows,
  halt: haltRows,
  overdue: overdueRows,
  failures: failuresRows,
};

/** The names of all rows, in the order of their conditions. */
export const adviceIds: readonly string[] = [
  ...new Set(conditionTypes.flatMap((type) => Object.keys(adviceRows[type]))),
];

/** Which row holds, without its texts: cheap enough for every event and every line of a list. */
export function adviceIdOf(cause: AdviceCause): string {
  switch (cause.condition) {
    case 'quarantine':
      return quarantineRowOf(cause);
    case 'halt':
      return haltRowOf(cause);
    case 'overdue':
      return overdueRowOf(cause);
    case 'failures':
      return failuresRowOf(cause);
  }
}

/**
 * The advice for one open condition. Nothing in it was tried in a real tenant: it rests on Microsoft's pages, which are linked, and says
 * where it goes beyond them.
 */
export function adviceOf(cause: AdviceCause, where: AdviceWhere): Advice {
  const { summary, steps, commands, pages } = said(cause, where);
  const isStopped = cause.quarantineOpen && cause.haltOpen;
  const leads = isStopped && (cause.condition === 'quarantine' || cause.condition === 'halt');
  return {
    condition: cause.condition,
    id: adviceIdOf(cause),
    summary: leads ? `Stopped: Entra does not retry. ${summary}` : summary,
    steps,
    commands,
    links: [...pages, ...portalLinks(cause.kind, where)],
  };
}

function said(cause: AdviceCause, where: AdviceWhere): Said {
  switch (cause.condition) {
    case 'quarantine':
      return inQuarantine(quarantineRows[quarantineRowOf(cause)](cause, where), cause, where);
    case 'halt':
      return haltRows[haltRowOf(cause)](cause, where);
    case 'overdue':
      return overdueRows[overdueRowOf(cause)](cause, where);
    case 'failures':
      return failuresRows[failuresRowOf(cause)](cause, where);
  }
}
