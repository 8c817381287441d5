import { applications, cloudSync, salesforce, zendesk } from './applications.ts';
import { salesforceCredentials } from './quarantine-causes.ts';
import type { Scenario } from './scenario.ts';

/**
 * 60 beats in which each service goes away while quarantines begin and end. Events of what happened meanwhile are sent
 * when it is back; nothing is cleared because there was no answer.
 */
export const outages: Scenario = {
  applications,
  steps: [
    { beat: 3, does: { verb: 'down', service: 'bus' }, say: 'Service Bus goes away' },
    {
      beat: 5,
      does: { verb: 'fail', application: salesforce, ...salesforceCredentials },
      say: 'a quarantine begins while no event can be sent: it waits in the table',
    },
    { beat: 12, does: { verb: 'up', service: 'bus' }, say: 'Service Bus is back' },
    {
      beat: 16,
      does: { verb: 'down', service: 'graph' },
      say: 'Graph answers 503: jobs are unreadable, nothing clears',
    },
    {
      beat: 18,
      does: { verb: 'heal', application: salesforce },
      say: 'it is lifted, and nobody can see it',
    },
    {
      beat: 19,
      does: { verb: 'fail', application: zendesk, reason: 'EncounteredTotalEscrowThreshold' },
      say: 'and another begins',
    },
    { beat: 25, does: { verb: 'up', service: 'graph' }, say: 'Graph answers again' },
    {
      beat: 31,
      does: { verb: 'down', service: 'identity' },
      say: 'no new tokens: the old ones still serve, so nothing is to be seen',
    },
    {
      beat: 32,
      does: { verb: 'fail', application: cloudSync, reason: 'TooManyDeletes' },
      say: 'a quarantine all the same',
    },
    { beat: 36, does: { verb: 'up', service: 'identity' }, say: 'tokens are issued again' },
    { beat: 38, does: { verb: 'heal', application: cloudSync }, say: 'the deletes were allowed' },
    {
      beat: 46,
      does: { verb: 'down', service: 'tables' },
      say: 'Table Storage goes away: polls fail, and HTTP answers 503',
    },
    { beat: 48, does: { verb: 'heal', application: zendesk }, say: 'it is lifted meanwhile' },
    {
      beat: 52,
      does: { verb: 'up', service: 'tables' },
      say: 'Table Storage is back; the run that it broke off keeps its claim for half a minute at most',
    },
    {
      beat: 60,
      does: { verb: 'heal', application: zendesk },
      say: 'one more quiet cycle: the scenario ends',
    },
  ],
};
