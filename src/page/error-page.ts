import { code, html, shownText } from './html.ts';
import { page } from './layout.ts';

export interface ShownError {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/** A way to another page. */
export interface Way {
  /** Seen from the page. */
  readonly href: string;
  readonly words: string;
}

/** What went wrong, and what can be done about it. @param way to where one can go on */
export function errorPage(error: ShownError, { href, words }: Way, nonce: string): Promise<string> {
  const title = titlesOfCodes[error.code] ?? titles[error.status] ?? 'Something went wrong';
  return page({
    title,
    nonce,
    live: undefined,
    icon: { tone: 'unknown', count: 0 },
    body: html`<header class="top"><div><h1>${title}</h1>
  <p class="lead">${error.status} ${code(error.code)}</p></div></header>
<p class="wrong">${shownLines(error.message)}</p>
<p class="ways"><a href="${href}">${words}</a></p>`,
  });
}

/** Where the code says more than the status. */
const titlesOfCodes: Readonly<Record<string, string>> = {
  InvalidConfiguration: 'A setting is wrong',
  DamagedRow: 'A stored row cannot be read',
  TenantNotFound: 'No such tenant is open to you',
};

const titles: Readonly<Record<number, string>> = {
  400: 'This address cannot be understood',
  404: 'No such job is known',
  503: 'What is stored cannot be read now',
};

/** Wrong settings come one a line. */
function shownLines(text: string): string {
  return text
    .split('\n')
    .map((line) => shownText(line, 1000))
    .join('\n');
}
