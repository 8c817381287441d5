import { play, setScene } from '../scenario/play.ts';
import type { Running } from './running.ts';

/** Plays the scenario from its beginning, and tells each step. */
export async function playScenario({ cloud, stage, scenario, beatMs, stopped, say }: Running): Promise<void> {
  setScene(cloud.tenant, scenario);
  await play(stage, scenario, { beatMs, signal: stopped.signal, say: (text) => say(`  Entra: ${text}`) });
}
