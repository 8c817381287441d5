import { createDefaultHttpClient, type HttpClient } from '@azure/core-rest-pipeline';
import type { TokenCredential } from '@azure/identity';
import type { JobSource, OpenJobSource } from '../poll/ports.ts';
import { ProvenRoles } from './app-roles.ts';
import { Batching } from './batching.ts';
import { createGraphPipeline, GraphClient, type GraphConnection } from './client.ts';
import { cloudOf } from './clouds.ts';
import { withSourceErrorOnAbort } from './deadline.ts';
import { readDirectory } from './directory.ts';
import type { GraphAccess } from './get.ts';
import { answerQuestions } from './job-questions.ts';
import { mapInGroups } from './map-in-groups.ts';
import type { Reader } from './reader.ts';
import { RefusalLog } from './refusal-log.ts';
import { proveToken, tenantCredential } from './tenant-credential.ts';
import { Throttle } from './throttle.ts';
import { realTiming, type Timing } from './timing.ts';

export interface JobSourceOptions {
  /** Root of Graph in the tenant's cloud, such as `https://graph.microsoft.com`. */
  readonly root: URL | string;
  /** What tokens are asked for: the root of the cloud's Graph, also where requests go to another address. */
  readonly audience: string;
  readonly version: 'v1.0' | 'beta';
  readonly tenantId: string;
  /** Client id of the multi-tenant app whose tokens `credential` gives; undefined: those of the identity, in its own tenant. */
  readonly appId?: string | undefined;
  /** OData filter of discovery; empty for all service principals. */
  readonly filter: string;
  /** Whether Graph's own messages may be repeated in causes. */
  readonly includeErrorMessage: boolean;
  readonly credential: TokenCredential;
  /** The Azure SDKs' default one, which keeps connections alive, unless given. */
  readonly httpClient?: HttpClient;
  readonly timing?: Timing;
}

/** Graph takes at most this many requests in a `$batch`. */
const groupSize = 20;
/** Batches, or single requests, in flight. */
export const concurrency = 4;
/** Batches in memory that are not consumed yet. */
const maxUnconsumed = 16;

/**
 * The tenant's synchronization jobs, read from Microsoft Graph. To be made once a process: connections, tokens, how long
 * Graph asked to wait and what was learnt about batches and the token outlive a run. Counters, instants and log lines are
 * each run's own.
 */
export function createJobSource(options: JobSourceOptions): JobSource {
  const { tenantId, appId, filter, includeErrorMessage, timing = realTiming } = options;
  const reader: Reader = { tenantId, appId, cloud: cloudOf(options.audience) };
  const root = `${options.root}`.replace(/\/+$/, '');
  const scope = `${options.audience}/.default`;
  const credential = tenantCredential(options.credential, reader);
  const connection: GraphConnection = {
    base: new URL(`${root}/${options.version}/`),
    pipeline: createGraphPipeline(credential, scope),
    httpClient: options.httpClient ?? createDefaultHttpClient(),
  };
  const provenRoles = new ProvenRoles();
  connection.pipeline.addPolicy(provenRoles.policy, { afterPhase: 'Sign' });
  const throttle = new Throttle(timing);
  // Another service of Graph's, with quotas of its own: where it throttles, jobs are read all the same.
  const throttleOfDirectory = new Throttle(timing);
  const batching = new Batching();

  return {
    open({ clock, log }): OpenJobSource {
      const client = new GraphClient(connection, clock);
      const refusals = new RefusalLog(log);
      const pace = { throttle, timing, clock };
      const access: GraphAccess = { client, reader, pace, refusals, provenRoles, includeErrorMessage, log };
      const toDirectory = { ...access, pace: { ...pace, throttle: throttleOfDirectory } };
      return {
        get requests() {
          return client.requests;
        },
        get throttled() {
          return refusals.throttled;
        },
        authenticate: (signal) =>
          withSourceErrorOnAbort(signal, () => proveToken(credential, reader, scope, signal)),
        principals: (signal) =>
          withSourceErrorOnAbort(signal, () => readDirectory(toDirectory, filter, signal)),
        ask: (questions, signal) =>
          mapInGroups(
            questions,
            { groupSize, concurrency, maxUnconsumed },
            (group, groupSignal) => answerQuestions(access, batching, group, groupSignal),
            signal,
          ),
      };
    },
  };
}
