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

/** Puts the fresh part in, and leaves focus, place and what is unfolded as they are. @param {Element} fresh */
const replaceMain = (fresh) => {
  const before = headline();
  const focused = document.activeElement?.getAttribute('href');
  const unfolded = [...document.querySelectorAll('main details')].map((one) => one.hasAttribute('open'));
  const top = scrollY;
  const main = document.adoptNode(fresh);
  refreshingMain(document)?.replaceWith(main);
  main.querySelectorAll('details').forEach((one, index) => {
    one.open = unfolded[index] === true;
  });
  if (focused) {
    const link = main.querySelector(`a[href="${CSS.escape(focused)}"]`);
    if (link instanceof HTMLElement) link.focus({ preventScroll: true });
  }
  scrollTo(0, top);
  const now = headline();
  if (now === before) return;
  document.title = now;
  say(now);
  setTimeout(() => {
    if (document.getElementById('said')?.textContent === now) say('');
  }, newsShownMs);
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
