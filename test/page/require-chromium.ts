import { chromiumPath } from './chromium.ts';

/** Fails before the first test, with the way to mend it, where there is no browser. */
export default function setup(): void {
  chromiumPath();
}
