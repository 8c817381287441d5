import fc from 'fast-check';
import { type Answering, answerings, type Batching, batchings, type Truth } from './truth.ts';

/** What changes the truth, or how it is answered. `job` and `principal` count round the tenant's. */
export type Act =
  | { readonly act: 'quarantine'; readonly job: number; readonly began: Began }
  | {
      readonly act: 'retry' | 'lift' | 'pause' | 'disable' | 'remove' | 'restore' | 'nameSeries';
      readonly job: number;
    }
  | { readonly act: 'removePrincipal' | 'restorePrincipal'; readonly principal: number }
  | { readonly act: 'lag'; readonly principal: number; readonly back: number; readonly minutes: number }
  | { readonly act: 'answer'; readonly principal: number; readonly answering: Answering }
  | { readonly act: 'batch'; readonly batching: Batching }
  | { readonly act: 'directory'; readonly answers: boolean };

/** `later` lies ahead of the clock: clocks differ. `old` was told before, or long ago. */
type Began = 'now' | 'missing' | 'later' | 'old';

const number = fc.nat({ max: 11 });

export const acts: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      act: fc.constant('quarantine' as const),
      job: number,
      began: fc.constantFrom<Began[]>('now', 'now', 'missing', 'later', 'old', 'old'),
    }),
  },
  {
    weight: 14,
    arbitrary: fc.record({
      act: fc.constantFrom(
        ...(['retry', 'lift', 'lift', 'lift', 'pause', 'disable', 'remove', 'restore'] as const),
        ...(['restore', 'nameSeries'] as const),
      ),
      job: number,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constantFrom('removePrincipal' as const, 'restorePrincipal', 'restorePrincipal'),
      principal: number,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constant('lag' as const),
      principal: number,
      back: fc.nat({ max: 3 }),
      minutes: fc.constantFrom(1, 8, 30),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      act: fc.constant('answer' as const),
      principal: number,
      answering: fc.oneof(fc.constant('plain' as const), fc.constantFrom(...answerings)),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ act: fc.constant('batch' as const), batching: fc.constantFrom(...batchings) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ act: fc.constant('directory' as const), answers: fc.boolean() }),
  },
);

/** Does it; false when there is nothing to do it to, and then nothing has changed. */
export function perform(truth: Truth, act: Act): boolean {
  if (act.act === 'batch') {
    if (truth.batching === act.batching) return false;
    truth.batching = act.batching;
    return true;
  }
  if (act.act === 'directory') {
    if (truth.directoryAnswers === act.answers) return false;
    truth.directoryAnswers = act.answers;
    return true;
  }
  return 'principal' in act ? performOnPrincipal(truth, act) : performOnJob(truth, act);
}

function performOnPrincipal(truth: Truth, act: Extract<Act, { principal: number }>): boolean {
  const principal = truth.principals[act.principal % truth.principals.length];
  if (!principal) return false;
  switch (act.act) {
    case 'removePrincipal':
    case 'restorePrincipal': {
      const present = act.act === 'restorePrincipal';
      if (principal.present === present) return false;
      truth.remember(principal);
      principal.present = present;
      return true;
    }
    case 'lag': {
      const view = principal.past.at(-1 - act.back);
      if (principal.past.length <= act.back) return false;
      principal.lag = { view, until: truth.now + act.minutes * 60_000 };
      return true;
    }
    case 'answer':
      if (principal.answering === act.answering) return false;
      principal.answering = act.answering;
      return true;
  }
}

function performOnJob(truth: Truth, act: Extract<Act, { job: number }>): boolean {
  const place = truth.places[act.job % truth.places.length];
  if (!place) return false;
  const { principal, job } = place;
  const before = JSON.stringify(job);
  const past = [...principal.past];
  truth.remember(principal);
  if (!job.present && act.act !== 'restore') return undo();
  const inQuarantine = job.state === 'quarantined' || job.state === 'pausedInQuarantine';
  switch (act.act) {
    case 'quarantine':
      job.state = 'quarantined';
      job.series = seriesOf(truth, act.began, act.job);
      if (job.series !== undefined) truth.oldSeries.push(job.series);
      break;
    case 'nameSeries':
      if (inQuarantine && job.series === undefined) job.series = seriesOf(truth, 'now', act.job);
      break;
    case 'retry':
      if (!inQuarantine) return undo();
      job.tries++;
      // The same series, from a replica that writes other digits.
      job.series = job.series?.replace(/\.\d+Z$/, `.${job.tries % 10}Z`);
      break;
    case 'lift':
      job.state = 'active';
      break;
    case 'pause':
      job.state = inQuarantine && act.job % 2 === 0 ? 'pausedInQuarantine' : 'paused';
      break;
    case 'disable':
      job.state = 'disabled';
      break;
    case 'remove':
    case 'restore':
      job.present = act.act === 'restore';
  }
  return JSON.stringify(job) !== before || undo();

  function undo(): false {
    principal.past.splice(0, principal.past.length, ...past);
    return false;
  }
}

function seriesOf(truth: Truth, began: Began, pick: number): string | undefined {
  const written = (at: number) => new Date(at).toISOString().replace('Z', '4567Z');
  if (began === 'missing') return undefined;
  if (began === 'old') return truth.oldSeries[(pick * 7) % truth.oldSeries.length];
  return written(began === 'later' ? truth.now + 10 * 60_000 : truth.now);
}
