import { readdirSync, readFileSync } from 'node:fs';

const azure = new URL('../../../infra/azure/', import.meta.url);

/** What the templates put into the queries. */
const samples: Readonly<Record<string, string>> = {
  functionAppName: 'func-quarantine',
  minutes: '20',
  unsentMinutes: '15',
  runs: '3',
  causes: "'http401', 'http403'",
};

export interface QueryFile {
  /** Its folder and name, such as `queries/unsent`. */
  readonly name: string;
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
      const parameters = new Set<string>();
      const query = text.replaceAll(/\{(\w+)\}/g, (_, parameter: string) => {
        const sample = samples[parameter];
        if (sample === undefined) throw new Error(`${folder}/${file} has the unknown parameter ${parameter}`);
        parameters.add(parameter);
        return sample;
      });
      return { name: `${folder}/${file.slice(0, -4)}`, query, parameters: [...parameters] };
    }),
);
