/** `npm start`: the built connector on a local cloud, a scenario of quarantines, and a subscriber that prints the events. */
import { help, parseOptions } from './options.ts';
import { run } from './run.ts';
import { openTerminal } from './terminal.ts';

const stopped = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stopped.abort());

try {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) process.stdout.write(`${help}\n`);
  else {
    const terminal = openTerminal(options);
    terminal.onQuit(() => stopped.abort());
    try {
      process.exitCode = await run(options, terminal, stopped);
    } finally {
      terminal.close();
    }
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
