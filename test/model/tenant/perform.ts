import type { Act, Began } from './acts.ts';
import { isInQuarantine, type TrueJob } from './true-job.ts';
import { runUntil } from './true-runs.ts';
import type { Truth } from './truth.ts';

/** Lets it happen; where there is nothing to do it to, nothing changes. */
export function perform(truth: Truth, act: Act): void {
  if (act.act === 'batch') truth.batching = act.batching;
  else if (act.act === 'directory') truth.directoryAnswers = act.answers;
  else if ('principal' in act) performOnPrincipal(truth, act);
  else performOnJob(truth, act);
}

function performOnPrincipal(truth: Truth, act: Extract<Act, { principal: number }>): void {
  const principal = truth.principals[act.principal % truth.principals.length];
  if (!principal) return;
  switch (act.act) {
    case 'removePrincipal':
    case 'restorePrincipal': {
      const present = act.act === 'restorePrincipal';
      if (principal.present === present) return;
      truth.remember(principal, truth.presentView(principal));
      principal.present = present;
      return;
    }
    case 'lag': {
      const view = principal.past.at(-1 - act.back);
      if (principal.past.length <= act.back) return;
      principal.lag = { view, until: truth.now + act.minutes * 60_000 };
      return;
    }
    case 'answer':
      principal.answering = act.answering;
  }
}

function performOnJob(truth: Truth, act: Extract<Act, { job: number }>): void {
  const place = truth.places[act.job % truth.places.length];
  if (!place) return;
  const { principal, job } = place;
  const before = truth.presentView(principal);
  change(truth, job, act);
  if (JSON.stringify(truth.presentView(principal)) !== JSON.stringify(before))
    truth.remember(principal, before);
}

function change(truth: Truth, job: TrueJob, act: Extract<Act, { job: number }>): void {
  if (!job.present && act.act !== 'restore') return;
  const inQuarantine = isInQuarantine(job);
  switch (act.act) {
    case 'quarantine':
      job.state = 'quarantined';
      job.series = seriesOf(truth, act.began, act.job);
      if (job.series !== undefined) truth.oldSeries.push(job.series);
      return;
    case 'giveReason':
      job.pair = act.pair;
      return;
    case 'nameSeries':
      if (inQuarantine && job.series === undefined) job.series = seriesOf(truth, 'now', act.job);
      return;
    case 'retry':
      if (!inQuarantine) return;
      job.tries++;
      // The same series, from a replica that writes other digits.
      job.series = job.series?.replace(/\.\d+Z$/, `.${job.tries % 10}Z`);
      return;
    case 'lift':
      start(truth, job);
      return;
    case 'pause':
      job.state = inQuarantine && act.job % 2 === 0 ? 'pausedInQuarantine' : 'paused';
      return;
    case 'disable':
      job.state = act.job % 3 === 0 ? 'notConfigured' : 'disabled';
      return;
    case 'remove':
    case 'restore':
      job.present = act.act === 'restore';
      return;
    case 'stall':
      job.runs.from = undefined;
      return;
    case 'runLate':
      runOnce(truth, job);
      return;
    case 'fallBehind':
      job.runs.isBehind = true;
      return;
    case 'catchUp':
      job.runs.isBehind = false;
      if (job.state === 'active') start(truth, job);
      return;
    case 'forgetRuns':
      job.runs.last = undefined;
      job.runs.steadyAt = undefined;
      return;
    case 'pruneEscrows':
      job.escrowsPruned = !job.escrowsPruned;
      return;
    case 'failWhole':
      job.runs.failsWhole = !job.runs.failsWhole;
      return;
    case 'fail':
      job.runs.failing = act.objects;
      return;
    case 'runEvery':
      job.runs.everyMs = act.minutes * 60_000;
  }
}

/** Entra runs it from now on. */
function start({ now }: Truth, job: TrueJob): void {
  if (job.state !== 'active' || job.runs.from === undefined) job.runs.from = now;
  job.state = 'active';
}

/** After many intervals it runs once, and then stands still; or a run ends that was at work when the job was stopped. */
function runOnce({ now }: Truth, { runs }: TrueJob): void {
  runs.from = now - runs.everyMs;
  runUntil(runs, now);
  runs.from = undefined;
}

function seriesOf(truth: Truth, began: Began, pick: number): string | undefined {
  const written = (at: number) => new Date(at).toISOString().replace('Z', '4567Z');
  if (began === 'missing') return undefined;
  if (began === 'old') return truth.oldSeries[(pick * 7) % truth.oldSeries.length];
  return written(began === 'later' ? truth.now + 10 * 60_000 : truth.now);
}
