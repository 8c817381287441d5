/** `npm run fuzz`: bad input, for as long as wanted. */
import { startVitest } from 'vitest/node';
import { argumentsOrHelp, OptionsError, optionsOrExit } from '../../infra/program/read-arguments.ts';

const command = 'npm run fuzz';
const help = `Plays cases of bad input against each test of test/fuzz.

  npm run fuzz -- [N]

  N        how many cases (default: 100000)
  --help   this text`;

process.env.FUZZ_CASES = optionsOrExit(help, (args) => {
  const given = argumentsOrHelp(args, { command, options: {}, mostWords: 1 });
  if (given === 'help') return 'help';
  const [cases = '100000'] = given.words;
  if (!/^[1-9]\d*$/.test(cases))
    throw new OptionsError([`'${cases}' is no number of cases: give a whole one.`], command);
  return cases;
});
const vitest = await startVitest('test', ['test/fuzz'], { watch: false });
await vitest.close();
