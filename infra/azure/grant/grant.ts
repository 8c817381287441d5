/** `npm run grant`: gives the connector's managed identity the app roles of Microsoft Graph that it needs. */
import { realTiming } from '../../../src/graph/timing.ts';
import { createPersonsCredential } from '../program/sign-in.ts';
import { runProgram } from './program.ts';

process.exitCode = await runProgram({
  args: process.argv.slice(2),
  env: process.env,
  credentialOf: createPersonsCredential,
  timing: realTiming,
  say: (text) => process.stdout.write(`${text}\n`),
  complain: (text) => process.stderr.write(`${text}\n`),
});
