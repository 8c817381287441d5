import { serve } from '../../../../src/http/errors.ts';
import { getJobs } from '../../../../src/http/get-lists.ts';
import { bodyOf, get, keptLog, type stubApp } from '../../../../test/unit/http/stub-app.ts';
import { loadDefinition } from './load-definition.ts';
import type { Call } from './workflow/perform-action.ts';
import { runWorkflow } from './workflow/run-workflow.ts';

const parameters = {
  jobsUrl: 'https://connector.example/api/jobs',
  functionKeySecretUrl: 'https://vault.example/secrets/function-key',
  teamsWebhookUrl: 'https://teams.example/hook?sig=secret',
};

type App = ReturnType<typeof stubApp>;

export interface Circumstances {
  readonly pageSize?: number;
  readonly postWhenEmpty?: boolean;
  readonly linkToConnector?: boolean;
  /** Answers later pages instead of the connector. */
  readonly laterPage?: { readonly status: number; readonly body?: unknown };
}

/** Runs the digest against the connector's own answers. */
export async function runDigest(
  app: App,
  { pageSize = 200, postWhenEmpty = true, linkToConnector = true, laterPage }: Circumstances = {},
) {
  const calls: Call[] = [];
  const { status, errors } = await runWorkflow(await loadDefinition('digest'), {
    parameters: { ...parameters, postWhenEmpty, linkToConnector },
    call: async (call) => {
      calls.push(call);
      if (call.action === 'Get_key') return { status: 200, body: { value: 'the-key' } };
      if (call.action === 'Post_card') return { status: 202 };
      if (laterPage && call.uri.includes('skiptoken')) return laterPage;
      const request = get(
        call.uri.replace(/^.*\/api\//, '').replace('maxpagesize=200', `maxpagesize=${pageSize}`),
      );
      const answer = await serve(request, keptLog(), () => getJobs(request, app));
      return { status: answer.status, body: bodyOf(answer) };
    },
  });
  const posted = calls.find(({ action }) => action === 'Post_card');
  return { status, errors, calls, pages: calls.filter(({ action }) => action === 'Get_page'), posted };
}
