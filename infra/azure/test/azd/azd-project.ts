import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';

/** The folder of azure.yaml. */
export const projectFolder = fileURLToPath(new URL('../../../..', import.meta.url));

const script = z.strictObject({ shell: z.string(), interactive: z.boolean(), run: z.string() });
const hook = z.strictObject({ posix: script, windows: script });
const project = z.strictObject({
  name: z.string(),
  requiredVersions: z.strictObject({ azd: z.string() }),
  infra: z.strictObject({ provider: z.string(), path: z.string(), module: z.string() }),
  services: z.strictObject({
    connector: z.strictObject({
      project: z.string(),
      language: z.string(),
      host: z.string(),
      dist: z.string(),
    }),
  }),
  hooks: z.record(z.string(), hook),
});

export type AzdProject = z.infer<typeof project>;

/** azure.yaml. @throws where it holds what the tests do not know */
export async function readAzdProject(): Promise<AzdProject> {
  return project.parse(parse(await readFile(new URL('../../../../azure.yaml', import.meta.url), 'utf8')));
}
