import type { Cloud } from '../../infra/local/cloud.ts';
import type { Fault } from '../../infra/local/graph/faults.ts';
import { createStage } from '../../infra/local/scenario/stage.ts';
import type { Outage, Plan } from './plan/plan.ts';

/** Takes the services of a cloud away and brings them back, as the plan says. Asked for each poll, before it. */
export type ControlOutages = (minute: number) => Promise<void>;

/**
 * A poll that is answered 503 tries again for a quarter of a minute, which nothing shortens: so every half an hour. The others meet what
 * is not tried again, the page of a proxy.
 */
const minutesBetweenUnavailable = 30;
const unavailable: Fault = { match: { path: /./ }, inner: false, status: 503 };
const proxyPage: Fault = {
  match: { path: /./ },
  inner: false,
  status: 403,
  headers: { 'Content-Type': 'text/html' },
  body: '<!DOCTYPE html><html><body>This site is blocked.</body></html>',
};

export function controlOutages(cloud: Cloud, { outages }: Pick<Plan, 'outages'>): ControlOutages {
  const stage = createStage(cloud);
  let restoreGraph = () => {};
  const atGraph = ({ from, until }: Outage, minute: number) => {
    if (minute > until) return;
    restoreGraph();
    restoreGraph = () => {};
    if (minute === until) return;
    const isUnavailable = (minute - from) % minutesBetweenUnavailable === 0;
    restoreGraph = cloud.graph.faults.add(isUnavailable ? unavailable : proxyPage);
  };
  return async (minute) => {
    for (const outage of outages.filter(({ from }) => from <= minute)) {
      const { service, from, until } = outage;
      if (service === 'graph') atGraph(outage, minute);
      else if (minute === from) await stage.perform({ verb: 'down', service });
      else if (minute === until) await stage.perform({ verb: 'up', service });
    }
  };
}
