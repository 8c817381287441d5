import { conditionTypes } from '../../../src/contract/events/event-names.ts';
import type { CloudTenant } from '../cloud-tenants.ts';
import type { Tenant } from '../graph/tenant.ts';
import { findApplication } from '../scenario/find-application.ts';
import { findTenant, isTenantName } from '../scenario/find-tenant.ts';
import { fullName } from '../scenario/full-name.ts';
import { type Deed, isTenantDeed } from '../scenario/scenario.ts';
import type { Stage } from '../scenario/stage.ts';
import { answerDeed } from './answer-deed.ts';
import { commandHelp, type Names, parseCommand } from './commands.ts';
import { describeJobs } from './lines.ts';
import type { Rules } from './rules.ts';
import { type TrueJob, trueJobs } from './truth.ts';

/** What a typed line acts on. */
export interface Obeying {
  /** The home tenant first. */
  readonly tenants: readonly Pick<CloudTenant, 'name' | 'tenantId' | 'tenant'>[];
  /** What the connector was asked to look for. */
  readonly rules: Rules;
  readonly pollSeconds: number;
  readonly tokenSeconds: number;
  readonly stage: Stage;
  poll(): Promise<void>;
  /** What the connector says of itself. */
  look(): Promise<readonly string[]>;
  /** What it can be asked from another terminal. */
  readonly curl: string;
  /** Once more from the beginning; false while a scenario is played. */
  play(): boolean;
  quit(): void;
}

/** Does what a person typed. Returns the answer, in words; a mistake is an answer, too. */
export async function obey(line: string, on: Obeying): Promise<string | undefined> {
  try {
    const command = parseCommand(line, namesIn(on.tenants));
    if (command === undefined) return undefined;
    switch (command.kind) {
      case 'deed':
        return await performAndAnswer(command.deed, on);
      case 'jobs':
        return describeJobs(jobsIn(on, command.tenant), command.part);
      case 'poll':
        await on.poll();
        return 'The connector polls. What it finds is printed; of a poll that finds nothing new, nothing is.';
      case 'health':
        return (await on.look()).join('\n');
      case 'curl':
        return on.curl;
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

async function performAndAnswer(deed: Deed, on: Obeying): Promise<string> {
  const { rules, pollSeconds, tokenSeconds, tenants } = on;
  const { name: tenantName, tenant } = findTenant(tenants, 'tenant' in deed ? deed.tenant : undefined);
  const jobs = [...trueJobs(tenant, rules)];
  const application = await on.stage.perform(deed);
  const meant = jobs.filter(({ displayName, isHeld }) => displayName === application && isHeld);
  const before = new Set(
    conditionTypes.filter((condition) => meant.some(({ truths }) => truths[condition] === 'holds')),
  );
  const inTenant = 'tenant' in deed && application !== undefined ? ` in ${tenantName}` : '';
  const name = isTenantDeed(deed) ? tenantName : application && `${application}${inTenant}`;
  return answerDeed(deed, { rules, pollSeconds, tokenSeconds, name, before });
}

/** Those of one tenant, or of all: then by their full names, where there are several. */
function* jobsIn({ tenants, rules }: Obeying, named: string | undefined): Iterable<TrueJob> {
  const wanted = named === undefined ? tenants : [findTenant(tenants, named)];
  for (const { name, tenant } of wanted)
    for (const job of trueJobs(tenant, rules))
      yield wanted.length === 1 ? job : { ...job, displayName: fullName(name, job.displayName) };
}

function namesIn(tenants: Obeying['tenants']): Names {
  return {
    isApplication: (name, tenantName) => isApplicationName(findTenant(tenants, tenantName).tenant, name),
    isTenant: (name) => isTenantName(tenants, name),
  };
}

function isApplicationName(tenant: Tenant, name: string): boolean {
  try {
    return (
      findApplication(
        [...tenant.principals()].map(({ principal }) => principal),
        name,
      ) !== undefined
    );
  } catch {
    // More than one: a name it is.
    return true;
  }
}
