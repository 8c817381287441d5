import { writeFile } from 'node:fs/promises';
import { argumentsOrHelp, optionsOrExit } from '../program/read-arguments.ts';
import { runbook } from './runbook.ts';

// `npm run runbook`: writes the runbook anew from the advice.

const help = `Writes docs/runbook.md anew from the advice in src/core/advice.

  npm run runbook

  --help   this text`;
optionsOrExit(help, (args) => argumentsOrHelp(args, { command: 'npm run runbook', options: {} }));

await writeFile(new URL('../../docs/runbook.md', import.meta.url), runbook());
process.stdout.write('docs/runbook.md\n');
