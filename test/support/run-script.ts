import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { bundledWithoutPackages } from '../../infra/local/process/bundled.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A program in a process of its own, in the hands of a test. */
export interface Script {
  readonly lines: readonly string[];
  /** The first line that fits, or the one of that number. Rejects with all lines when the process ends before. */
  line(form: RegExp, number?: number): Promise<string>;
  /** Writes a line to its input. */
  type(line: string): void;
  kill(signal: NodeJS.Signals): void;
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
}

/** A TypeScript program of this repository as Node itself can run it: to start it by tsx takes seconds more, each time. */
export async function runnable(file: string): Promise<string> {
  return fileURLToPath(await bundledWithoutPackages(pathToFileURL(join(root, file))));
}

/** @param tmp where it puts its temporary files */
export function runScript(program: string, args: readonly string[], tmp: string): Script {
  const child: ChildProcess = spawn(process.execPath, [program, ...args], {
    cwd: root,
    env: { ...process.env, TMPDIR: tmp },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) throw new Error('its output is piped');
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      for (const check of waiting) check();
    });
  }
  const ended = once(child, 'close').then(([code, signal]) => code ?? signal);
  return {
    lines,
    line(form, number = 1) {
      return new Promise((resolve, reject) => {
        const check = () => {
          const found = lines.filter((line) => form.test(line))[number - 1];
          if (found === undefined) return;
          waiting.delete(check);
          resolve(found);
        };
        waiting.add(check);
        check();
        ended.then(() => reject(new Error(`it ended without a line like ${form}:\n${lines.join('\n')}`)));
      });
    },
    type: (line) => child.stdin?.write(`${line}\n`),
    kill: (signal) => void child.kill(signal),
    ended,
  };
}

/** What clouds have left there. */
export async function cloudsIn(tmp: string): Promise<string[]> {
  return (await readdir(tmp)).filter((name) => name.startsWith('local-cloud-'));
}
