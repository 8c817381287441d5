import { applications, cloudSync, salesforce, zendesk } from './applications.ts';
import { salesforceCredentials } from './quarantine-causes.ts';
import { type Scenario, shortTokens } from './scenario.ts';

/**
 * 44 beats, and as long as it waits for what health has to say, in which the connector cannot see what it should: on a first day
 * without its app role, behind a poisoned answer, and after its table was lost. It never looks well meanwhile, and sends the events
 * of everything afterwards.
 */
export const blind: Scenario = {
  applications,
  denied: ['Synchronization.Read.All'],
  tokenSeconds: shortTokens,
  // In place of a quarter of an hour: what nobody has read for so long is a failure.
  settings: { STALE_AFTER: 'PT15S' },
  steps: [
    {
      beat: 4,
      say: 'the first day: the connector may list applications, but not read their jobs',
      looks: {},
    },
    {
      beat: 8,
      does: { verb: 'fail', application: salesforce, ...salesforceCredentials },
      say: 'a quarantine begins, and nobody can see it',
    },
    {
      beat: 9,
      say: 'hours later, still no app role: what was never read is a failure, not a green page',
      looks: { health: 'fail', because: 'lastRun' },
    },
    {
      beat: 10,
      does: { verb: 'grant', role: 'Synchronization.Read.All' },
      say: 'an admin grants Synchronization.Read.All: the first poll whose token has it sends an event for all that is open',
      looks: { health: 'pass' },
    },
    {
      beat: 14,
      does: { verb: 'poison', application: zendesk },
      say: "a gateway's page stands in place of its jobs, in the middle of the batch that asks for all",
    },
    {
      beat: 15,
      does: { verb: 'fail', application: cloudSync, reason: 'TooManyDeletes' },
      say: 'and another one goes into quarantine: its event is sent all the same, and health names the one that cannot be read',
      looks: { health: 'warn', because: 'unreadableJobs' },
    },
    {
      beat: 24,
      does: { verb: 'cure', application: zendesk },
      say: 'the gateway is well again',
      looks: { health: 'pass' },
    },
    {
      beat: 28,
      does: { verb: 'lose', service: 'tables' },
      say: 'the table is deleted while a poll asks Graph: that poll fails, and writes nothing more',
      looks: { health: 'fail', because: 'coverage' },
    },
    {
      beat: 29,
      say: 'the next poll discovers the tenant again: what is open is sent again, as new events of the same episodes',
      looks: { health: 'pass' },
    },
    { beat: 32, does: { verb: 'heal', application: salesforce }, say: 'with a new password it is lifted' },
    { beat: 32, does: { verb: 'heal', application: cloudSync }, say: 'the deletes were allowed: lifted' },
    {
      beat: 44,
      does: { verb: 'heal', application: salesforce },
      say: 'one more quiet cycle: the scenario ends',
      looks: { health: 'pass' },
    },
  ],
};
