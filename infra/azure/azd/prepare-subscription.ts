/** What azd runs before it makes anything: whether this subscription and region can take the deployment. */
import { createDefaultHttpClient } from '@azure/core-rest-pipeline';
import { thisTerminal } from '../program/terminal.ts';
import { prepareSubscription } from './subscription.ts';

process.exitCode = await prepareSubscription({
  ...thisTerminal,
  httpClient: createDefaultHttpClient(),
  maxRetries: 3,
});
