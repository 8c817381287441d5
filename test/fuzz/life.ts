import { toEvent } from '../../src/core/cloud-event.ts';
import { detect } from '../../src/core/detect.ts';
import { jobDetail } from '../../src/core/job-representation.ts';
import { observe, type PrincipalAnswer } from '../../src/core/observe.ts';
import type { QuarantineEvent } from '../../src/core/quarantine-event.ts';
import type { JobState } from '../../src/core/state.ts';
import type { Telling } from '../../src/core/telling.ts';
import type { Transition } from '../../src/core/transition.ts';
import { History } from '../support/history.ts';
import { allWanted } from '../support/wanted-events.ts';

export const servicePrincipalId = '11111111-1111-4111-8111-111111111111';

const telling: Telling = {
  tenantId: '99999999-9999-4999-8999-999999999999',
  portalRoot: 'https://entra.microsoft.com',
  publicUrl: 'https://contoso.azurewebsites.net',
  includeErrorMessage: true,
};

/** What one job was told to be at one poll. */
export interface Told {
  readonly poll: number;
  readonly transition: Transition;
  readonly event: QuarantineEvent;
}

export type Answered = { readonly displayName: string } & (
  | { readonly kind: 'jobs'; readonly jobs: readonly unknown[]; readonly cut: boolean }
  | { readonly kind: 'gone' }
  | { readonly kind: 'unreadable' }
);

/**
 * The life of a service principal through the whole core, a poll every five minutes: answer -> observe -> detect -> event
 * and representation.
 */
export function live(answers: readonly Answered[], more: Partial<Telling> = {}) {
  const states = new Map<string, JobState>();
  const told: Told[] = [];
  const shown: string[] = [];
  const principalAnswers = answers.map((answered, poll) => answerOf(answered, poll));
  for (const [poll, answer] of principalAnswers.entries()) {
    const application = { appId: 'app-1', displayName: answers[poll]?.displayName ?? '' };
    const startedAt = History.minute(poll * 5);
    const lastCompleteRun = poll === 0 ? undefined : History.minute((poll - 1) * 5);
    const run = { startedAt, lastCompleteRun, confirmAfter: 120_000, wanted: allWanted };
    for (const [jobId, observation] of observe(answer, [...states.keys()], application).byJob) {
      const { next, transitions } = detect(
        { servicePrincipalId, jobId },
        states.get(jobId),
        observation,
        run,
      );
      if (!next) continue;
      states.set(jobId, next);
      for (const transition of transitions) {
        told.push({ poll, transition, event: toEvent(transition, { ...telling, ...more }) });
      }
      const vantage = { now: answer.at, lastCompleteRun, staleAfter: 900_000 };
      shown.push(typeof jobDetail(next, undefined, vantage).jobId);
    }
  }
  return { states, told, shown, answers: principalAnswers };
}

function answerOf(answered: Answered, poll: number): PrincipalAnswer {
  const at = History.arrival(poll * 5);
  if (answered.kind === 'gone') return { servicePrincipalId, at, kind: 'gone' };
  if (answered.kind !== 'jobs')
    return { servicePrincipalId, at, kind: 'unreadable', cause: 'http503', detail: 'no answer' };
  const cut = answered.cut ? { cause: 'http503', detail: 'the list ends here' } : undefined;
  return { servicePrincipalId, at, kind: 'jobs', jobs: answered.jobs, cut };
}
