/// <reference path="./raw.d.ts" />
// `?raw` is for Vite, under which tests run, the attribute for esbuild: either gives the text of the file.
import script from './browser.js?raw' with { type: 'text' };
import { type Html, html, ownHtml } from './html.ts';
import { markShapes } from './marks.ts';
import style from './style.css?raw' with { type: 'text' };

export interface PageParts {
  /** As text. */
  readonly title: string;
  readonly body: Html;
  /** Made for this one answer: only styles and scripts that have it are applied. */
  readonly nonce: string;
  /** Whether the page keeps itself up to date while it is looked at. */
  readonly refreshes: boolean;
}

/** A whole document. It needs nothing from elsewhere, and works without its script. */
export async function page({ title, body, nonce, refreshes }: PageParts): Promise<string> {
  const document = await html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title} · Provisioning status</title>
<link rel="icon" href="data:,">
<style nonce="${nonce}">${ownHtml(style)}</style>
</head>
<body>
${markShapes()}
<p id="said" class="said" role="status"></p>
<main${refreshes ? html` data-refreshes` : ''}>
${body}
</main>
<script type="module" nonce="${nonce}">${ownHtml(script)}</script>
</body>
</html>
`;
  return document.toString();
}
