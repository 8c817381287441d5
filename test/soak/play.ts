import { setTimeout as wait } from 'node:timers/promises';
import type { Cloud } from '../../infra/local/cloud.ts';
import type { LogRecord } from '../../infra/local/functions-host/start-functions-host.ts';
import { checkEvents } from '../../infra/local/start/check-events.ts';
import { checkFeeds } from '../../infra/local/start/check-feeds.ts';
import { rulesOf } from '../../infra/local/start/rules.ts';
import { trueJobs } from '../../infra/local/start/truth.ts';
import { FeedReader } from '../../infra/local/subscriber/feed-reader.ts';
import { returnsWithinMs } from '../../infra/local/subscriber/start-subscriber.ts';
import type { Clocks } from './clock/clocks.ts';
import { type Instance, type InstanceOptions, startInstance } from './instance.ts';
import { arrived } from './judge/arrived.ts';
import { checkAnswers, checkPoll } from './judge/check-answers.ts';
import { Judge } from './judge/judge.ts';
import { checkMemory, checkRows } from './judge/limits.ts';
import type { Life } from './life.ts';
import { controlOutages } from './outages.ts';
import { minutesBetweenPolls, minutesOfDay, type Plan, type Replacement } from './plan/plan.ts';
import { retentionHours } from './plan/settings.ts';
import { type DayReport, dayLine, timeOfDay } from './report.ts';
import { failOn, SoakFailure } from './soak-failure.ts';
import { openTable } from './table-rows.ts';
import { type Weather, weatherAt } from './weather.ts';

export interface SoakParts {
  readonly plan: Plan;
  readonly life: Life;
  /** In milliseconds since 1970. */
  readonly begin: number;
  readonly cloud: Cloud;
  readonly clocks: Clocks;
  readonly options: Omit<InstanceOptions, 'onLog'>;
  readonly say: (line: string) => void;
}

export interface SoakResult {
  readonly polls: number;
  readonly events: number;
  /** What the memory of the last process was held against, in words. */
  readonly memory: string;
}

const topic = 'provisioning-quarantine';
const subscription = 'workflows';
const minuteMs = 60_000;
/** How often answers are looked at, beside each poll of an outage. */
const pollsBetweenLooks = 12;

/** Plays a plan to its end. @throws SoakFailure as soon as something is wrong, with the minute in which it was */
export async function play({
  plan,
  life,
  begin,
  cloud,
  clocks,
  options,
  say,
}: SoakParts): Promise<SoakResult> {
  const control = controlOutages(cloud, plan);
  const judge = new Judge(plan);
  const readRows = await openTable(cloud);
  const wrong: string[] = [];
  let weather: Weather = weatherAt(0, plan);
  const onLog = ({ level, category, message, error }: LogRecord) => {
    if (weather.isCalm && (level === 'error' || level === 'critical'))
      wrong.push(`an error in the log on a calm day, of ${category}: ${error ?? message}`);
  };
  const subscriber = await cloud.startSubscriber({
    subscription,
    onMessage: (message) => wrong.push(...judge.hear(arrived(message, life, begin))),
  });
  const { messages } = subscriber;
  let instance = await startInstance(cloud, plan.firstBuild, { ...options, onLog });
  const reader = new FeedReader((query) => instance.get(`events${query}`));
  const feeds = [{ tenantId: cloud.tenantId, reader }];
  const deeds = [...plan.deeds];
  const reports: DayReport[] = [];
  const end = plan.days * minutesOfDay;
  let polls = 0;
  let minute = 0;

  const goTo = async (next: number) => {
    for (let deed = deeds[0]; deed && deed.minute <= next; deed = deeds[0]) {
      deeds.shift();
      await clocks.forwardTo(begin + deed.minute * minuteMs);
      life.perform(deed);
    }
    minute = next;
    weather = weatherAt(minute, plan);
    await clocks.forwardTo(begin + minute * minuteMs);
  };
  const pollAll = async (polling: readonly Instance[]) => {
    const isTimer = weather.isCalm && polling.length === 1;
    const polled = await Promise.all(polling.map((each) => (isTimer ? each.poll() : each.pollOnce())));
    polls++;
    // Of two that poll at once one may find the other at work.
    const ended = polling.length > 1 ? polled.filter(({ status }) => status !== 409) : polled;
    if (ended.length === 0)
      wrong.push(`two instances polled, and none did: ${polled.map(({ words }) => words)}`);
    wrong.push(...ended.flatMap((each) => checkPoll(each, weather)));
  };
  const replace = async ({ build, overlaps }: Replacement) => {
    instance = await instance.replace(build, overlaps ? pollAll : undefined);
    if (!overlaps) await pollAll([instance]);
  };
  const deliver = async () => {
    if (weather.away?.service === 'bus') return;
    const entity = `${topic}/subscriptions/${subscription}`;
    // It comes at once, but for the subscriber's way back to a bus that was away.
    for (let waited = 0; cloud.bus.counts(entity).active > 0; waited += 5) {
      if (waited > returnsWithinMs)
        throw new SoakFailure('the subscriber was not given what the topic holds');
      await wait(5);
    }
  };
  const endDay = async (day: number) => {
    const rows = await readRows();
    const memory = await clocks.memoryOf(instance.pid);
    const report: DayReport = { day, plan, polls, events: messages.length, rows, memory, pid: instance.pid };
    reports.push(report);
    say(dayLine(report, reports.at(-2)));
    const now = begin + minute * minuteMs;
    failOn([
      ...checkFeeds(messages, feeds),
      ...checkRows(rows, { now, retentionHours: retentionHours(plan.days), messages }),
    ]);
  };

  try {
    while (minute < end) {
      await goTo(polls === 0 ? 0 : minute + minutesBetweenPolls);
      await control(minute);
      const replacement = plan.replacements.find((each) => each.minute === minute);
      if (replacement) await replace(replacement);
      else await pollAll([instance]);
      await deliver();
      // A previous build may not know the route: what it recorded is read after the upgrade.
      if (weather.away?.service !== 'tables' && instance.build === 'now') await reader.read();
      if (weather.away || polls % pollsBetweenLooks === 0)
        wrong.push(...(await checkAnswers(instance, weather)));
      failOn([...wrong, ...judge.missing(minute)]);
      if (minute > 0 && minute % minutesOfDay === 0) await endDay(minute / minutesOfDay);
    }
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const day = Math.floor(minute / minutesOfDay) + 1;
    throw new SoakFailure(`day ${day}, ${timeOfDay(minute)}: ${error.message}`, { cause: error });
  }
  const rules = rulesOf(options.settings);
  const losses = plan.outages.filter(({ service }) => service === 'tables').length;
  const circumstances = { losses, asked: rules.asked, since: begin };
  failOn(checkEvents(messages, trueJobs(cloud.tenant, rules), circumstances));
  failOn(judge.missing(Number.POSITIVE_INFINITY));
  const memory = checkMemory(reports);
  failOn(memory.wrong);
  return { polls, events: messages.length, memory: memory.words };
}
