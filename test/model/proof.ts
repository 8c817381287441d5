/**
 * Random histories and races, for as long as wanted:
 *
 *   npm run proof -- --steps 1000000 --seed 1     histories until that many steps are taken
 *   npm run proof -- races --runs 5000            polls that overlap; likewise `dispatches`, and `removals` of much at once
 *
 * What a failure prints, `--seed`, `--path` and `--replay`, runs that one failure again.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import type { Counts } from './proof/counts.ts';
import { proveInProcesses } from './proof/in-processes.ts';
import { isProofName, type ProofName, proofs } from './proof/proofs.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    steps: { type: 'string' },
    runs: { type: 'string' },
    seed: { type: 'string', default: `${Date.now() % 1_000_000_000}` },
    processes: { type: 'string', default: `${Math.min(2, availableParallelism())}` },
    path: { type: 'string' },
    replay: { type: 'string' },
  },
});
const proof = nameOf(positionals[0] ?? 'histories');
const seed = wholeNumber(values.seed);
const startedAt = performance.now();

try {
  if (values.path === undefined) await proveLong();
  else await proveAgain(values.path);
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

async function proveAgain(path: string): Promise<void> {
  const { replay } = values;
  await proofs[proof]({ runs: 1, seed, path, ...(replay !== undefined && { replay }) });
  say('it holds now');
}

async function proveLong(): Promise<void> {
  const [what, wanted] =
    values.runs === undefined && proof === 'histories'
      ? ['steps', wholeNumber(values.steps ?? '100000')]
      : ['runs', wholeNumber(values.runs ?? '1000')];
  const processes = wholeNumber(values.processes);
  say(`${proof}: ${wanted} ${what}, seed ${seed}, ${processes} processes`);
  const isEnough = (counts: Counts) => {
    const done = counts[what] ?? 0;
    if (done > 0) say(`${done} ${what}, ${(done / seconds()).toFixed(0)} a second`);
    return done >= wanted;
  };
  const { counts, failures } = await proveInProcesses({ proof, seed, processes, chunk: 100, isEnough });
  for (const failure of failures) say(failure);
  if (failures.length === 0) say(`proven in ${seconds().toFixed(0)} s: ${summary(counts)}`);
  else process.exitCode = 1;
}

/** Counts by name; faults, of which there are many, by their kind. */
function summary(counts: Counts): string {
  const [plain, faults]: [Counts, Counts] = [{}, {}];
  for (const [name, times] of Object.entries(counts)) {
    const kind = name.split(' ')[1];
    if (kind === undefined) plain[name] = times;
    else faults[kind] = (faults[kind] ?? 0) + times;
  }
  const list = (each: Counts) => Object.entries(each).map(([name, times]) => `${times} ${name}`);
  return `${list(plain).join(', ')}; faults met: ${list(faults).sort().join(', ')}`;
}

function nameOf(text: string): ProofName {
  if (isProofName(text)) return text;
  throw new Error(`'${text}' is no proof; these are: ${Object.keys(proofs).join(', ')}`);
}

function wholeNumber(text: string): number {
  if (!/^-?\d+$/.test(text)) throw new Error(`'${text}' is no whole number`);
  return Number(text);
}

function seconds(): number {
  return (performance.now() - startedAt) / 1000;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
