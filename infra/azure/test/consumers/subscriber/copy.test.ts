import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { eventTypes } from '../../../../../src/contract/events/event-names.ts';
import { eventTypesText } from '../../../consumers/event-types.ts';
import { dataSchemas } from '../../../consumers/subscriber/provisioning-events.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../../../../', import.meta.url));
const folder = fileURLToPath(new URL('../../../consumers/subscriber/', import.meta.url));
const manifest = z.object({
  dependencies: z.record(z.string(), z.string()),
  devDependencies: z.record(z.string(), z.string()),
});

describe('a copy of the folder', () => {
  let copy: string;
  beforeAll(async () => {
    copy = await mkdtemp(join(tmpdir(), 'copied-subscriber-'));
    await cp(folder, copy, { recursive: true });
    // What `npm install` would put there.
    await symlink(join(root, 'node_modules'), join(copy, 'node_modules'));
  });
  afterAll(() => rm(copy, { recursive: true }));

  test('is whole: its types are right without the rest of the repository', async () => {
    await expect(run('node_modules/.bin/tsc', ['-p', '.'], { cwd: copy })).resolves.toMatchObject({
      stdout: '',
    });
  });

  test('runs by its own package.json', async () => {
    const env = { PATH: process.env.PATH, npm_config_update_notifier: 'false' };
    await expect(run('npm', ['start', '--silent'], { cwd: copy, env })).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('SERVICEBUS_NAMESPACE is missing'),
    });
  });
});

test('its packages are those that the tests here run it with', async () => {
  const read = async (file: string) => manifest.parse(JSON.parse(await readFile(file, 'utf8')));
  const own = await read(join(folder, 'package.json'));
  const ours = await read(join(root, 'package.json'));
  expect({ ...ours.dependencies, ...ours.devDependencies }).toMatchObject({
    ...own.dependencies,
    ...own.devDependencies,
  });
});

test('its types of events are those of the published schemas: after a change there, `npm run consumers` writes them anew', async () => {
  const file = join(folder, 'provisioning-events.ts');
  const formatting = run(join(root, 'node_modules/.bin/biome'), ['format', `--stdin-file-path=${file}`], {
    cwd: root,
  });
  formatting.child.stdin?.end(eventTypesText());
  expect((await formatting).stdout).toBe(await readFile(file, 'utf8'));
});

test('it has a type for every event, and a handler in its program', async () => {
  expect(Object.keys(dataSchemas).toSorted()).toEqual(eventTypes.toSorted());
  const program = await readFile(join(folder, 'main.ts'), 'utf8');
  for (const type of eventTypes) expect(program).toContain(`on('${type}', showEvent)`);
});
