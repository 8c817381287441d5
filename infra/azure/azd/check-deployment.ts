/** `npm run check:deployment`: whether a deployed connector is all there, holds no key, and lets nobody in without one. */
import { createDefaultHttpClient } from '@azure/core-rest-pipeline';
import { thisTerminal } from '../program/terminal.ts';
import { packagedFunctions } from './packaged-functions.ts';
import { runProgram } from './program.ts';

process.exitCode = await runProgram({
  ...thisTerminal,
  functionsOf: packagedFunctions,
  httpClient: createDefaultHttpClient(),
  maxRetries: 3,
});
