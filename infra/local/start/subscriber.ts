import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { argumentsOrHelp, optionsOrExit } from '../../program/read-arguments.ts';
import { latestOffer } from './subscriber-env.ts';

// `npm run subscriber`: the subscriber to copy, against the local cloud of `npm start`.

const help = `Runs infra/azure/consumers/subscriber against the local cloud of npm start, which has to run in another terminal.

  npm run subscriber

  --help   this text

It shows each event as a line of JSON: those that wait first, then what happens. Ctrl-C ends it.`;
optionsOrExit(help, (args) => argumentsOrHelp(args, { command: 'npm run subscriber', options: {} }));

const offer = await latestOffer();
if (offer === undefined) {
  process.stderr.write('No local cloud is running: run npm start in another terminal first.\n');
  process.exitCode = 1;
} else {
  const program = fileURLToPath(new URL('../../azure/consumers/subscriber/main.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', program], {
    stdio: 'inherit',
    env: { ...process.env, ...offer },
  });
  // A terminal sends Ctrl-C to both; the subscriber ends by itself, and then this does.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => void child.kill('SIGTERM'));
  const [code] = await once(child, 'exit');
  process.exitCode = typeof code === 'number' ? code : 1;
}
