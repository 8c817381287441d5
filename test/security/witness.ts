import type { AppOptions, Cloud } from '../../infra/local/cloud.ts';
import type { FunctionsHost, LogRecord } from '../../infra/local/functions-host/start-functions-host.ts';
import { documentedFetch } from '../support/contract/documented-answer.ts';
import type { Outlet } from './secret-forms.ts';

/** The connector with every word of it noted: what it prints, stores, sends and answers. */
export interface Witness {
  readonly host: FunctionsHost;
  /** Asks by HTTP with the function key in the query, and all that a careless caller sends along. */
  ask(path: string, method?: string): Promise<{ readonly status: number; readonly text: string }>;
  outlets(): Outlet[];
}

/** Azure's own libraries say everything too. */
const talkative = { AZURE_LOG_LEVEL: 'verbose' };

/** @param headers sent with every request */
export async function startWitness(
  cloud: Cloud,
  app: AppOptions,
  headers: Readonly<Record<string, string>> = {},
): Promise<Witness> {
  const logs: LogRecord[] = [];
  const answers: Outlet[] = [];
  const host = await cloud.startApp({
    ...app,
    settings: { POLL_SCHEDULE: '0 0 0 1 1 *', CONFIRM_AFTER: 'PT0.001S', ...talkative, ...app.settings },
    onLog: (record) => logs.push(record),
  });
  return {
    host,
    async ask(path, method = 'GET') {
      const url = new URL(`${host.url}/api/${path}`);
      url.searchParams.set('code', host.functionKey);
      const answer = await documentedFetch(url.href, { method, headers });
      const text = await answer.text();
      const told = JSON.stringify([answer.status, [...answer.headers], text]);
      answers.push({ where: `the answer to ${method} ${path}`, text: told });
      return { status: answer.status, text };
    },
    outlets: () => [
      ...logs.map((record) => ({ where: `the log, ${record.category}`, text: JSON.stringify(record) })),
      ...logs.map((record) => ({ where: `the log, ${record.category}`, text: record.message })),
      ...answers,
      ...cloud.tables.requests.map(({ method, path, body }) => ({
        where: `the table, ${method} ${path.slice(0, 60)}`,
        text: `${path}\n${body}`,
      })),
      ...cloud.bus.messages('provisioning-quarantine').map((message) => ({
        where: 'the bus',
        text: `${message.body.toString('utf8')}\n${JSON.stringify([message.properties, message.applicationProperties])}`,
      })),
    ],
  };
}
