import {
  Counter,
  Gauge,
  type OpenMetricsContentType,
  type PrometheusContentType,
  Registry,
} from 'prom-client';
import type { ViewContext } from '../views/context.ts';
import { metrics, readMetrics } from '../views/metrics.ts';

// Reached by import() only: the build makes a bundle of its own of it, which nobody reads but who asks for metrics.

/** The metrics of a tenant as text, and its type. @throws StoreError */
export async function metricsText(
  context: ViewContext,
  format: 'openMetrics' | 'prometheus',
): Promise<{ readonly contentType: string; readonly text: string }> {
  const reading = await readMetrics(context);
  const registry = new Registry<OpenMetricsContentType | PrometheusContentType>();
  registry.setContentType(
    format === 'openMetrics' ? Registry.OPENMETRICS_CONTENT_TYPE : Registry.PROMETHEUS_CONTENT_TYPE,
  );
  const { tenantId: tenant_id } = context;
  for (const { name, type, help, labels: more, read } of metrics) {
    // Without a label of its own the library would say 0 for what nobody knows.
    const options = { name, help, labelNames: ['tenant_id', ...more], registers: [registry] };
    const samples = read(reading).map(({ labels, value }) => ({ labels: { tenant_id, ...labels }, value }));
    if (type === 'counter') {
      const counter = new Counter(options);
      for (const { labels, value } of samples) counter.inc(labels, value);
    } else {
      const gauge = new Gauge(options);
      for (const { labels, value } of samples) gauge.set(labels, value);
    }
  }
  return { contentType: registry.contentType, text: await registry.metrics() };
}
