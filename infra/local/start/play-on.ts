import { once } from 'node:events';
import { complete } from './complete.ts';
import { askingByCurl } from './introduce.ts';
import { look } from './look.ts';
import { obey } from './obey.ts';
import { playScenario } from './play-scenario.ts';
import type { Running } from './running.ts';
import type { Terminal } from './terminal.ts';

const daySeconds = 24 * 60 * 60;

/** Plays the scenario, and does what the terminal says, until everything is to stop. Returns the exit code. */
export async function playOn(running: Running, terminal: Terminal): Promise<number> {
  const { cloud, stage, app, scenario, rules, pollSeconds, stopped, say } = running;
  let isPlaying = false;

  async function playAndReport(): Promise<void> {
    isPlaying = true;
    try {
      await playScenario(running);
      if (!stopped.signal.aborted) say("The scenario is over. 'play' plays it once more.", 'heading');
    } catch (error) {
      // What a person did in between can make a step impossible.
      say(`The scenario cannot go on: ${error instanceof Error ? error.message : String(error)}`, 'warning');
    }
    isPlaying = false;
  }

  const obeying = {
    tenants: cloud.tenants,
    rules,
    pollSeconds,
    tokenSeconds: scenario.tokenSeconds ?? daySeconds,
    stage,
    poll: () => app.invoke('poll'),
    look: () => look(app),
    curl: askingByCurl(app, cloud, scenario),
    play() {
      if (isPlaying) return false;
      void playAndReport();
      return true;
    },
    quit: () => stopped.abort(),
  };
  if (terminal.isRead)
    terminal.say(
      "Type what is to happen, such as 'fail zendesk' or 'down bus'. 'help' lists all.\n",
      'heading',
    );
  terminal.onTab((line) => {
    const names = cloud.tenants.flatMap(({ tenant }) =>
      [...tenant.principals()].map(({ principal }) => principal.displayName),
    );
    return complete(
      line,
      [...new Set(names)],
      cloud.tenants.map(({ name }) => name),
    );
  });
  terminal.onLine(async (line) => {
    const answer = await obey(line, obeying);
    if (answer !== undefined) terminal.say(answer);
  });
  if (scenario.steps.length > 0) void playAndReport();
  if (!stopped.signal.aborted) await once(stopped.signal, 'abort');
  return 0;
}
