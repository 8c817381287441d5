import { readdirSync, readFileSync } from 'node:fs';

const azure = new URL('../../', import.meta.url);

/** What the templates put into the queries. */
const samples: Readonly<Record<string, string>> = {
  functionAppName: 'func-quarantine',
  minutes: '20',
  unreadMinutes: '60',
  unsentMinutes: '15',
  runs: '3',
  causes: "'http401', 'http403'",
  firstPollBy: '2026-03-10T01:00:00Z',
};

/** The text of a query, with these values in place of its parameters. @throws when it has another one */
export function filled(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(parameter, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`the query has the unknown parameter ${name}`);
    return value;
  });
}

const parameter = /\{(\w+)\}/g;

export interface QueryFile {
  /** Its folder and name, such as `queries/unsent`. */
  readonly name: string;
  /** As it is written. */
  readonly text: string;
  /** As it would be deployed. */
  readonly query: string;
  /** The names of its parameters, each once. */
  readonly parameters: readonly string[];
}

/** Every query of the alerts and of the workbook. @throws when one has a parameter that is not known here */
export const queryFiles: readonly QueryFile[] = ['queries', 'workbook'].flatMap((folder) =>
  readdirSync(new URL(folder, azure))
    .filter((file) => file.endsWith('.kql'))
    .map((file) => {
      const text = readFileSync(new URL(`${folder}/${file}`, azure), 'utf8');
      const parameters = [...new Set([...text.matchAll(parameter)].flatMap(([, name]) => name ?? []))];
      return { name: `${folder}/${file.slice(0, -4)}`, text, query: filled(text, samples), parameters };
    }),
);
