/** `npm run proof`: random histories and races, for as long as wanted. */
import { availableParallelism } from 'node:os';
import { argumentsOrHelp, OptionsError, optionsOrExit } from '../../infra/program/read-arguments.ts';
import type { Counts } from './proof/counts.ts';
import { proveInProcesses } from './proof/in-processes.ts';
import { allInTurns, isProofName, type ProofName, proofs } from './proof/proofs.ts';

const command = 'npm run proof';
const help = `Random histories and races against the promise, for as long as wanted.

  npm run proof -- [PROOF] [options]

  PROOF           histories, races (polls that overlap), dispatches, removals (of much at once), arrivals or tenants (several in
                  one process); all of them in turns unless given
  --steps N       until that many steps of histories are taken (default: 100000)
  --runs N        that many cases; of races, dispatches, arrivals and tenants always (default: 1000)
  --seed N        the same cases again; another one each time unless given
  --processes N   how many run side by side (default: 2, or fewer where there are fewer processors)
  --path P        with --seed, and --replay where it was printed: the one case that failed, again
  --replay R
  --help          this text`;

const { proof, steps, runs, seed, processes, path, replay } = optionsOrExit(help, (args) => {
  const given = argumentsOrHelp(args, {
    command,
    mostWords: 1,
    options: {
      steps: { type: 'string', default: '100000' },
      runs: { type: 'string' },
      seed: { type: 'string', default: `${Date.now() % 1_000_000_000}` },
      processes: { type: 'string', default: `${Math.min(2, availableParallelism())}` },
      path: { type: 'string' },
      replay: { type: 'string' },
    },
  });
  if (given === 'help') return 'help';
  const { values, words } = given;
  return {
    proof: words[0] === undefined ? undefined : nameOf(words[0]),
    steps: wholeNumber('--steps', values.steps),
    runs: values.runs === undefined ? undefined : wholeNumber('--runs', values.runs),
    seed: wholeNumber('--seed', values.seed),
    processes: wholeNumber('--processes', values.processes),
    path: values.path,
    replay: values.replay,
  };
});
const startedAt = performance.now();

try {
  if (path === undefined) await proveLong();
  else await proveAgain(path);
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

async function proveAgain(path: string): Promise<void> {
  await proofs[proof ?? 'histories']({ runs: 1, seed, path, ...(replay !== undefined && { replay }) });
  say('it holds now');
}

async function proveLong(): Promise<void> {
  const hasSteps = proof === undefined || proof === 'histories' || proof === 'removals';
  const [what, wanted] = runs === undefined && hasSteps ? ['steps', steps] : ['runs', runs ?? 1000];
  say(`${proof ?? 'all'}: ${wanted} ${what}, seed ${seed}, ${processes} processes`);
  const isEnough = (counts: Counts) => {
    const done = counts[what] ?? 0;
    if (done > 0) say(`${done} ${what}, ${(done / seconds()).toFixed(0)} a second`);
    return done >= wanted;
  };
  const inTurns = proof === undefined ? allInTurns : [proof];
  const { counts, failures } = await proveInProcesses({
    proofs: inTurns,
    seed,
    processes,
    chunk: 100,
    isEnough,
  });
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
  throw new OptionsError([`'${text}' is no proof; these are: ${Object.keys(proofs).join(', ')}.`], command);
}

function wholeNumber(option: string, text: string): number {
  if (/^-?\d+$/.test(text)) return Number(text);
  throw new OptionsError([`${option} takes a whole number, not '${text}'.`], command);
}

function seconds(): number {
  return (performance.now() - startedAt) / 1000;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
