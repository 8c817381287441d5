import { readdirSync, readFileSync } from 'node:fs';
import * as z from 'zod';

const folder = new URL('../../contract/first-version/events/', import.meta.url);

/** A message as it was sent. */
const frozenMessage = z.object({
  properties: z.object({
    messageId: z.string(),
    correlationId: z.string(),
    subject: z.string(),
    contentType: z.string(),
    groupId: z.string(),
  }),
  applicationProperties: z.record(z.string(), z.string()),
  event: z.looseObject({ type: z.string(), dataschema: z.string(), data: z.unknown() }),
});

export type FrozenMessage = z.infer<typeof frozenMessage>;

/** The messages of version 1 of the contract, by the names of their files: `halt.began`. */
export function frozenMessages(): Readonly<Record<string, FrozenMessage>> {
  return Object.fromEntries(
    readdirSync(folder).map((file) => [
      file.replace(/\.json$/, ''),
      frozenMessage.parse(JSON.parse(readFileSync(new URL(file, folder), 'utf8'))),
    ]),
  );
}
