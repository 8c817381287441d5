import { once } from 'node:events';
import { secondsInWords } from '../../../src/core/duration-words.ts';
import { play, setRules, setScenes } from '../scenario/play.ts';
import { counted } from './lines.ts';
import { lookUntil } from './look.ts';
import type { Running } from './running.ts';

/** Plays the scenario from its beginning, once a poll has ended that could see it, and prints each step. */
export async function playScenario(running: Running): Promise<void> {
  const { cloud, scenarioStage: stage, app, scenario, beatMs, stopped, say } = running;
  sayWhatComes(running);
  setScenes(
    cloud.tenants.map(({ tenant }) => tenant),
    scenario,
  );
  await setRules(stage, scenario);
  await Promise.race([running.nextPoll(), once(stopped.signal, 'abort')]);
  await play(stage, scenario, {
    beatMs,
    signal: stopped.signal,
    say: (text) => say(`  Entra: ${text}`, 'heading'),
    look: async (wanted) => {
      for (const line of await lookUntil(app, wanted, stopped.signal)) say(`  ${line}`);
    },
  });
}

function sayWhatComes({ scenario: { steps }, beatMs, say }: Running): void {
  const said = steps.filter((step) => step.say !== undefined).length;
  const seconds = Math.ceil(((steps.at(-1)?.beat ?? 0) * beatMs) / 1000);
  if (said > 0) say(`The scenario begins: ${counted(said, 'step')} in about ${secondsInWords(seconds)}.`);
}
