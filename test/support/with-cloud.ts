import { fileURLToPath } from 'node:url';
import { type Cloud, type CloudOptions, startCloud } from '../../infra/local/cloud.ts';

/** The app as it is deployed; `npm test` builds it first. */
export const appFolder = fileURLToPath(new URL('../../out', import.meta.url));

/** Runs `body` on a cloud of its own, which is gone afterwards, however it ends. */
export async function withCloud<T>(options: CloudOptions, body: (cloud: Cloud) => Promise<T>): Promise<T> {
  const cloud = await startCloud(options);
  try {
    return await body(cloud);
  } finally {
    await cloud.close();
  }
}
