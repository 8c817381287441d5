/** `npm run grant`: gives the connector's managed identity the app roles of Microsoft Graph that it needs. */
import { thisTerminal } from '../program/terminal.ts';
import { runProgram } from './program.ts';

process.exitCode = await runProgram(thisTerminal);
