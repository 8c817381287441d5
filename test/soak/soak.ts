/** `npm run soak`: a week of a tenant's life in accelerated time. */
import { once } from 'node:events';
import pTimeout from 'p-timeout';
import { startCloud } from '../../infra/local/cloud.ts';
import { createTenant } from '../../infra/local/graph/tenant.ts';
import { optionsOrExit } from '../../infra/program/read-arguments.ts';
import stageApp from '../support/stage-app.ts';
import { startClocks } from './clock/clocks.ts';
import { createLife } from './life.ts';
import { help, parseSoakOptions, type SoakOptions } from './options.ts';
import { planSoak } from './plan/plan-soak.ts';
import { connectorSettings } from './plan/settings.ts';
import { play } from './play.ts';
import { type PreviousBuild, providePreviousBuild } from './previous-build.ts';
import { SoakFailure } from './soak-failure.ts';

/** A Monday. The same in every soak, so that a seed is the same life. */
const begin = Date.parse('2026-03-02T00:00:00Z');
const tokenSeconds = 60 * 60;
/** Far longer than a busy machine takes: whoever waits is to hear that it hangs. */
const longestStartMs = 5 * 60_000;

const options = optionsOrExit(help, (args) => parseSoakOptions(args, Date.now()));
const startedAt = performance.now();
const stopped = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopped.abort());

let removeApp = async () => {};
try {
  removeApp = await stageApp();
  const previous = options.before === 'none' ? undefined : await providePreviousBuild(options.before, say);
  if (!previous) say('NO UPGRADES: with --before none nothing is shown of rows that an earlier build wrote.');
  if (!stopped.signal.aborted) await soak(options, process.env.STAGED_APP ?? '', previous);
} catch (error) {
  const reason =
    error instanceof SoakFailure
      ? error.message
      : error instanceof Error
        ? (error.stack ?? error.message)
        : String(error);
  const { seed, days, jobs } = options;
  say(
    stopped.signal.aborted
      ? 'Stopped.'
      : `FAILED with --seed ${seed} --days ${days} --jobs ${jobs}: ${reason}`,
  );
  process.exitCode = 1;
} finally {
  await removeApp();
}
// A cloud that did not start would keep it alive; its processes end with this one.
process.exit();

async function soak(
  { seed, days, jobs }: SoakOptions,
  now: string,
  previous: PreviousBuild | undefined,
): Promise<void> {
  const clocks = await startClocks(begin);
  const tenant = createTenant({ jobsRun: true });
  const life = createLife(tenant, jobs, begin);
  const plan = planSoak({ seed, days, jobs: life.jobs, hasPrevious: previous !== undefined });
  say(
    `${days} days of ${jobs} jobs, ${life.jobs} of which run, seed ${seed}; ${plan.expected.length} events to come; ` +
      `previous build: ${previous?.name ?? 'none'}`,
  );
  stopped.signal.throwIfAborted();
  const aborted = once(stopped.signal, 'abort').then((): never => {
    throw new Error('stopped');
  });
  const cloud = await pTimeout(
    Promise.race([
      startCloud({ tenant, identity: { lifetimeSeconds: tokenSeconds }, processEnv: clocks.env }),
      aborted,
    ]),
    { milliseconds: longestStartMs, message: 'the local cloud did not start: try again' },
  );
  try {
    const settings = connectorSettings(days);
    const folders = { now, previous: previous?.folder ?? now };
    const played = play({ plan, life, begin, cloud, clocks, options: { folders, settings }, say });
    const { polls, events, memory } = await Promise.race([played, aborted]);
    const minutes = (performance.now() - startedAt) / 60_000;
    say(
      `WELL: ${polls} polls, ${events} events; nothing lost, invented, doubled or out of order, nothing looked well that was not read; ` +
        `${memory}; seed ${seed}, ${minutes.toFixed(1)} min`,
    );
  } finally {
    await cloud.close();
    await clocks.close();
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
