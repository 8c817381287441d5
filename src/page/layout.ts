/// <reference path="./raw.d.ts" />
// `?raw` is for Vite, under which tests run, the attribute for esbuild: either gives the text of the file.

import type { Instant } from '../core/instant.ts';
import script from './browser.js?raw' with { type: 'text' };
import { type Html, html, ownHtml } from './html.ts';
import { iconOf, type Tone } from './icon.ts';
import { markShapes } from './marks.ts';
import style from './style.css?raw' with { type: 'text' };
import { wholeTimeOf } from './times.ts';

export interface PageParts {
  /** As text. */
  readonly title: string;
  readonly body: Html;
  /** Made for this one answer: only styles and scripts that have it are applied. */
  readonly nonce: string;
  /** How the page keeps itself up to date; undefined for one that does not. */
  readonly live: Live | undefined;
  readonly icon: { readonly tone: Tone; readonly count: number };
}

export interface Live {
  /** What the page takes for now: the clock of the reader may be another. */
  readonly now: Instant;
  readonly everySeconds: number;
}

const usualSeconds = 60;
const busySeconds = 5;
/** A run as young as this is seen at random only where runs follow each other within seconds, as on a developer's machine. */
const busyWithinMs = 10_000;

/** How often a page fetches itself: once a minute, and every few seconds where the connector polls as often. */
export function liveAt(now: Instant, lastRunAt: Instant | undefined): Live {
  const ageMs = lastRunAt === undefined ? Number.POSITIVE_INFINITY : Date.parse(now) - Date.parse(lastRunAt);
  return { now, everySeconds: ageMs <= busyWithinMs ? busySeconds : usualSeconds };
}

/** A whole document. It needs nothing from elsewhere, and can be read without its script. */
export async function page({ title, body, nonce, live, icon }: PageParts): Promise<string> {
  const document = await html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title} · Provisioning</title>
<link rel="icon" href="${iconOf(icon.tone, icon.count)}"${icon.tone === 'well' && html` data-aged="${iconOf('unknown', 0)}"`}>
<style nonce="${nonce}">${ownHtml(style)}</style>
</head>
<body>
${markShapes()}
<p id="said" class="said" role="status"></p>
<noscript><p class="noscript">Scripts are off: this page does not refresh itself. If you opened it with a key in its address (<code>?code=</code>), its links lead nowhere, since no link holds the key: turn scripts on, or add the key to the address yourself.</p></noscript>
<main${live ? html` data-refreshes="${live.everySeconds}" data-now="${live.now}"` : ''}>
${body}
${live && footOf(live)}
</main>
<script type="module" nonce="${nonce}">${ownHtml(script)}</script>
</body>
</html>
`;
  return document.toString();
}

/** What holds for the whole page; the script adds what only it can do or know. */
function footOf({ now }: Live): Html {
  return html`<div class="foot"><p>As of ${wholeTimeOf(now)}. <span data-zone>Times are UTC.</span> <span data-every></span></p>
<p class="keys" hidden>Keys: <b>/</b> search, <b>j</b> <b>k</b> or the arrows from name to name, <b>Esc</b> back to the page.</p>
<p class="address" data-address></p></div>`;
}
