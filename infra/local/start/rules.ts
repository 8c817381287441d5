import { durationMs } from '../graph/duration.ts';

/** What the connector was asked to look for and to send. */
export interface Rules {
  /** The conditions whose events are sent, and `jobs` for those of removed jobs. */
  readonly asked: ReadonlySet<string>;
  readonly haltAfterMs: number;
  readonly overdueAfterMs: number;
  readonly initialCycleAfterMs: number;
  readonly failuresFrom: number;
  readonly failuresClearAfterMs: number;
}

/** The rules that a connector with these settings plays by. */
export function rulesOf(settings: Readonly<Record<string, string>>): Rules {
  const duration = (name: string, usual: string) => durationMs(settings[name] ?? usual) ?? 0;
  return {
    asked: new Set((settings.CONDITIONS ?? 'quarantine').split(',').map((name) => name.trim())),
    haltAfterMs: duration('HALT_AFTER', 'PT30M'),
    overdueAfterMs: duration('OVERDUE_AFTER', 'PT1H'),
    initialCycleAfterMs: duration('INITIAL_CYCLE_AFTER', 'P2D'),
    failuresFrom: Number(settings.FAILURES_FROM ?? 10),
    failuresClearAfterMs: duration('FAILURES_CLEAR_AFTER', 'P1D'),
  };
}
