import type { ShownAdvice } from '../contract/answers/advice.ts';
import type { Instant } from '../core/instant.ts';
import { type Html, html, shownText } from './html.ts';
import { safeLink } from './links.ts';
import { mark } from './marks.ts';
import { withTimes } from './times.ts';

type Command = ShownAdvice['commands'][number];

/** What to do about one condition: the steps, the commands for them, and Microsoft’s pages about it. What is the matter stands above it. */
export function adviceBlock({ condition, steps, commands, links }: ShownAdvice, now: Instant): Html {
  return html`<div class="advice"><h3>What to do</h3>
  ${steps.length > 0 && html`<ol>${steps.map((step) => html`<li>${withTimes(step, 2000, now)}</li>`)}</ol>`}
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
  }<div class="copied"><pre id="${id}" tabindex="0" role="group" aria-label="${shells[shell]}">${shownCommand(text)}</pre>${copyButton(id, shownText(title, 600))}</div>`;
}

/** Copies the text of an element. The script shows it, since only that can copy. @param name of what it copies */
export function copyButton(id: string, name: string): Html {
  return html`<button type="button" class="copy" data-copies="${id}" aria-label="Copy: ${name}" hidden>Copy</button>`;
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
