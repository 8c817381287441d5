import { execFile } from 'node:child_process';
import { chmod, copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };

const root = fileURLToPath(new URL('../..', import.meta.url));
const packages = Object.keys({ ...packageJson.dependencies, ...packageJson.devDependencies });
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'preflight-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A clone with every package in place, as far as the preflight looks. */
beforeEach(async () => {
  await rm(folder, { recursive: true });
  await mkdir(join(folder, 'infra'), { recursive: true });
  for (const file of ['package.json', 'infra/preflight.mjs'])
    await copyFile(join(root, file), join(folder, file));
  for (const name of packages) {
    await mkdir(join(folder, 'node_modules', name), { recursive: true });
    await writeFile(join(folder, 'node_modules', name, 'package.json'), '{}');
  }
});

interface Preflight {
  readonly code: number;
  readonly said: string;
}

/** @param nodeVersion what Node says of itself */
async function preflight(args: readonly string[], nodeVersion?: string, env = {}): Promise<Preflight> {
  const pretend = join(folder, 'pretend.cjs');
  const versions = `{ value: { ...process.versions, node: '${nodeVersion}' } }`;
  await writeFile(pretend, `Object.defineProperty(process, 'versions', ${versions});`);
  const options = nodeVersion === undefined ? [] : ['--require', pretend];
  const run = promisify(execFile)(process.execPath, [...options, 'infra/preflight.mjs', ...args], {
    cwd: folder,
    env: { ...process.env, ...env },
  });
  return run.then(
    ({ stdout, stderr }) => ({ code: 0, said: stdout + stderr }),
    ({ code, stdout, stderr }) => ({ code, said: stdout + stderr }),
  );
}

test('where all is well nothing is said', async () => {
  expect(await preflight(['out', 'node_modules'])).toEqual({ code: 0, said: '' });
});

describe('a Node', () => {
  test.each(['12.22.12', '18.20.8', '20.11.1'])(
    '%s is too old, which is said in a sentence',
    async (version) => {
      expect(await preflight(['out'], version)).toEqual({
        code: 1,
        said: `Node ${version} is too old: install Node 20.12 or later, such as the one that .nvmrc names.\n`,
      });
    },
  );

  test.each(['20.12.0', '22.0.0', '24.1.0'])('%s is new enough', async (version) => {
    expect(await preflight(['out'], version)).toEqual({ code: 0, said: '' });
  });
});

describe('packages', () => {
  test('that are not there at all', async () => {
    await rm(join(folder, 'node_modules'), { recursive: true });
    expect(await preflight([])).toEqual({ code: 1, said: 'The packages are not installed: run npm ci.\n' });
  });

  test('of which one is missing', async () => {
    await rm(join(folder, 'node_modules/@azure/identity'), { recursive: true });
    expect(await preflight([])).toEqual({
      code: 1,
      said: 'Not all packages are installed (@azure/identity missing): run npm ci.\n',
    });
  });
});

describe('a folder that cannot be written', () => {
  test('since a file has its name', async () => {
    await writeFile(join(folder, 'out'), '');
    const why = `${join(folder, 'out')} is a file, so move it away`;
    expect(await preflight(['out'])).toEqual({
      code: 1,
      said: `The folder ${join(folder, 'out')} cannot be written: ${why}.\n`,
    });
  });

  test('since a file stands above it', async () => {
    await writeFile(join(folder, 'docs'), '');
    const { code, said } = await preflight(['docs/new']);
    expect([code, said]).toEqual([
      1,
      expect.stringContaining(`cannot be written: ${join(folder, 'docs')} is a file, so move it away.`),
    ]);
  });

  // Nothing is forbidden to root.
  test.skipIf(process.getuid?.() === 0)('since it is not allowed', async () => {
    await mkdir(join(folder, 'out'));
    await chmod(join(folder, 'out'), 0o500);
    const { code, said } = await preflight(['out']);
    expect([code, said]).toEqual([
      1,
      expect.stringContaining('(EACCES), so change whose it is, or clone into a folder of yours.\n'),
    ]);
  });

  test('may be that of temporary files', async () => {
    const { code, said } = await preflight([], undefined, { TMPDIR: join(folder, 'package.json') });
    expect([code, said]).toEqual([1, expect.stringContaining('package.json is a file, so move it away.\n')]);
  });
});

test('npm runs it before each program, build and test, and tells its sentence', async () => {
  const { scripts } = packageJson;
  const runsIt = (script: string) =>
    script.startsWith('node infra/preflight.mjs') || script.startsWith('npm run --silent build && ');
  const others = ['mutation', 'lint', 'format', 'types'];
  const without = Object.entries(scripts).flatMap(([name, script]) => (runsIt(script) ? [] : [name]));
  expect(without.filter((name) => !others.includes(name))).toEqual([]);
  await rm(join(folder, 'node_modules'), { recursive: true });
  const run = promisify(execFile)('npm', ['start'], { cwd: folder });
  await expect(run).rejects.toMatchObject({ stderr: 'The packages are not installed: run npm ci.\n' });
});
