import { writeFile } from 'node:fs/promises';
import { argumentsOrHelp, optionsOrExit } from '../../program/read-arguments.ts';
import { adviceTable } from './advice-table.ts';

// `npm run consumers`: writes anew what the consumers take from src.

const help = `Writes infra/azure/consumers/advice.json, the sentences of the notices, anew from the advice in src/core/advice.

  npm run consumers

  --help   this text`;
optionsOrExit(help, (args) => argumentsOrHelp(args, { command: 'npm run consumers', options: {} }));

await writeFile(new URL('advice.json', import.meta.url), `${JSON.stringify(adviceTable(), undefined, 2)}\n`);
