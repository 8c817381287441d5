import { createDefaultHttpClient, type HttpClient } from '@azure/core-rest-pipeline';
import type { TokenCredential } from '@azure/identity';
import type { Log } from '../poll/log.ts';
import type { Clock, JobSource } from '../poll/ports.ts';
import { createGraphClient } from './client.ts';
import { readDirectory } from './directory.ts';
import { createGate } from './gate.ts';
import { createJobReader } from './job-reader.ts';
import { createGraphPipeline } from './pipeline.ts';
import { createRefusalLog } from './refusal-log.ts';
import { sideBySide } from './side-by-side.ts';
import { orStopped } from './stopped.ts';
import { proveToken, tenantCredential } from './tenant-credential.ts';
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
  /** Whether Application.Read.All is granted: it is when the whole tenant is watched. */
  readonly readsDirectory: boolean;
  readonly credential: TokenCredential;
  readonly clock: Clock;
  readonly log: Log;
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

/** The tenant's synchronization jobs, read from Microsoft Graph. */
export function createJobSource(options: JobSourceOptions): JobSource {
  const { tenantId, filter, readsDirectory, clock, log, timing = realTiming } = options;
  const root = `${options.root}`.replace(/\/+$/, '');
  const scope = `${options.audience}/.default`;
  const credential = tenantCredential(options.credential, tenantId);
  const refusals = createRefusalLog(log);
  const client = createGraphClient({
    base: new URL(`${root}/${options.version}/`),
    pipeline: createGraphPipeline(credential, scope),
    httpClient: options.httpClient ?? createDefaultHttpClient(),
    clock,
    refusals,
  });
  const pace = { gate: createGate(timing), timing, clock };
  const askForJobs = createJobReader({ client, pace, refusals, readsDirectory, log });

  return {
    get requests() {
      return client.requests;
    },
    get throttled() {
      return refusals.throttled;
    },
    authenticate: (signal) => orStopped(signal, () => proveToken(credential, scope, signal)),
    principals(signal) {
      refusals.restart();
      return orStopped(signal, () => readDirectory({ client, pace, refusals }, filter, signal));
    },
    jobs(servicePrincipalIds, signal) {
      refusals.restart();
      return sideBySide(servicePrincipalIds, { size: batchSize, concurrency, ahead }, askForJobs, signal);
    },
  };
}
