import { createPipelineFromOptions, createPipelineRequest, type HttpClient } from '@azure/core-rest-pipeline';
import { unreachableBecause } from './unreachable-because.ts';

/** The result of a request without a key: a status and where it leads, or why there is none, such as `ENOTFOUND`. */
export type Probe =
  | { readonly status: number; readonly location?: string | undefined }
  | { readonly unreachable: string };

/** Asks `GET /api/health` once, as anybody on the internet could. Redirects are not followed: they are an answer. */
export async function probeHealth(publicUrl: string, httpClient: HttpClient): Promise<Probe> {
  const pipeline = createPipelineFromOptions({});
  pipeline.removePolicy({ phase: 'Retry' });
  pipeline.removePolicy({ name: 'redirectPolicy' });
  // A cold start may take long.
  const request = createPipelineRequest({ url: `${publicUrl}/api/health`, timeout: 60_000 });
  try {
    const { status, headers } = await pipeline.sendRequest(httpClient, request);
    return { status, location: headers.get('location') };
  } catch (error) {
    const unreachable = unreachableBecause(error);
    if (unreachable !== undefined) return { unreachable };
    throw error;
  }
}
