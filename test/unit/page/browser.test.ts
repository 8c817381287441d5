import { readFile } from 'node:fs/promises';
import { createContext, runInContext } from 'node:vm';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

// As much of a browser as the script asks for; test/page has a real one.

const script = await readFile(new URL('../../../src/page/browser.js', import.meta.url), 'utf8');

class Button {
  textContent = '';
  readonly dataset = { polls: 'poll' };
  setAttribute() {}
}
class Other {}

interface Link {
  href: string;
  getAttribute(name: string): string | null;
  setAttribute(name: string, value: string): void;
  replaceWith(other: Link): void;
}

function linkOf(href: string, aged: string | null): Link {
  return {
    href,
    getAttribute: (name) => (name === 'data-aged' ? aged : null),
    setAttribute(_, value) {
      this.href = value;
    },
    replaceWith: (other) => {
      link = other;
    },
  };
}

let link: Link;

/** A page whose refreshes are answered by `fetch`, a page that is well unless that says otherwise. */
function open(fetch: (url: string) => Promise<object>) {
  link = linkOf('well', 'unknown');
  const listeners: ((event: object) => unknown)[] = [];
  const state = { title: 'Nothing is wrong', said: { textContent: '' }, isFormInUse: false, replaced: 0 };
  const attributes: Record<string, string> = { 'data-refreshes': '60', 'data-now': '2026-03-10T12:00:00Z' };
  const main = {
    getAttribute: (name: string) => attributes[name] ?? null,
    querySelector: () => null,
    replaceWith: () => void state.replaced++,
  };
  const find = (selector: string) =>
    selector.startsWith('main') ? main : selector.startsWith('link') ? link : null;
  const document = {
    get title() {
      return state.title;
    },
    set title(title: string) {
      state.title = title;
    },
    hidden: false,
    getElementById: () => state.said,
    querySelector: find,
    querySelectorAll: () => [],
    addEventListener: (kind: string, listener: (event: object) => unknown) =>
      void (kind === 'click' && listeners.push(listener)),
    adoptNode: (node: object) => node,
    getSelection: () => null,
    get activeElement() {
      return { closest: () => state.isFormInUse, getAttribute: () => null, hasAttribute: () => false };
    },
  };
  const fresh = {
    title: '1 job is stopped',
    querySelector: (name: string) => (name.startsWith('link') ? linkOf('wrong', null) : main),
  };
  const elements = ['', 'Time', 'Form', 'Select', 'Input', 'TextArea', 'Details'].map((one) => [
    `HTML${one}Element`,
    Other,
  ]);
  const browser = createContext({
    ...Object.fromEntries(elements),
    HTMLButtonElement: Button,
    Element: Other,
    document,
    fetch: (url: unknown) => fetch(String(url)),
    location: new URL('https://localhost/api/status'),
    navigator: {},
    DOMParser: class {
      parseFromString = () => fresh;
    },
    addEventListener: () => undefined,
    scrollTo: () => undefined,
    scrollY: 0,
    ...{ Date, URL, URLSearchParams, performance, setInterval, setTimeout },
  });
  runInContext(script, browser);
  const press = () => Promise.all(listeners.map((listener) => listener({ target: new Button(), button: 0 })));
  return { state, press };
}

const isWell = async () => ({ ok: true, status: 200, text: async () => '' });
const isAway = () => Promise.reject(new Error('the network is gone'));

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'setTimeout'] }));
afterEach(() => void vi.useRealTimers());

test('a tab that cannot be refreshed shows neither a title nor an icon by which all is well', async () => {
  let answer: () => Promise<object> = isAway;
  const { state } = open(() => answer());
  await vi.advanceTimersByTimeAsync(125_000);
  expect([state.title, link.href]).toEqual(['Not refreshed: Nothing is wrong', 'unknown']);
  answer = isWell;
  await vi.advanceTimersByTimeAsync(61_000);
  expect([state.title, link.href]).toEqual(['1 job is stopped', 'wrong']);
  answer = isAway;
  await vi.advanceTimersByTimeAsync(61_000);
  expect([state.title, link.href]).toEqual(['Not refreshed: 1 job is stopped', 'wrong']);
});

test('a page with a form in use keeps its tab up to date, says that it is held, and goes on at once afterwards', async () => {
  const { state } = open(isWell);
  state.isFormInUse = true;
  await vi.advanceTimersByTimeAsync(61_000);
  expect([state.title, link.href, state.replaced]).toEqual(['1 job is stopped', 'wrong', 0]);
  expect(state.said.textContent).toContain('Not refreshed while a form is in use');
  state.isFormInUse = false;
  await vi.advanceTimersByTimeAsync(2_000);
  expect([state.replaced, state.said.textContent]).toEqual([1, '']);
});

test.each([
  [{ outcome: 'complete', counts: { jobsRead: 7 } }, 'Checked: 7 jobs read.'],
  [{ outcome: 'partial', counts: { jobsRead: 7 } }, 'Checked: 7 jobs read. Not everything could be read.'],
  ['<html>Sign in</html>', 'Not known whether it was checked: the answer says nothing of it.'],
])('what came of “Check now” is what its answer says: %j', async (body, news) => {
  const json = async () => (typeof body === 'string' ? JSON.parse(body) : body);
  const { state, press } = open(async (url) => ({
    ...(await isWell()),
    ...(url.endsWith('poll') && { json }),
  }));
  await press();
  expect(state.said.textContent).toBe(news);
});
