import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { guard } from './guard.ts';

export interface ChildOptions {
  /** The module to run, a TypeScript one or a bundle; it calls `endWithParent`. */
  module: URL;
  /** The whole environment: nothing is inherited. */
  env: NodeJS.ProcessEnv;
  cwd?: string;
  /** The Node that runs it; this one unless given. */
  nodePath?: string;
  /** Options of Node itself. */
  nodeOptions?: readonly string[];
  onLine: (line: string, stream: 'stdout' | 'stderr') => void;
}

export interface Child<Received, Sent extends object> {
  /** Undefined when it could not be started. */
  readonly pid: number | undefined;
  /** When it is gone and all its output has been read: how, in words, such as `with code 1` or `by SIGKILL`. */
  readonly ended: Promise<string>;
  onMessage(listener: (message: Received) => void): void;
  /** Nothing happens when it is gone. */
  send(message: Sent): void;
  /** SIGKILL. */
  kill(): Promise<void>;
}

const entry = fileURLToPath(new URL('child-entry.mjs', import.meta.url));

/** Starts a process that talks by messages, and that ends when this process ends, however that happens. */
export function startChild<Received, Sent extends object>(options: ChildOptions): Child<Received, Sent> {
  const child = spawn(
    options.nodePath ?? process.execPath,
    [...(options.nodeOptions ?? []), entry, options.module.href],
    {
      env: options.env,
      ...(options.cwd !== undefined && { cwd: options.cwd }),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    },
  );
  const letGo = child.pid === undefined ? () => {} : guard({ child: child.pid });
  const ended = new Promise<string>((resolve) => {
    child.on('error', (error) => {
      if (child.pid === undefined) resolve(`before it began: ${error.message}`);
    });
    // Of a process, where 'close' is of its output as well: its number may be another's from then on.
    child.on('exit', letGo);
    child.on('close', (code, signal) => resolve(signal === null ? `with code ${code}` : `by ${signal}`));
  });
  const readLines = (input: Readable | null, stream: 'stdout' | 'stderr') => {
    if (input !== null) createInterface({ input }).on('line', (line) => options.onLine(line, stream));
  };
  readLines(child.stdout, 'stdout');
  readLines(child.stderr, 'stderr');

  return {
    pid: child.pid,
    ended,
    onMessage(listener) {
      child.on('message', listener);
    },
    send(message) {
      // A callback, or the child's end in the very same moment would be an error that nobody listens to.
      if (child.connected) child.send(message, () => {});
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/**
 * For the module that a child runs. The channel to the parent closes with the parent, even when that was killed. Ctrl-C
 * reaches every process of a terminal at once: the parent decides what it means for its children.
 */
export function endWithParent(cleanUp: () => Promise<void> | void = () => {}): void {
  process.on('SIGINT', () => {});
  const end = async () => {
    await cleanUp();
    process.exit(1);
  };
  // The parent may be gone before this module was loaded.
  if (process.connected) process.once('disconnect', end);
  else void end();
}
