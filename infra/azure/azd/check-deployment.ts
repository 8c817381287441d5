/** `npm run check:deployment`: whether a deployed connector is all there, holds no key, and lets nobody in without one. */
import { createDefaultHttpClient } from '@azure/core-rest-pipeline';
import { realTiming } from '../../../src/graph/timing.ts';
import { createPersonsCredential } from '../program/sign-in.ts';
import { packagedFunctions } from './packaged-functions.ts';
import { runProgram } from './program.ts';

process.exitCode = await runProgram({
  args: process.argv.slice(2),
  env: process.env,
  credentialOf: createPersonsCredential,
  functionsOf: packagedFunctions,
  timing: realTiming,
  httpClient: createDefaultHttpClient(),
  maxRetries: 3,
  say: (text) => process.stdout.write(`${text}\n`),
  complain: (text) => process.stderr.write(`${text}\n`),
});
