import { createServer } from 'node:net';
import { stagedApp } from '../../staged-app.ts';
import { startCloud } from '../cloud.ts';
import type { LogRecord } from '../functions-host/start-functions-host.ts';
import { populate } from '../graph/populate.ts';
import { createTenant } from '../graph/tenant.ts';
import { setRules, setScene } from '../scenario/play.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { scenarios } from '../scenario/scenarios.ts';
import { createStage } from '../scenario/stage.ts';
import { introduce } from './introduce.ts';
import { describeEvent, describeRun } from './lines.ts';
import type { StartOptions } from './options.ts';
import { playOn } from './play-on.ts';
import { playOnce } from './play-once.ts';
import { rulesOf } from './rules.ts';
import { offerToSubscribers } from './subscriber-env.ts';
import type { Terminal } from './terminal.ts';

/** About as many as tenants have. */
const jobsPerPrincipal = 2.5;

/** Starts everything, plays, and stops everything. Returns the exit code. */
export async function run(
  options: StartOptions,
  terminal: Terminal,
  stopped: AbortController,
): Promise<number> {
  const { scenario }: { readonly scenario: Scenario } = scenarios[options.scenario];
  const { tokenSeconds } = scenario;
  const tenant = createTenant({ jobsRun: true });
  setScene(tenant, scenario);
  populate(tenant, { principals: Math.ceil(options.jobs / jobsPerPrincipal), jobs: options.jobs });
  const say = (text: string) => terminal.say(`${new Date().toISOString().slice(11, 19)} ${text}`);
  const cloud = await startCloud({
    tenant,
    ...(tokenSeconds !== undefined && { identity: { lifetimeSeconds: tokenSeconds } }),
  });
  try {
    const stage = createStage(cloud);
    await setRules(stage, scenario);
    await offerToSubscribers(cloud);
    const subscriber = await cloud.startSubscriber({
      subscription: 'workflows',
      onMessage: (message) => say(describeEvent(message)),
      onProblem: (text) => say(`subscriber: ${text}`),
    });
    const settings = {
      POLL_SCHEDULE: `*/${options.poll} * * * * *`,
      // A beat stands for hours of Entra: what takes minutes in a tenant takes seconds here.
      CONFIRM_AFTER: 'PT1S',
      DISCOVERY_INTERVAL: 'PT10S',
      ...scenario.settings,
      ...options.settings,
    };
    const app = await cloud.startApp({
      appFolder: stagedApp,
      port: await choosePort(options.port),
      ...(options.inspectPort !== undefined && { inspectPort: options.inspectPort }),
      settings,
      onLog: (record) => showLog(record, say),
    });
    terminal.say(introduce(app, cloud, scenario));
    const beatMs = 1000 / options.speed;
    const rules = rulesOf(settings);
    const running = { scenario, cloud, stage, app, subscriber, rules, beatMs, stopped, say };
    return options.once ? await playOnce(running) : await playOn(running, terminal);
  } finally {
    say('Stopping ...');
    await cloud.close();
  }
}

function showLog({ message, level }: LogRecord, say: (text: string) => void): void {
  const line = describeRun(message);
  if (line) say(`  ${line}`);
  else if (level === 'error' || level === 'warning') say(`  ${level}: ${message}`);
}

/** The port asked for; for the default one a free one when something else listens there. */
async function choosePort(port: number): Promise<number> {
  if (port !== 7071) return port;
  return new Promise((resolve) => {
    const probe = createServer()
      .once('error', () => resolve(0))
      .listen(port, '127.0.0.1', () => probe.close(() => resolve(port)));
  });
}
