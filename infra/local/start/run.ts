import { randomBytes } from 'node:crypto';
import { stagedApp } from '../../staged-app.ts';
import { type Cloud, startCloud } from '../cloud.ts';
import { completeTenants } from '../cloud-tenants.ts';
import type { FunctionsHost, LogRecord } from '../functions-host/start-functions-host.ts';
import { populate } from '../graph/populate.ts';
import { createTenant } from '../graph/tenant.ts';
import { setRules, setScenes } from '../scenario/play.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { amongTenants, scenarios } from '../scenario/scenarios.ts';
import { createStage } from '../scenario/stage.ts';
import { writePast } from '../scenario/write-past.ts';
import { tenantOf } from './check-tenants.ts';
import { Fold } from './fold.ts';
import { pageAddress } from './introduce.ts';
import { describeEvent, describeLog, describeProblem, type Line, polledTenant } from './lines.ts';
import type { StartOptions } from './options.ts';
import { paced } from './paced.ts';
import type { Tone } from './paint.ts';
import { playOn } from './play-on.ts';
import { playOnce } from './play-once.ts';
import { choosePort, remarkOnPort } from './ports.ts';
import { createRounds } from './rounds.ts';
import { rulesOf } from './rules.ts';
import { offerToSubscribers } from './subscriber-env.ts';
import type { Terminal } from './terminal.ts';

/** About as many as tenants have. */
const jobsPerPrincipal = 2.5;
/** The table of a connector for which none is named. */
const usualTable = 'ProvisioningSnapshots';

/** Starts everything, plays, and stops everything. Returns the exit code. */
export async function run(
  options: StartOptions,
  terminal: Terminal,
  stopped: AbortController,
): Promise<number> {
  const isSeveral = options.tenants > 1;
  const tenants = completeTenants(
    Array.from({ length: options.tenants }, () => createTenant({ jobsRun: true })),
  );
  const tenantIds = tenants.map(({ tenantId }) => tenantId);
  const names = new Map(isSeveral ? tenants.map(({ tenantId, name }) => [tenantId, name]) : []);
  const scenario: Scenario = amongTenants(
    scenarios[options.scenario].scenario,
    tenants.map(({ name }) => name),
  );
  const { tokenSeconds } = scenario;
  const port = await choosePort(options.port);
  setScenes(
    tenants.map(({ tenant }) => tenant),
    scenario,
  );
  for (const { tenant } of tenants)
    populate(tenant, { principals: Math.ceil(options.jobs / jobsPerPrincipal), jobs: options.jobs });
  const { say, sayAgain } = timedLines(terminal);

  const remark = remarkOnPort(options.port, port);
  if (remark !== undefined) say(remark, 'aside');
  say('Starting the local cloud ...', 'aside');
  const lifetime = tokenSeconds === undefined ? {} : { lifetimeSeconds: tokenSeconds };
  const [home] = tenants;
  const cloud = await startCloud({
    ...(isSeveral ? { tenants } : home && { tenant: home.tenant }),
    identity: lifetime,
    signIn: lifetime,
  });
  try {
    const stage = createStage(cloud);
    // The events of one play are checked against what is; a past is for those who look at the page.
    if (!options.once) await writePast(cloud, scenario, options.settings.SNAPSHOT_TABLE ?? usualTable);
    await setRules(stage, scenario);
    await offerToSubscribers(cloud);
    const subscriber = await cloud.startSubscriber({
      subscription: 'workflows',
      onMessage(message) {
        const { text, tone } = describeEvent(message, names.get(tenantOf(message)));
        say(text, tone);
      },
      onProblem: (text) => sayAgain(describeProblem(text)),
    });
    const settings = {
      POLL_SCHEDULE: `*/${options.poll} * * * * *`,
      // A beat stands for hours of Entra: what takes minutes in a tenant takes seconds here.
      CONFIRM_AFTER: 'PT1S',
      DISCOVERY_INTERVAL: 'PT10S',
      ...scenario.settings,
      ...options.settings,
    };
    say('Starting the connector ...', 'aside');
    const rounds = createRounds();
    const app = await startConnector(cloud, options, port, settings, (record) => {
      const line = describeLog(record, (tenantId) => names.get(tenantId));
      if (line?.tone === 'warning') sayAgain(line);
      else if (line) say(line.text, line.tone);
      const polled = polledTenant(record);
      if (polled !== undefined) rounds.ended(polled);
    });
    terminal.say(pageAddress(app, isSeveral ? 'tenants' : 'status'), 'heading');
    if (app.inspectorUrl !== undefined)
      terminal.say(`A debugger can attach to the connector at ${app.inspectorUrl}`);
    const running = {
      scenario,
      cloud,
      stage,
      scenarioStage: isSeveral ? paced(stage, tenants, rounds, stopped.signal) : stage,
      app,
      subscriber,
      nextPoll: () => (isSeveral ? rounds.after(1, tenantIds) : app.nextExecution('poll')),
      rules: rulesOf(settings),
      pollSeconds: options.poll,
      beatMs: 1000 / options.speed,
      stopped,
      say,
    };
    return options.once ? await playOnce(running) : await playOn(running, terminal);
  } finally {
    say('Stopping ...', 'aside');
    await cloud.close();
  }
}

/** Lines with the time in front. */
function timedLines(terminal: Terminal) {
  const fold = new Fold<Tone>();
  const print = ({ text, tone }: Line) =>
    terminal.say(`${new Date().toISOString().slice(11, 19)} ${text}`, tone);
  return {
    say(text: string, tone: Tone = 'plain') {
      for (const line of [...fold.flush(Date.now()), { text, tone }]) print(line);
    },
    /** Says what comes again and again once, and then how often. */
    sayAgain(line: Line) {
      for (const each of fold.repeated(line, Date.now())) print(each);
    },
  };
}

async function startConnector(
  cloud: Cloud,
  { inspectPort }: StartOptions,
  port: number,
  settings: Readonly<Record<string, string>>,
  onLog: (record: LogRecord) => void,
): Promise<FunctionsHost> {
  return await cloud.startApp({
    appFolder: stagedApp,
    port,
    ...(inspectPort !== undefined && { inspectPort }),
    settings,
    // Short, so that the page's address fits into a line. A real one is longer.
    keys: { host: { default: randomBytes(12).toString('base64url') } },
    onLog,
  });
}
