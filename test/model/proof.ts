/**
 * `npm run proof -- --steps 1000000 --seed 1`: random histories until that many steps are taken, on two processes.
 * What a failure prints, `--seed`, `--path` and `--replay`, runs that one history again.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { ChunkReport } from './proof-worker.ts';
import { type Proven, prove } from './prove.ts';

const { values } = parseArgs({
  options: {
    steps: { type: 'string', default: '100000' },
    seed: { type: 'string', default: `${Date.now() % 1_000_000_000}` },
    processes: { type: 'string', default: `${Math.min(2, availableParallelism())}` },
    path: { type: 'string' },
    replay: { type: 'string' },
  },
});
const [wanted, firstSeed, processes] = [values.steps, values.seed, values.processes].map(wholeNumber);

/** Histories that a process runs before it reports. */
const chunk = 500;

if (values.path !== undefined) {
  const again = { path: values.path, ...(values.replay !== undefined && { replayPath: values.replay }) };
  const { steps } = await prove({ seed: firstSeed ?? 0, histories: 1, ...again });
  say(`the history holds now: ${steps} steps`);
} else {
  await proveMany(wanted ?? 0, firstSeed ?? 0, processes ?? 1);
}

async function proveMany(steps: number, seed: number, workers: number): Promise<void> {
  const startedAt = performance.now();
  const total = { histories: 0, steps: 0, polls: 0, events: 0, faults: new Map<string, number>() };
  const failures: string[] = [];
  let nextSeed = seed;
  say(`seed ${seed}, ${workers} processes`);
  const work = async () => {
    const worker = fork(fileURLToPath(new URL('proof-worker.ts', import.meta.url)));
    while (total.steps < steps && failures.length === 0) {
      worker.send({ seed: nextSeed++, histories: chunk });
      const [report]: ChunkReport[] = await Promise.race([once(worker, 'message'), ended(worker)]);
      if (!report) break;
      if ('failure' in report) failures.push(report.failure);
      else add(total, report.proven, report.faults);
      const seconds = (performance.now() - startedAt) / 1000;
      say(`${total.steps} steps, ${(total.steps / seconds).toFixed(0)} a second`);
    }
    if (worker.connected) worker.disconnect();
  };
  await Promise.all(Array.from({ length: workers }, work));

  for (const failure of failures) say(failure);
  const byKind = new Map<string, number>();
  for (const [name, times] of total.faults) {
    const kind = name.split(' ')[1] ?? '';
    byKind.set(kind, (byKind.get(kind) ?? 0) + times);
  }
  const met = [...byKind].sort().map(([kind, times]) => `${kind} ${times}`);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
  say(
    `${failures.length === 0 ? 'proven' : 'FAILED'}: ${total.histories} histories, ${total.steps} steps, ${total.polls} polls, ` +
      `${total.events} events in ${seconds} s; faults met: ${met.join(', ')} at ${total.faults.size} kinds of calls`,
  );
  process.exitCode = failures.length === 0 ? 0 : 1;
}

async function ended(worker: ReturnType<typeof fork>): Promise<never> {
  const [code] = await once(worker, 'exit');
  throw new Error(`a process of the proof ended with ${code}`);
}

function add(total: Proven, proven: Omit<Proven, 'faults'>, faults: readonly [string, number][]): void {
  total.histories += proven.histories;
  total.steps += proven.steps;
  total.polls += proven.polls;
  total.events += proven.events;
  for (const [name, times] of faults) total.faults.set(name, (total.faults.get(name) ?? 0) + times);
}

function wholeNumber(text: string): number {
  if (!/^-?\d+$/.test(text)) throw new Error(`'${text}' is no whole number`);
  return Number(text);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
