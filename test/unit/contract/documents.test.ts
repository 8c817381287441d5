import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { documents } from '../../../infra/contract/documents.ts';
import { lintDocument, published } from './lint-document.ts';

test('the published documents are what the schemas give: where they are not, run `npm run contract`', async () => {
  const given = documents();
  const found = await readdir(published(''), { recursive: true, withFileTypes: true });
  expect(found.filter((each) => each.isFile())).toHaveLength(Object.keys(given).length);
  for (const [name, text] of Object.entries(given)) {
    const stands = await readFile(published(name), 'utf8');
    expect(stands === text, `${name} is behind the schemas: run npm run contract`).toBe(true);
  }
});

test.each(['openapi.json', 'swagger.json', 'asyncapi.yaml'])(
  '%s is a valid document of its format',
  async (name) => {
    expect(await lintDocument(published(name))).toEqual([]);
  },
);
