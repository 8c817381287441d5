import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
const run = promisify(execFile);

/** An import that each room must not have, by a file of that room. */
const forbidden = {
  'src/wrong.ts': '../infra/build.ts',
  'src/contract/wrong.ts': '../core/json.ts',
  'src/contract/answers/wrong.ts': '../../core/json.ts',
  'src/core/wrong-way.ts': '../views/job.ts',
  'src/core/wrong-sdk.ts': '@azure/data-tables',
  'src/core/wrong-validator.ts': 'zod/mini',
  'src/core/wrong-answer.ts': '../contract/answers/job.ts',
  'src/core/advice/wrong-way.ts': '../../views/job.ts',
  'src/core/advice/wrong-validator.ts': 'zod/mini',
  'src/poll/wrong.ts': '../table/store.ts',
  'src/views/wrong.ts': '../poll/poll.ts',
  'src/graph/wrong.ts': '../config/config.ts',
  'src/bus/wrong.ts': '../table/store.ts',
  'src/table/wrong.ts': '../poll/poll.ts',
  'src/page/wrong.ts': '../poll/ports.ts',
  'src/http/wrong.ts': '../config/config.ts',
  'src/config/wrong.ts': '../poll/ports.ts',
  'src/functions/wrong.ts': '../poll/poll.ts',
  'infra/azure/grant/wrong.ts': '../../../src/graph/get.ts',
};

/** An import that each of these rooms needs. */
const allowed = {
  'src/right.ts': './poll/poll.ts',
  'src/contract/answers/right.ts': '../formats.ts',
  'src/core/right.ts': '../contract/events/event-names.ts',
  'src/core/advice/right.ts': '../instant.ts',
  'src/core/advice/right-name.ts': '../../contract/events/event-names.ts',
  'src/poll/right.ts': '../core/detect.ts',
  'src/views/right.ts': '../contract/answers/job.ts',
  'src/table/right.ts': '../views/ports.ts',
  'src/http/right.ts': '../page/html.ts',
  'src/functions/right.ts': '../app.ts',
  'infra/azure/grant/right.ts': '../../../src/graph/for-programs.ts',
};

const circle = { 'src/poll/one.ts': './other.ts', 'src/poll/other.ts': './one.ts' };

let folder: string;
/** What the linter says of each file. */
let found: ReadonlyMap<string, string>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'borders-'));
  await cp(join(root, 'biome.json'), join(folder, 'biome.json'));
  for (const [path, specifier] of Object.entries({ ...forbidden, ...allowed, ...circle })) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), `export type { Any } from '${specifier}';\n`);
  }
  const args = ['lint', '--vcs-enabled=false', '--reporter=json', '--max-diagnostics=none', 'src', 'infra'];
  // It exits with 1, since it finds what it should.
  const { stdout } = await run(process.execPath, [biome, ...args], { cwd: folder }).catch((error) => error);
  const { diagnostics } = JSON.parse(stdout);
  found = new Map(diagnostics.map((each: Diagnostic) => [each.location.path, each.category]));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

interface Diagnostic {
  readonly category: string;
  readonly location: { readonly path: string };
}

test.each(Object.entries(forbidden))('%s may not import %s', (path) => {
  expect(found.get(path)).toBe('lint/style/noRestrictedImports');
});

test.each(Object.entries(allowed))('%s may import %s', (path) => {
  expect(found.get(path)).toBeUndefined();
});

test.each(Object.entries(circle))('%s may not import %s, which imports it, even for a type only', (path) => {
  expect(found.get(path)).toBe('lint/suspicious/noImportCycles');
});
