import { z } from 'zod';
import { checkOf } from './check.ts';
import { Incidents, type Receiver } from './receiver.ts';

const problemsOf = checkOf('servicenow.schema.json');
const fields = z.looseObject({ correlation_id: z.string().optional(), state: z.string().optional() });

export const serviceNowUrl = 'https://contoso.service-now.example';
const table = `${serviceNowUrl}/api/now/table/incident`;

/** The table of incidents: it opens as many under one key as it is told to. */
export function serviceNow(): Receiver {
  const incidents = new Incidents();
  return {
    incidents: incidents.all,
    answer({ method, uri, body, authentication }) {
      z.object({ type: z.literal('Basic'), username: z.string().min(1), password: z.string().min(1) }).parse(
        authentication,
      );
      const url = new URL(uri);
      if (method === 'GET' && uri.startsWith(`${table}?`)) {
        const [, key = ''] =
          /^correlation_id=([\w.-]+)\^stateNOT IN6,7,8$/.exec(url.searchParams.get('sysparm_query') ?? '') ??
          [];
        if (!key) throw new Error(`no query: ${uri}`);
        const at = incidents.all.findIndex((each) => each.key === key && each.open);
        return { status: 200, body: { result: at < 0 ? [] : [{ sys_id: idOf(at) }] } };
      }
      const problems = problemsOf(body);
      if (problems) return { status: 400, body: { error: { message: problems } } };
      const { correlation_id, state } = fields.parse(body);
      if (method === 'POST' && uri === table && correlation_id !== undefined) {
        incidents.all.push({ key: correlation_id, open: true, requests: [body] });
        return { status: 201, body: { result: { sys_id: idOf(incidents.all.length - 1) } } };
      }
      const incident = incidents.all.find((_, at) => uri === `${table}/${idOf(at)}`);
      if (method !== 'PATCH' || !incident) throw new Error(`no route for ${method} ${uri}`);
      incident.requests.push(body);
      if (state === '6') incident.open = false;
      return { status: 200, body: { result: {} } };
    },
  };
}

function idOf(at: number): string {
  return at.toString(16).padStart(32, '0');
}
