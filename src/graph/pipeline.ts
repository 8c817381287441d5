import {
  bearerTokenAuthenticationPolicy,
  createPipelineFromOptions,
  type Pipeline,
} from '@azure/core-rest-pipeline';
import type { TokenCredential } from '@azure/identity';

/**
 * The Azure SDKs' own pipeline: token, proxy, compression, tracing, logging (AZURE_LOG_LEVEL), redirects on the same origin
 * only. Without its retries: requests inside a batch have to be asked again one by one, so all of that is done here.
 */
export function createGraphPipeline(credential: TokenCredential, scope: string): Pipeline {
  const pipeline = createPipelineFromOptions({
    telemetryOptions: { clientRequestIdHeaderName: 'client-request-id' },
    userAgentOptions: { userAgentPrefix: 'entra-provisioning-quarantine-events' },
  });
  pipeline.removePolicy({ phase: 'Retry' });
  pipeline.addPolicy(bearerTokenAuthenticationPolicy({ credential, scopes: scope }), { phase: 'Sign' });
  return pipeline;
}
