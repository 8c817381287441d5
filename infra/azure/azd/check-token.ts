import { createPipelineFromOptions, createPipelineRequest, type HttpClient } from '@azure/core-rest-pipeline';
import type { TokenCredential } from '@azure/identity';
import { unreachableBecause } from './unreachable-because.ts';
import type { Verdict } from './verdict.ts';

export interface TokenCheck {
  /** Client id of the app registration that stands for the connector. */
  readonly clientId: string;
  readonly publicUrl: string;
  readonly credential: TokenCredential;
  readonly httpClient: HttpClient;
}

/**
 * Whether a caller with a token of Entra gets in, as far as who deploys has one. Whoever deploys need be no allowed caller, so to be
 * refused is a remark; that the app asks a caller with a token for a key as well is a problem.
 */
export async function checkToken({
  clientId,
  publicUrl,
  credential,
  httpClient,
}: TokenCheck): Promise<Verdict> {
  const audience = `api://${clientId}`;
  const token = await credential.getToken(`${audience}/.default`).catch(() => null);
  if (!token) {
    return remark(
      `you get no token of ${audience} to try. Try one of an allowed program: GET ${publicUrl}/api/health with ` +
        'Authorization: Bearer must not be answered 401.',
    );
  }
  const pipeline = createPipelineFromOptions({});
  pipeline.removePolicy({ phase: 'Retry' });
  pipeline.removePolicy({ name: 'redirectPolicy' });
  const request = createPipelineRequest({ url: `${publicUrl}/api/health`, timeout: 60_000 });
  request.headers.set('authorization', `Bearer ${token.token}`);
  try {
    const { status, headers } = await pipeline.sendRequest(httpClient, request);
    // Health says 503 while nothing has been read, and only to those who are let in.
    if (status === 200 || status === 503)
      return { kind: 'well', text: 'Callers: a token of Entra is enough.' };
    // The platform says with which token to come again; the host of the app, which wants a key, does not.
    if (status === 401 && !headers.has('www-authenticate')) {
      return {
        kind: 'problem',
        text:
          'Callers: with a token of Entra the app still wants a function key. The platform has taken the token, and does not tell ' +
          'the app so (WEBSITE_AUTH_ENABLED). Until it does, callers need both.',
      };
    }
    return remark(
      `your token of ${audience} is answered ${status}. If you should be let in: the registration has to issue tokens of version 2 ` +
        '(requestedAccessTokenVersion), and to know you as a caller.',
    );
  } catch (error) {
    const why = unreachableBecause(error);
    if (why === undefined) throw error;
    return remark(`the app cannot be reached with a token from here (${why}).`);
  }
}

const remark = (text: string): Verdict => ({ kind: 'remark', text: `Callers: ${text}` });
