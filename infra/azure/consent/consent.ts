/** `npm run consent`: how a tenant consents to the app that reads it, and whether it has. */
import { thisTerminal } from '../program/terminal.ts';
import { runProgram } from './program.ts';

process.exitCode = await runProgram(thisTerminal);
