import type { ShownAdvice } from '../contract/answers/advice.ts';
import { type Html, html, shownText } from './html.ts';
import { safeLink } from './links.ts';
import { mark } from './marks.ts';

type Command = ShownAdvice['commands'][number];

/** What to do about one condition: what is the matter, the steps, the commands for them, and Microsoft's pages about it. */
export function adviceBlock({ condition, summary, steps, commands, links }: ShownAdvice): Html {
  return html`<div class="advice"><h3>What to do</h3>
  <p class="summary">${shownText(summary, 2000)}</p>
  ${steps.length > 0 && html`<ol>${steps.map((step) => html`<li>${shownText(step, 2000)}</li>`)}</ol>`}
  ${commands.map((command, index) => commandBlock(command, `command-${condition}-${index}`))}
  <p class="ways">${links.map(linkTo)}</p></div>`;
}

function linkTo({ title, url }: ShownAdvice['links'][number]): Html {
  const href = safeLink(url);
  return href === undefined ? html`` : html`<a href="${href}" rel="noreferrer">${shownText(title)}</a>`;
}

/** One that may delete somebody is not at hand: it is folded under what it does. */
function commandBlock(command: Command, id: string): Html {
  const title = shownText(command.title, 600);
  if (!command.deletes) return html`<div class="command"><h4>${title}</h4>${commandText(command, id)}</div>`;
  return html`<details class="command"><summary>${title}</summary>${commandText(command, id)}</details>`;
}

function commandText({ title, shell, text, warning }: Command, id: string): Html {
  return html`${
    warning !== null && html`<p class="warned">${mark('warning')}<span>${shownText(warning, 2000)}</span></p>`
  }<div class="copied"><pre id="${id}" tabindex="0" role="group" aria-label="${shells[shell]}">${shownCommand(text)}</pre><button type="button" class="copy" data-copies="${id}" aria-label="Copy: ${shownText(title, 600)}" hidden>Copy</button></div>`;
}

const shells: Readonly<Record<Command['shell'], string>> = {
  powershell: 'Command for PowerShell',
  sh: 'Command for a shell',
};

/** Line by line: a command is made of printable characters alone, and what is copied has to be what is shown. */
function shownCommand(text: string): string {
  return text
    .split('\n')
    .map((line) => shownText(line, 4000))
    .join('\n');
}
