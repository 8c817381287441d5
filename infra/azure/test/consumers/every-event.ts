import { frozenMessages } from '../../../../test/support/contract/frozen-events.ts';

const frozen = frozenMessages();

/** An event of version 1 as its message carries it, with other members of its data where `data` gives them; undefined leaves one out. */
export function eventText(
  name: string,
  data: Readonly<Record<string, unknown>> = {},
  event: Readonly<Record<string, unknown>> = {},
): string {
  const message = frozen[name];
  if (!message) throw new Error(`There is no frozen event ${name}.`);
  const { data: before } = message.event;
  return JSON.stringify({ ...message.event, ...event, data: { ...Object(before), ...data } });
}

/** One event of everything that a notice has words of its own for, by what is special about it. */
export function everyEvent(): Readonly<Record<string, string>> {
  const ofFrozen = Object.keys(frozen).map((name) => [name, eventText(name)] as const);
  const cleared = (name: string, ...causes: string[]) =>
    causes.map((cause) => [`${name}, ${cause}`, eventText(name, { cause })] as const);
  const halts = [
    ['paused', 'haltPaused'],
    ['disabled', 'haltDisabled'],
    ['escrowsPruned', 'haltPruned'],
    ['notConfigured', 'haltNotConfigured'],
    ['disabledInQuarantine', 'haltAfterQuarantine'],
  ] as const;
  return {
    ...Object.fromEntries(ofFrozen),
    ...Object.fromEntries(cleared('quarantine.cleared', 'recovered', 'superseded', 'removed')),
    ...Object.fromEntries(cleared('halt.cleared', 'resumed', 'removed')),
    ...Object.fromEntries(cleared('overdue.cleared', 'caughtUp', 'halted', 'quarantined', 'removed')),
    ...Object.fromEntries(cleared('failures.cleared', 'recovered', 'removed')),
    ...Object.fromEntries(
      halts.map(([reason, adviceId]) => [
        `halt.began, ${reason}`,
        eventText('halt.began', { reason, adviceId, quarantined: reason === 'disabledInQuarantine' }),
      ]),
    ),
    'overdue.began, alone': eventText('overdue.began', {
      adviceId: 'lateNotRunning',
      massDelay: undefined,
      progress: undefined,
    }),
    'overdue.began, initialCycle': eventText('overdue.began', {
      reason: 'initialCycle',
      adviceId: 'lateInitial',
      massDelay: undefined,
      steadyStateLastAchievedAt: undefined,
      lagSeconds: 100_000,
    }),
    'overdue.began, backlog': eventText('overdue.began', {
      reason: 'backlog',
      adviceId: 'lateBacklog',
      massDelay: undefined,
      steadyStateLastAchievedAt: '2026-11-29T10:40:10.200Z',
    }),
    'halt.began of uploads': eventText('halt.began', {
      jobKind: 'apiInbound',
      templateId: 'API2AAD',
      adviceId: 'haltApi',
    }),
  };
}
