import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { argumentsOrHelp, optionsOrExit } from '../../program/read-arguments.ts';
import { adviceTable } from './advice-table.ts';
import { eventTypesText } from './event-types.ts';

// `npm run consumers`: writes anew what the consumers take from src.

const help = `Writes anew, in infra/azure/consumers, what is taken from src.

  npm run consumers

  --help   this text

It writes advice.json, the sentences of the notices, from the advice in src/core/advice, and subscriber/provisioning-events.ts, the types of
the events, from the schemas in src/contract.`;
optionsOrExit(help, (args) => argumentsOrHelp(args, { command: 'npm run consumers', options: {} }));

const files = {
  'advice.json': JSON.stringify(adviceTable()),
  'subscriber/provisioning-events.ts': eventTypesText(),
};
for (const [name, text] of Object.entries(files)) {
  const file = fileURLToPath(new URL(name, import.meta.url));
  await writeFile(file, text);
  await promisify(execFile)('npx', ['biome', 'format', '--write', file]);
  process.stdout.write(`${name}\n`);
}
