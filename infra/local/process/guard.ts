import { spawn } from 'node:child_process';
import { Socket } from 'node:net';

/** Something that this process is not to leave behind. */
type Guarded = { readonly folder: string } | { readonly child: number };

/** Children end by themselves when their parent is gone, once they have cleaned up. */
const cleanUpMilliseconds = 3_000;

/**
 * Each line of its input is something that it guards from then on, or no longer. The end of its input comes with the end of the process that
 * writes it.
 */
const guardCode = `
  const guarded = new Set();
  require('node:readline')
    .createInterface({ input: process.stdin })
    .on('line', (line) => guarded.delete(line) || guarded.add(line))
    .on('close', () => {
      const all = [...guarded].map((line) => JSON.parse(line));
      for (const { folder } of all) if (folder) require('node:fs').rmSync(folder, { recursive: true, force: true });
      const signal = (child, name) => {
        try {
          return process.kill(child, name);
        } catch {
          return false;
        }
      };
      const children = all.flatMap(({ child }) => (child && signal(child, 0) ? [child] : []));
      if (children.length > 0)
        setTimeout(() => children.forEach((child) => signal(child, 'SIGKILL')), ${cleanUpMilliseconds});
    });
`;

let tellGuard: ((line: string) => void) | undefined;

/**
 * When this process ends, however that happens, even by SIGKILL, another one removes the folder, or kills the child if that
 * has not ended by itself: it may never let go of its thread, or hang in its cleaning up.
 *
 * @returns to call once it is gone
 */
export function guard(what: Guarded): () => void {
  tellGuard ??= startGuard();
  const tell = tellGuard;
  const line = `${JSON.stringify(what)}\n`;
  tell(line);
  return () => tell(line);
}

/** One for all: to start it is most of its work. */
function startGuard(): (line: string) => void {
  // Detached, so that the Ctrl-C of a terminal does not end the guard first.
  const started = spawn(process.execPath, ['-e', guardCode], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const { stdin } = started;
  started.unref();
  if (stdin instanceof Socket) stdin.unref();
  return (line) => void stdin.write(line);
}
