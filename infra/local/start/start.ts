/** The built connector on a local cloud, a scenario of jobs in trouble, and a subscriber that prints the events. */
import { optionsOrExit } from '../../program/read-arguments.ts';
import { help, parseOptions } from './options.ts';
import { run } from './run.ts';
import { openTerminal } from './terminal.ts';

const options = optionsOrExit(help, (args) => parseOptions(args, process.env));
const stopped = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stopped.abort());

const terminal = openTerminal(options);
terminal.onQuit(() => stopped.abort());
try {
  process.exitCode = await run(options, terminal, stopped);
} catch (error) {
  // A process that did not start gives its stack as its message.
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${message.replaceAll(/\n\s+at .*/g, '')}\n`);
  process.exitCode = 1;
} finally {
  terminal.close();
}
