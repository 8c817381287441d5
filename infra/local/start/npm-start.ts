/** `npm start`: builds the connector and starts it, once nothing is wrong with the options. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { optionsOrExit } from '../../program/read-arguments.ts';
import { help, parseOptions } from './options.ts';
import { choosePort } from './ports.ts';

const options = optionsOrExit(help, (args) => parseOptions(args, process.env));
try {
  await choosePort(options.port);
  await build();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
await import('./start.ts');

/** @throws Error that holds what the build printed, when it fails */
async function build(): Promise<void> {
  process.stdout.write('Building the connector ...\n');
  const program = fileURLToPath(new URL('../../build.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', program], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [[code], printed, mistakes] = await Promise.all([
    once(child, 'exit'),
    text(child.stdout),
    text(child.stderr),
  ]);
  if (code !== 0) throw new Error(`${printed}${mistakes}`.trim());
}
