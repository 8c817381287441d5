import type { Chapter } from './ledger.ts';

/** The rule of the design, written a second time: whether more than max(5, 10 %) of the jobs that should run stand still. */
export function isMassDelay(chapters: Iterable<Chapter>): boolean {
  const running = [...chapters].filter(({ automaton }) => automaton.isRunning);
  const still = running.filter(({ automaton }) => automaton.standsStill);
  return still.length > Math.max(5, running.length / 10);
}
