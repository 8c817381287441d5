// What the programs of infra/azure may use of this room; the lint rules let them import nothing else of it. They ask the same
// Graph, with another person's token: for its clouds, its way to wait and to page, and its words for refusals.
export type { AppRole } from './app-roles.ts';
export { createGraphPipeline, GraphClient, type GraphRequest } from './client.ts';
export { type CloudName, clouds } from './clouds.ts';
export { failureCause } from './failure-cause.ts';
export { type GraphResponse, graphErrorOf } from './outcome.ts';
export { readCollection } from './paging.ts';
export { retryOne } from './retry.ts';
export { claimsOf } from './tenant-credential.ts';
export { Throttle } from './throttle.ts';
export { realTiming, type Timing } from './timing.ts';
