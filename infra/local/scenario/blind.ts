import { applications, cloudSync, salesforce, zendesk } from './applications.ts';
import { salesforceCredentials } from './quarantine-causes.ts';
import { type Scenario, shortTokens } from './scenario.ts';

/**
 * 100 beats in which the connector cannot see what it should: on a first day without its app role, behind a poisoned answer, and after
 * its table was lost. It never looks well meanwhile, and tells everything afterwards.
 */
export const blind: Scenario = {
  applications,
  denied: ['Synchronization.Read.All'],
  tokenSeconds: shortTokens,
  settings: { STALE_AFTER: 'PT15S' },
  steps: [
    {
      beat: 4,
      say: 'the first day: the connector may list applications, but not read their jobs',
      looks: true,
    },
    {
      beat: 8,
      does: { verb: 'fail', application: salesforce, ...salesforceCredentials },
      say: 'a quarantine begins, and nobody can see it',
    },
    { beat: 36, say: 'still no app role: what was never read is a failure, not a green page', looks: true },
    {
      beat: 37,
      does: { verb: 'grant', role: 'Synchronization.Read.All' },
      say: 'an admin grants Synchronization.Read.All: the next token has it, and the next poll tells all that is open',
    },
    { beat: 58, say: 'everything has been read', looks: true },
    {
      beat: 59,
      does: { verb: 'poison', application: zendesk },
      say: "a gateway's page stands in place of its jobs, in the middle of the batch that asks for all",
    },
    {
      beat: 60,
      does: { verb: 'fail', application: cloudSync, reason: 'TooManyDeletes' },
      say: 'and another one goes into quarantine: it is told all the same',
    },
    { beat: 67, say: 'only one application cannot be read, and health names it', looks: true },
    { beat: 68, does: { verb: 'cure', application: zendesk }, say: 'the gateway is well again' },
    {
      beat: 74,
      does: { verb: 'lose', service: 'tables' },
      say: 'the table is deleted while a poll asks Graph: that poll is not believed, and writes nothing more',
      looks: true,
    },
    {
      beat: 86,
      say: 'the next poll has looked through the tenant anew: what is open was told again, as new events of the same episodes',
      looks: true,
    },
    { beat: 88, does: { verb: 'heal', application: salesforce }, say: 'with a new password it is lifted' },
    { beat: 88, does: { verb: 'heal', application: cloudSync }, say: 'the deletes were allowed: lifted' },
    {
      beat: 100,
      does: { verb: 'heal', application: salesforce },
      say: 'one more quiet cycle: the scenario ends',
      looks: true,
    },
  ],
};
