/*
 * What a browser adds to a page that works without it. The key of the address goes on to whatever link is followed, since no link holds it,
 * and a page that is looked at fetches itself once a minute. Pages hold this text as it stands here.
 */
const refreshEveryMs = 60_000;
const checkEveryMs = 5_000;
const newsShownMs = 10_000;

/** For people who see the page and for screen readers. @param {string} text */
const say = (text) => {
  const said = document.getElementById('said');
  if (said && said.textContent !== text) said.textContent = text;
};

/** Says it for a while. @param {string} text */
const sayFor = (text) => {
  say(text);
  setTimeout(() => {
    if (document.getElementById('said')?.textContent === text) say('');
  }, newsShownMs);
};

// The function key stays in the address bar: it goes from this address into the next, and into no document.
const keys = [...new URLSearchParams(location.search)].filter(([name]) => /^(code|clientid)$/i.test(name));

/** Undefined for another site. @param {string | URL} address */
const withKey = (address) => {
  const url = new URL(address, location.href);
  if (url.origin !== location.origin) return undefined;
  for (const [name, value] of keys) url.searchParams.set(name, value);
  return url;
};

/** @param {MouseEvent} event */
const followLink = (event) => {
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  const href = link?.getAttribute('href');
  if (keys.length === 0 || !href || href.startsWith('#') || event.defaultPrevented || event.button > 1)
    return;
  const url = withKey(href);
  if (!url) return;
  event.preventDefault();
  const isAside = event.button === 1 || event.ctrlKey || event.metaKey || event.shiftKey;
  if (isAside) window.open(url, '_blank', 'noopener');
  else location.assign(url);
};
document.addEventListener('click', followLink);
document.addEventListener('auxclick', followLink);

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement)) return;
  const url = new URL(form.getAttribute('action') ?? '', location.href);
  for (const [name, value] of new FormData(form)) {
    if (typeof value === 'string' && value !== '') url.searchParams.append(name, value);
  }
  const next = withKey(url);
  if (!next) return;
  event.preventDefault();
  location.assign(next);
});
document.addEventListener('change', ({ target }) => {
  if (target instanceof HTMLSelectElement) target.form?.requestSubmit();
});

// A button that copies is of use only where scripts run, and where the browser lets them copy.
const offerCopies = () => {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll('button.copy')) button.removeAttribute('hidden');
};
document.addEventListener('click', async ({ target }) => {
  const copies = target instanceof HTMLButtonElement ? target.dataset.copies : undefined;
  const text = copies && document.getElementById(copies)?.textContent;
  if (!text) return;
  try {
    await navigator.clipboard.writeText(text);
    sayFor('Copied.');
  } catch {
    sayFor('The browser did not let it be copied: select it instead.');
  }
});
offerCopies();

/** @param {Document} page */
const refreshingMain = (page) => page.querySelector('main[data-refreshes]');

const headline = () => document.querySelector('h1')?.textContent ?? '';

/** Whether a form is in use or text is selected: a refresh would take either away. */
const isBusy = () => {
  const selection = document.getSelection();
  const isSelected = selection && !selection.isCollapsed;
  return (
    Boolean(document.activeElement?.closest('form')) ||
    Boolean(isSelected && refreshingMain(document)?.contains(selection.anchorNode))
  );
};

/** What is folded, by the words under which it is: another one may stand in its place by now. @param {Element} folded */
const nameOf = (folded) => folded.querySelector('summary')?.textContent ?? '';

/** Puts the fresh part in, and leaves focus, place and what is unfolded as they are. @param {Element} fresh */
const replaceMain = (fresh) => {
  const before = headline();
  const focused = document.activeElement?.getAttribute('href');
  const copying = document.activeElement?.getAttribute('data-copies');
  const unfolded = new Set([...document.querySelectorAll('main details[open]')].map(nameOf));
  const top = scrollY;
  const main = document.adoptNode(fresh);
  refreshingMain(document)?.replaceWith(main);
  for (const one of main.querySelectorAll('details')) one.open = unfolded.has(nameOf(one));
  offerCopies();
  const again = focused
    ? main.querySelector(`a[href="${CSS.escape(focused)}"]`)
    : copying && main.querySelector(`[data-copies="${CSS.escape(copying)}"]`);
  if (again instanceof HTMLElement) again.focus({ preventScroll: true });
  scrollTo(0, top);
  const now = headline();
  if (now === before) return;
  document.title = now;
  sayFor(now);
};

let refreshedAt = Date.now();
const refresh = async () => {
  if (document.hidden || isBusy() || Date.now() - refreshedAt < refreshEveryMs) return;
  refreshedAt = Date.now();
  try {
    const answer = await fetch(location.href, {
      headers: { accept: 'text/html' },
      redirect: 'error',
      cache: 'no-store',
    });
    const fresh = refreshingMain(new DOMParser().parseFromString(await answer.text(), 'text/html'));
    if (!answer.ok || !fresh) throw new Error(String(answer.status));
    if (isBusy()) return;
    say('');
    replaceMain(fresh);
  } catch {
    say('Could not refresh: what is shown may be old. Trying again in a minute.');
  }
};
if (refreshingMain(document)) {
  setInterval(refresh, checkEveryMs);
  document.addEventListener('visibilitychange', refresh);
}
