/** `npm run repeat`: all tests, again and again, to find those that fail now and then. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod/mini';
import { createTemporaryFolder } from '../infra/local/process/temporary-folder.ts';
import { argumentsOrHelp, OptionsError, optionsOrExit } from '../infra/program/read-arguments.ts';

const command = 'npm run repeat';
const help = `Runs npm test several times, each with another seed, and says at the end what failed and what took long.

  npm run repeat -- [FILTER] [options]

  FILTER      only the files whose path has it
  --runs N    how often (default: 20)
  --seed N    TEST_SEED of the first run, the next ones have the next; another one each time unless given
  --help      this text

Ctrl-C ends it with what was seen until then.`;

const { runs, seed, filter } = optionsOrExit(help, (args) => {
  const given = argumentsOrHelp(args, {
    command,
    options: {
      runs: { type: 'string', default: '20' },
      seed: { type: 'string', default: `${Date.now() % 900_000_000}` },
    },
    mostWords: 1,
  });
  if (given === 'help') return 'help';
  const { values, words } = given;
  return {
    runs: wholeNumber('--runs', values.runs),
    seed: wholeNumber('--seed', values.seed),
    filter: words,
  };
});

const report = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      message: z.optional(z.string()),
      status: z.string(),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          duration: z.nullish(z.number()),
          failureMessages: z.optional(z.array(z.string())),
        }),
      ),
    }),
  ),
});

interface Run {
  readonly seed: number;
  readonly seconds: number;
  /** Of the machine in its last minute, when the run ended. */
  readonly load: number;
  readonly tests: number;
  /** Names of what failed, and of the run itself where it ended badly without one. */
  readonly failed: readonly string[];
  /** What each of these said, cut. */
  readonly messages: readonly string[];
  /** How long each test took, in milliseconds. */
  readonly durations: ReadonlyMap<string, number>;
}

const mostOfMessage = 4_000;

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = await createTemporaryFolder('repeat-');
const all: Run[] = [];
const stopped = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopped.abort());
try {
  for (let run = 0; run < runs; run++) {
    const made = await testOnce(seed + run);
    // The last one was broken off, and says nothing of the tests.
    if (stopped.signal.aborted) break;
    all.push(made);
    say(inWords(made));
  }
} finally {
  await folder.remove();
}
say(summary(all));
process.exitCode = all.some(({ failed }) => failed.length > 0) ? 1 : 0;

async function testOnce(testSeed: number): Promise<Run> {
  const file = join(folder.path, `${testSeed}.json`);
  const startedAt = performance.now();
  const options = ['--reporter=json', `--outputFile=${file}`, ...filter];
  // A group of its own would outlive a Ctrl-C.
  const tests = spawn('npm', ['test', '--silent', '--', ...options], {
    cwd: root,
    env: { ...process.env, TEST_SEED: String(testSeed) },
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  const stop = () => tests.kill('SIGINT');
  stopped.signal.addEventListener('abort', stop);
  const [code, signal] = await once(tests, 'exit');
  stopped.signal.removeEventListener('abort', stop);
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  const { testResults } = await readFile(file, 'utf8').then(
    (text) => report.parse(JSON.parse(text)),
    () => ({ testResults: [] }),
  );
  const durations = new Map<string, number>();
  const failed: string[] = [];
  const messages: string[] = [];
  for (const { name, status, message, assertionResults } of testResults) {
    const path = relative(root, name);
    const before = failed.length;
    for (const { fullName, status: result, duration, failureMessages } of assertionResults) {
      durations.set(`${path} > ${fullName}`, duration ?? 0);
      if (result !== 'failed') continue;
      failed.push(`${path} > ${fullName}`);
      messages.push(`${failed.at(-1)}:\n${failureMessages?.join('\n').slice(0, mostOfMessage)}`);
    }
    if (status === 'failed' && failed.length === before) failed.push(`${path}: ${message ?? 'it failed'}`);
  }
  if (code !== 0 && failed.length === 0) failed.push(`the run itself, which ended with ${code ?? signal}`);
  return {
    seed: testSeed,
    seconds,
    load: loadavg()[0] ?? 0,
    tests: durations.size,
    failed,
    messages,
    durations,
  };
}

function inWords({ seed: testSeed, seconds, load, tests, failed, messages }: Run): string {
  const how = failed.length === 0 ? 'all passed' : `${failed.length} failed: ${failed.join('; ')}`;
  const line = `TEST_SEED=${testSeed}: ${tests} tests in ${seconds} s, load ${load.toFixed(1)}, ${how}`;
  return [line, ...messages].join('\n');
}

function summary(made: readonly Run[]): string {
  const failures = new Map<string, number[]>();
  for (const { seed: testSeed, failed } of made)
    for (const name of failed) failures.set(name, [...(failures.get(name) ?? []), testSeed]);
  const longest = new Map<string, number>();
  for (const { durations } of made)
    for (const [name, ms] of durations) longest.set(name, Math.max(ms, longest.get(name) ?? 0));
  const slowest = [...longest].sort(([, a], [, b]) => b - a).slice(0, 15);
  const good = made.filter(({ failed }) => failed.length === 0).length;
  return [
    '',
    `${good} of ${made.length} runs passed.`,
    '',
    '| failed | times | TEST_SEED |',
    '|---|--:|---|',
    ...[...failures].map(([name, seeds]) => `| ${cell(name)} | ${seeds.length} | ${seeds.join(', ')} |`),
    '',
    '| slowest test | at most, s |',
    '|---|--:|',
    ...slowest.map(([name, ms]) => `| ${cell(name)} | ${(ms / 1000).toFixed(1)} |`),
    '',
  ].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ');
}

function wholeNumber(option: string, text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new OptionsError([`${option} takes a whole number from 1 on, not '${text}'.`], command);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
