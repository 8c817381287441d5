import { createDefaultHttpClient, type HttpClient } from '@azure/core-rest-pipeline';
import type { TokenCredential } from '@azure/identity';
import type { JobReading, JobSource } from '../poll/ports.ts';
import { createBatching } from './batching.ts';
import { createGraphClient, createGraphPipeline, type Transport } from './client.ts';
import { orStopped } from './deadline.ts';
import { readDirectory } from './directory.ts';
import type { Asking } from './get.ts';
import { createJobReader } from './job-reader.ts';
import { sideBySide } from './map-in-groups.ts';
import { createRefusalLog } from './refusal-log.ts';
import { createTokenReads, proveToken, tenantCredential } from './tenant-credential.ts';
import { createThrottle } from './throttle.ts';
import { realTiming, type Timing } from './timing.ts';

export interface JobSourceOptions {
  /** Root of Graph in the tenant's cloud, such as `https://graph.microsoft.com`. */
  readonly root: URL | string;
  /** What tokens are asked for: the root of the cloud's Graph, also where requests go to another address. */
  readonly audience: string;
  readonly version: 'v1.0' | 'beta';
  readonly tenantId: string;
  /** OData filter of discovery; empty for all service principals. */
  readonly filter: string;
  /** Whether Graph's own messages may be repeated in causes. */
  readonly includeErrorMessage: boolean;
  readonly credential: TokenCredential;
  /** The Azure SDKs' default one, with connections kept alive, unless given. */
  readonly httpClient?: HttpClient;
  readonly timing?: Timing;
}

/** Graph takes at most this many requests in a `$batch`. */
const batchSize = 20;
/** Batches, or single requests, in flight. */
export const concurrency = 4;
/** Batches in memory that are not consumed yet. */
const ahead = 16;

/**
 * The tenant's synchronization jobs, read from Microsoft Graph. To be made once a process: connections, tokens, what Graph
 * asked to wait and what was learnt about batches and the token outlive a reading. Counters, instants and log lines are
 * each reading's own.
 */
export function createJobSource(options: JobSourceOptions): JobSource {
  const { tenantId, filter, includeErrorMessage, timing = realTiming } = options;
  const root = `${options.root}`.replace(/\/+$/, '');
  const scope = `${options.audience}/.default`;
  const credential = tenantCredential(options.credential, tenantId);
  const reads = createTokenReads();
  const transport: Transport = {
    base: new URL(`${root}/${options.version}/`),
    pipeline: createGraphPipeline(credential, scope),
    httpClient: options.httpClient ?? createDefaultHttpClient(),
    reads,
  };
  const throttle = createThrottle(timing);
  const batching = createBatching();

  return {
    open({ clock, log }): JobReading {
      const refusals = createRefusalLog(log);
      const client = createGraphClient(transport, clock, refusals);
      const pace = { throttle, timing, clock };
      const asking: Asking = { client, pace, refusals, reads, includeErrorMessage, log };
      const readJobs = createJobReader(asking, batching);
      return {
        get requests() {
          return client.requests;
        },
        get throttled() {
          return refusals.throttled;
        },
        authenticate: (signal) => orStopped(signal, () => proveToken(credential, scope, signal)),
        principals: (signal) => orStopped(signal, () => readDirectory(asking, filter, signal)),
        ask: (questions, signal) =>
          sideBySide(questions, { size: batchSize, concurrency, ahead }, readJobs, signal),
      };
    },
  };
}
