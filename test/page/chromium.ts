import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const usual = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Where Chromium is. @throws Error that says how to get it */
export function chromiumPath(): string {
  const named = process.env.CHROMIUM_PATH;
  const found = named ? [named].find(existsSync) : usual.find(existsSync);
  if (found !== undefined) return found;
  const sought = named
    ? `CHROMIUM_PATH names ${named}, which is not there`
    : `none of ${usual.join(', ')} is there`;
  throw new Error(
    `No Chromium: ${sought}. Install it with 'apt-get update && apt-get install -y chromium', or name one by CHROMIUM_PATH.`,
  );
}

/** Chromium without a profile, and without anything that it would do by itself. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath(),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
