import { z } from 'zod';
import { checkOf } from './check.ts';
import { Incidents, type Receiver } from './receiver.ts';

const schema = 'jira-service-management.schema.json';
const problemsOf = { create: checkOf(schema, 'create'), action: checkOf(schema, 'action') };

export const alertsUrl = 'https://api.atlassian.example/jsm/ops/integration/v2/alerts';

/** Alerts by their alias. It takes what is asked of an alert that is not there, and finds out later. */
export function jiraServiceManagement(): Receiver {
  const incidents = new Incidents();
  return {
    incidents: incidents.all,
    answer({ method, uri, headers, body }) {
      if (!headers.Authorization?.startsWith('GenieKey ')) return { status: 401 };
      const [, alias, action] =
        /^\/([\w.-]+)\/(close|notes)\?identifierType=alias$/.exec(uri.slice(alertsUrl.length)) ?? [];
      const isCreate = uri === alertsUrl;
      if (method !== 'POST' || !(isCreate || action)) throw new Error(`no route for ${method} ${uri}`);
      const problems = problemsOf[isCreate ? 'create' : 'action'](body);
      if (problems) return { status: 422, body: { message: problems } };
      if (isCreate) incidents.open(z.looseObject({ alias: z.string() }).parse(body).alias, body);
      else if (action === 'close') incidents.close(alias ?? '', body);
      else incidents.find(alias ?? '')?.requests.push(body);
      return { status: 202, body: { result: 'Request will be processed', requestId: '1' } };
    },
  };
}
