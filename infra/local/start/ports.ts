import { createServer } from 'node:net';
import { listen } from '../listen.ts';

/** The port of the connector unless another one is asked for. */
const usualPort = 7071;

/**
 * The port asked for; for the usual one a free one when something else listens there.
 *
 * @throws Error in a sentence, when another one is in use
 */
export async function choosePort(port: number): Promise<number> {
  if (port === 0 || (await isFree(port))) return port;
  if (port === usualPort) return 0;
  throw new Error(
    `Port ${port} is in use by another program: choose another one with --port, or 0 for a free one.`,
  );
}

/** What a person should know of the port that was chosen; undefined where it is the one that was asked for. */
export function remarkOnPort(asked: number, chosen: number): string | undefined {
  if (asked === chosen) return undefined;
  return `Port ${asked} is in use by another program: the connector takes a free one.`;
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer();
  try {
    await listen(probe, port);
    return true;
  } catch {
    return false;
  } finally {
    probe.close();
  }
}
