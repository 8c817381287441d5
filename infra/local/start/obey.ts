import type { Tenant } from '../graph/tenant.ts';
import type { Stage } from '../scenario/stage.ts';
import { commandHelp, parseCommand } from './commands.ts';
import { describeJobs } from './lines.ts';
import type { Rules } from './rules.ts';
import { trueJobs } from './truth.ts';

/** What a typed line acts on. */
export interface Obeying {
  readonly tenant: Tenant;
  /** What the connector was asked to look for. */
  readonly rules: Rules;
  readonly stage: Stage;
  poll(): Promise<void>;
  /** What the connector says of itself. */
  look(): Promise<readonly string[]>;
  /** Once more from the beginning; false while a scenario is played. */
  play(): boolean;
  quit(): void;
}

/** Does what a person typed. Returns the answer, in words; a mistake is an answer, too. */
export async function obey(line: string, on: Obeying): Promise<string | undefined> {
  try {
    const command = parseCommand(line);
    if (command === undefined) return undefined;
    switch (command.kind) {
      case 'deed':
        await on.stage.perform(command.deed);
        return 'Done.';
      case 'jobs':
        return describeJobs(trueJobs(on.tenant, on.rules), command.part);
      case 'poll':
        await on.poll();
        return 'The connector polls.';
      case 'health':
        return (await on.look()).join('\n');
      case 'play':
        return on.play() ? undefined : 'The scenario is being played already.';
      case 'help':
        return commandHelp;
      case 'quit':
        return void on.quit();
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
