import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseEnv } from 'node:util';
import type { Cloud } from '../cloud.ts';

/** Stands in the folder of the cloud, and goes with it. */
const fileName = 'subscriber.env';

/** Leaves what a subscriber of a person needs to reach this cloud where `npm run subscriber` finds it. */
export async function offerToSubscribers({ bus, identity, caFile }: Cloud): Promise<void> {
  const env = {
    ...identity.env,
    NODE_EXTRA_CA_CERTS: caFile,
    SERVICEBUS_NAMESPACE: bus.host,
    SERVICEBUS_ENDPOINT: bus.endpoint,
    SUBSCRIPTION: 'ordered',
  };
  const lines = Object.entries(env).map(([name, value]) => `${name}="${value}"\n`);
  await writeFile(join(dirname(caFile), fileName), lines.join(''), { mode: 0o600 });
}

/** The environment of a subscriber to the cloud that was started last; undefined where none runs. */
export async function latestOffer(folder = tmpdir()): Promise<NodeJS.Dict<string> | undefined> {
  const offers = [];
  for (const name of await readdir(folder)) {
    if (!name.startsWith('local-cloud-')) continue;
    const file = join(folder, name, fileName);
    // A cloud without one is no `npm start`, or goes just now; and what another person left there is no offer.
    const found = await stat(file).catch(() => undefined);
    if (found && found.uid === (process.getuid?.() ?? found.uid)) offers.push({ file, at: found.mtimeMs });
  }
  const latest = offers.sort((one, other) => other.at - one.at)[0];
  return latest && parseEnv(await readFile(latest.file, 'utf8'));
}
