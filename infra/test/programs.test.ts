import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { runnable } from '../../test/support/run-script.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Each program of ours that npm runs, and its file. */
const programs = Object.entries(packageJson.scripts).flatMap(([name, script]) => {
  const [, file] = / tsx ([\w/.-]+\.ts)$/.exec(script) ?? [];
  return file === undefined
    ? []
    : [{ name, command: name === 'start' ? 'npm start' : `npm run ${name}`, file }];
});

async function run(file: string, ...args: string[]) {
  return promisify(execFile)(process.execPath, [await runnable(file), ...args], { cwd: root }).then(
    (output) => ({ code: 0, ...output }),
    ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
  );
}

test('the programs are known', () => {
  expect(programs.map(({ name }) => name).sort()).toEqual(
    'bench build check:deployment consent consumers contract fuzz grant proof release repeat runbook screenshot soak start subscriber'.split(
      ' ',
    ),
  );
});

describe.concurrent.each(programs)('$command', ({ command, file }) => {
  test('--help says what it does and how it is called, and does nothing', async ({ expect }) => {
    const { code, stdout, stderr } = await run(file, '--help');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^[A-Z].+[.:][^\n]*\n\n {2}npm /);
    expect(stdout).toContain(`\n  ${command}`);
    expect(stdout).toMatch(/\n {2}--help {3,}this text\n/);
  });

  test('an option that it does not know ends it with 2 and a sentence, without a stack', async ({
    expect,
  }) => {
    const { code, stdout, stderr } = await run(file, '--no-such-option');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(`Unknown option '--no-such-option'.\n${command} -- --help lists all options.\n`);
  });
});
