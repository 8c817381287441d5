import { z } from 'zod';
import { checkOf } from './check.ts';
import { Incidents, type Receiver } from './receiver.ts';

const problemsOf = checkOf('pagerduty.schema.json');
const event = z.looseObject({ event_action: z.string(), dedup_key: z.string() });

export const pagerDutyUrl = 'https://events.pagerduty.example/v2/enqueue';

/** Alerts by their key: a trigger joins the alert that is open, a resolve without one does nothing. */
export function pagerDuty(): Receiver {
  const incidents = new Incidents();
  return {
    incidents: incidents.all,
    answer({ method, uri, body }) {
      if (method !== 'POST' || uri !== pagerDutyUrl) throw new Error(`no route for ${method} ${uri}`);
      const problems = problemsOf(body);
      if (problems) return { status: 400, body: { status: 'invalid event', errors: [problems] } };
      const { event_action, dedup_key } = event.parse(body);
      if (event_action === 'trigger') incidents.open(dedup_key, body);
      else incidents.close(dedup_key, body);
      return { status: 202, body: { status: 'success', dedup_key } };
    },
  };
}
