import { readdirSync, readFileSync } from 'node:fs';
import type { ConditionType } from '../../src/contract/events/event-names.ts';
import { PublishError } from '../../src/core/errors.ts';
import type { JsonObject } from '../../src/core/json.ts';
import type { Watch } from '../../src/core/watch.ts';
import { createdJob, healthyJob, pausedJob, quarantine, quarantinedJob, ranJob } from '../support/jobs.ts';
import { TenantRig } from '../support/tenant-rig.ts';
import { noneWanted } from '../support/wanted-events.ts';
import { instantAt, seriesOf } from './minutes.ts';

export const principal = '11111111-1111-4111-8111-111111111111';
export const jobId = 'scim.1';

const folder = new URL('../../infra/local/graph/payloads/', import.meta.url);

/** The names of the bodies that Microsoft published. */
export const payloads = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => name.slice(0, -'.json'.length));

function payload(name: string): JsonObject {
  return JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'));
}

type LastRun = NonNullable<Parameters<typeof ranJob>[0]>;

/** A change of the world, by the words of a timeline; `number` is the one that stands in them. */
type Change = (world: World, number: number) => void;

/** The tenant of a timeline: one job that matters, and what is around it. */
export class World {
  readonly rig = new TenantRig();
  watch: Watch = { kind: 'tenant' };
  wanted = noneWanted;
  /** Whether a row has said which conditions are published. */
  showsConditions = false;
  /** Principals beside the one that matters, each with a healthy job. */
  others: string[] = [];
  /** The last run of the job, where it runs on its schedule. */
  lastRun: LastRun = {};
  #kept = new Map(this.rig.store.table.rows);

  /** @throws for words that no timeline knows */
  apply(words: string): void {
    const number = Number(/-?\d+/.exec(words)?.[0] ?? Number.NaN);
    const change = changes[words] ?? changes[words.replace(/-?\d+/, 'N')];
    if (!change)
      throw new Error(`no timeline knows '${words}'; there are: ${Object.keys(changes).join('; ')}`);
    change(this, number);
  }

  /** Graph answers with the job again. */
  answer(job: JsonObject): void {
    const { source } = this.rig;
    source.set(principal, [job], 'Salesforce');
    source.heal(principal);
  }

  /** The job runs on its schedule, and its last run is as it was but for `change`. */
  run(change: LastRun): void {
    this.lastRun = { ...this.lastRun, ...change };
    this.answer(ranJob(this.lastRun));
  }

  publish(...conditions: readonly (ConditionType | 'jobs')[]): void {
    this.wanted = { ...this.wanted, conditions: new Set(conditions) };
    this.showsConditions = true;
  }

  /** A copy of the table, as a backup of the account makes one. */
  keepTable(): void {
    this.#kept = new Map(this.rig.store.table.rows);
  }

  setTableBack(): void {
    const { rows } = this.rig.store.table;
    rows.clear();
    for (const [key, row] of this.#kept) rows.set(key, row);
  }

  refuse(cause: string): void {
    const { source } = this.rig;
    if (!source.tenant.has(principal)) source.set(principal, [], 'Salesforce');
    source.fail(principal, cause);
  }
}

const watchOf = (servicePrincipalId: string): Watch => ({
  kind: 'list',
  entries: [{ servicePrincipalId, jobId: undefined }],
});
const quarantinedSince = (minute: number, more: JsonObject = {}) => quarantinedJob(seriesOf(minute), more);
const pausedWith = (object: JsonObject) =>
  healthyJob(jobId, { code: 'Paused', quarantine: object }, { state: 'Paused' });

const never = '0001-01-01T00:00:00Z';
const neverRan = {
  lastExecution: null,
  steadyStateFirstAchievedTime: never,
  steadyStateLastAchievedTime: never,
};

/** Every word of a timeline. What a row sets stays until another row changes it. */
const changes: Readonly<Record<string, Change>> = {
  /** The world as it was. */
  'no change': () => undefined,
  'CONDITIONS all': (world) => world.publish('quarantine', 'halt', 'overdue', 'failures', 'jobs'),
  'CONDITIONS quarantine': (world) => world.publish('quarantine'),
  'EMIT_CHANGED on': (world) => {
    world.wanted = { ...world.wanted, changed: true };
  },
  created: (world) => world.answer(createdJob()),
  /** Waits for its first run. */
  started: (world) => world.answer(createdJob({ code: 'NotRun' }, { state: 'Active' })),
  'first cycle': (world) => world.answer(createdJob({ code: 'Active' }, { state: 'Active' })),
  'first cycle, errors pruned': (world) =>
    world.answer(createdJob({ code: 'Active', escrowsPruned: true }, { state: 'Active' })),
  'paused in its first cycle, errors pruned': (world) => world.answer(createdJob({ escrowsPruned: true })),
  /** Runs every 40 minutes, and its last run ended in this minute. */
  'ran at N': (world, minute) => world.run({ ended: instantAt(minute), steady: instantAt(minute) }),
  'ran at N, behind': (world, minute) => world.run({ ended: instantAt(minute) }),
  'ran at N, failed as a whole': (world, minute) =>
    world.run({ ended: instantAt(minute), steady: instantAt(minute), state: 'Failed', failing: 0 }),
  'N objects fail': (world, failing) => world.run({ failing, state: 'EntryLevelErrors' }),
  'of N objects': (world, entries) => world.run({ entries: [entries] }),
  uploaded: (world) => world.answer({ ...ranJob(), templateId: 'API2AAD' }),
  'N others, all ran at 0': (world, count) => {
    changes['N others healthy']?.(world, count);
    changes['all ran at N']?.(world, 0);
  },
  'all ran at N': (world, minute) => {
    world.run({ ended: instantAt(minute), steady: instantAt(minute) });
    for (const id of world.others) world.rig.source.set(id, [ranJob({ ended: instantAt(minute) })]);
  },
  'the others ran at N': (world, minute) => {
    for (const id of world.others) world.rig.source.set(id, [ranJob({ ended: instantAt(minute) })]);
  },
  'disabled in quarantine since N': (world, minute) =>
    world.answer(
      healthyJob(
        jobId,
        { code: 'Quarantine', quarantine: quarantine(seriesOf(minute)) },
        { state: 'Disabled' },
      ),
    ),
  'paused and disabled': (world) =>
    world.answer(healthyJob(jobId, { code: 'Paused' }, { state: 'Disabled' })),
  'started anew': (world) => world.answer(healthyJob(jobId, { ...neverRan, code: 'NotRun' })),
  ...Object.fromEntries(
    payloads.map((name): [string, Change] => [
      `payload ${name}`,
      (world) => world.answer({ ...payload(name), id: jobId }),
    ]),
  ),
  healthy: (world) => world.answer(healthyJob()),
  'not run yet': (world) => world.answer(healthyJob(jobId, { code: 'NotRun' })),
  'quarantined since N': (world, minute) => world.answer(quarantinedSince(minute)),
  'quarantined since N, retried': (world, minute) =>
    world.answer(quarantinedSince(minute, { currentBegan: seriesOf(minute + 9), seriesCount: 4 })),
  'quarantined since N, in other digits': (world, minute) =>
    world.answer(quarantinedJob(seriesOf(minute, ''))),
  'quarantined, no series': (world) => world.answer(quarantinedJob('')),
  'quarantined since year 1': (world) => world.answer(quarantinedJob('0001-01-01T00:00:00Z')),
  paused: (world) => world.answer(pausedJob()),
  'paused in quarantine since N': (world, minute) => world.answer(pausedWith(quarantine(seriesOf(minute)))),
  'the reference example': (world) =>
    world.answer(
      pausedWith({ currentBegan: '', nextAttempt: '', reason: '', seriesBegan: '', seriesCount: 2 }),
    ),
  'default structs': (world) =>
    world.answer(
      healthyJob(jobId, { quarantine: { reason: 'Unknown', seriesBegan: '', error: { code: 'None' } } }),
    ),
  disabled: (world) => world.answer(healthyJob(jobId, {}, { state: 'Disabled' })),
  'not configured': (world) => world.answer(healthyJob(jobId, { code: 'NotConfigured' })),
  hibernating: (world) => world.answer(healthyJob(jobId, { code: 'Hibernating' })),
  'no status': (world) => world.answer({ id: jobId, status: null }),
  malformed: (world) => world.answer({ id: jobId, status: 'Active' }),
  'a nameless job beside it': ({ rig }) => {
    const job = rig.source.tenant.get(principal)?.jobs.get(jobId);
    rig.source.set(principal, [{ ...healthyJob(), id: '' }, ...(job ? [job] : [])], 'Salesforce');
    rig.source.heal(principal);
  },
  'a nameless job in its place': (world) => world.answer({ ...healthyJob(), id: '' }),
  'answered N': (world, status) => world.refuse(`http${status}`),
  'no answer': (world) => world.refuse('timeout'),
  'an empty page, then cut': ({ rig }) => {
    rig.source.set(principal, [], 'Salesforce');
    rig.source.heal(principal);
    rig.source.cut(principal, 'http503');
  },
  'an empty list': ({ rig }) => {
    rig.source.set(principal, [], 'Salesforce');
    rig.source.heal(principal);
  },
  'not found': ({ rig }) => {
    rig.source.heal(principal);
    rig.source.notFound(principal);
  },
  'no such principal': ({ rig }) => rig.source.remove(principal),
  'N others healthy': (world, count) => {
    world.others = Array.from({ length: count }, (_, n) => `${22_222_220 + n}-2222-4222-8222-222222222222`);
    for (const id of world.others) world.rig.source.set(id, [healthyJob()]);
  },
  'a healthy one beside it': (world) => changes['N others healthy']?.(world, 1),
  'the others gone': ({ rig, others }) => {
    for (const id of others) rig.source.remove(id);
  },
  'WATCH without it': (world) => {
    world.watch = watchOf('33333333-3333-4333-8333-333333333333');
  },
  'WATCH with it': (world) => {
    world.watch = watchOf(principal);
  },
  'table lost': ({ rig }) => rig.loseTable(),
  'table kept': (world) => world.keepTable(),
  'table set back': (world) => world.setTableBack(),
  'bus down': ({ rig }) => {
    rig.publisher.refuse = () => new PublishError('entity', 'ServiceBusy', 'busy');
  },
  'bus up': ({ rig }) => {
    rig.publisher.refuse = () => undefined;
  },
};
