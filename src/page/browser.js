/*
 * What a browser adds to a page that can be read without it. The key of the address goes on to whatever link is followed, since no link holds
 * it; the page fetches itself, and says times as the reader's clock does. Pages hold this text as it stands here.
 */
const tickEveryMs = 1_000;
const newsShownMs = 10_000;
/** A tab that nobody looks at asks more rarely: its title and icon are all that is seen of it. */
const hiddenTimes = 5;
const secondMs = 1_000;

/** For people who see the page and for screen readers. @param {string} text */
const say = (text) => {
  const said = document.getElementById('said');
  if (said && said.textContent !== text) said.textContent = text;
};

/** @param {string} text */
const unsay = (text) => {
  if (document.getElementById('said')?.textContent === text) say('');
};

/** Says it for a while. @param {string} text */
const sayFor = (text) => {
  say(text);
  setTimeout(() => unsay(text), newsShownMs);
};

const staleNews = 'Could not refresh: what is shown may be old. Trying again.';
const heldNews = 'Not refreshed while a form is in use or text is selected: what is shown may be old.';
const agedTitle = 'Not refreshed: ';

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

const live = () => document.querySelector('main[data-refreshes]');

// Times. The page says what it takes for now, since the clock of the reader may be another.
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const units = /** @type {const} */ ([
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
]);
let loadedAt = performance.now();
const nowMs = () => Date.parse(live()?.getAttribute('data-now') ?? '') + performance.now() - loadedAt;

/** As the server says it: the largest unit of which there are two. @param {number} ms */
const inWords = (ms) => {
  const seconds = Math.max(0, Math.floor(ms / secondMs));
  const [unit, length] = units.find(([, one]) => seconds >= 2 * one) ?? ['second', 1];
  const count = Math.floor(seconds / length);
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
};

/** @param {number} number */
const twoDigits = (number) => String(number).padStart(2, '0');

/** @param {Date} date @param {boolean} withYear */
const inLocalTime = (date, withYear) => {
  const year =
    withYear || date.getFullYear() !== new Date(nowMs()).getFullYear() ? ` ${date.getFullYear()}` : '';
  const time = `${twoDigits(date.getHours())}:${twoDigits(date.getMinutes())}`;
  return `${date.getDate()} ${months[date.getMonth()]}${year}, ${time}`;
};

/** @param {string | undefined} form @param {number} ms */
const timeInWords = (form, ms) => {
  const since = nowMs() - ms;
  if (form === 'ago') return `${inWords(since)} ago`;
  if (form === 'age') return inWords(since);
  if (form === 'until') return since <= 0 ? `in ${inWords(-since)}` : `due ${inWords(since)} ago`;
  return inLocalTime(new Date(ms), form === 'whole');
};

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

const tick = () => {
  if (!live()) return;
  for (const time of document.querySelectorAll('time[data-form]')) {
    if (!(time instanceof HTMLTimeElement)) continue;
    const words = timeInWords(time.dataset.form, Date.parse(time.dateTime));
    if (time.textContent !== words) time.textContent = words;
  }
};

/** @param {number} seconds */
const inEvery = (seconds) => (seconds === 60 ? 'every minute' : `every ${seconds} seconds`);

/** Shows what only a script can know or do: in the page that was loaded, and in each that takes its place. */
const adorn = () => {
  tick();
  // A button that copies is of use only where the browser lets scripts copy.
  const offered = `${navigator.clipboard ? 'button.copy, ' : ''}button[data-polls], .keys`;
  for (const one of document.querySelectorAll(offered)) one.removeAttribute('hidden');
  const address = new URL(location.href);
  for (const [name] of keys) address.searchParams.delete(name);
  const words = {
    '[data-zone]': zone === 'UTC' ? 'Times are UTC.' : `Times are local (${zone}).`,
    '[data-every]': `This page refreshes itself ${inEvery(refreshSeconds())}.`,
    '[data-address]': `${address.origin}${address.pathname}${address.search}`,
  };
  for (const [where, text] of Object.entries(words)) {
    const shown = live()?.querySelector(where);
    if (shown) shown.textContent = text;
  }
  showPolling();
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

/**
 * What came of a check. That it read everything is said by its summary alone: another answer may come from whatever stands in between.
 *
 * @param {Response} answer
 */
const newsOf = async (answer) => {
  const { outcome, counts, error } = await answer.json().catch(() => ({}));
  if (!answer.ok) return error?.message ?? `It did not work: the answer was ${answer.status}.`;
  if (outcome === 'complete') return `Checked: ${counts?.jobsRead} jobs read.`;
  if (outcome === 'partial') return `Checked: ${counts?.jobsRead} jobs read. Not everything could be read.`;
  return 'Not known whether it was checked: the answer says nothing of it.';
};

// Polling by hand, with the key of the address or by the sign-in of the reader, as the page itself was asked for.
let isPolling = false;
const showPolling = () => {
  for (const button of document.querySelectorAll('button[data-polls]')) {
    button.textContent = isPolling ? 'Checking …' : 'Check now';
    button.setAttribute('aria-disabled', String(isPolling));
  }
};

document.addEventListener('click', async ({ target }) => {
  const polls = target instanceof HTMLButtonElement ? target.dataset.polls : undefined;
  const url = polls && withKey(polls);
  if (!url || isPolling) return;
  isPolling = true;
  showPolling();
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { accept: 'application/json' },
      redirect: 'error',
    });
    const news = await newsOf(answer);
    await refresh();
    sayFor(news);
  } catch {
    sayFor('It could not be asked for. Trying again may help.');
  } finally {
    isPolling = false;
    showPolling();
  }
});

// Keys. Letters mean something only where nothing is typed.
const jobLinks = () =>
  [...document.querySelectorAll('a.job')].filter((link) => link.getClientRects().length > 0);
const steps = new Map([
  ['j', 1],
  ['ArrowDown', 1],
  ['k', -1],
  ['ArrowUp', -1],
]);

/** @param {Element | null} element */
const isTypedIn = (element) =>
  element instanceof HTMLInputElement ||
  element instanceof HTMLSelectElement ||
  element instanceof HTMLTextAreaElement;

document.addEventListener('keydown', (event) => {
  const focused = document.activeElement;
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.key === 'Escape') {
    if (focused instanceof HTMLElement) focused.blur();
    return;
  }
  if (isTypedIn(focused)) return;
  if (event.key === '/') {
    const search = document.querySelector('input[type=search]');
    if (!(search instanceof HTMLInputElement)) return;
    event.preventDefault();
    search.focus();
    search.select();
    return;
  }
  const step = steps.get(event.key);
  if (step === undefined) return;
  const links = jobLinks();
  const place = focused ? links.indexOf(focused) : -1;
  // Arrows scroll the page, unless a job is focused already.
  if (place < 0 && event.key.startsWith('Arrow')) return;
  const next = links[place < 0 ? (step > 0 ? 0 : links.length - 1) : place + step];
  if (!(next instanceof HTMLElement)) return;
  event.preventDefault();
  next.focus();
});

// Who prints wants all the jobs.
addEventListener('beforeprint', () => {
  for (const folded of document.querySelectorAll('details.storm')) folded.setAttribute('open', '');
});

const headline = () => document.querySelector('h1')?.textContent ?? '';

/** Whether a form is in use or text is selected: a refresh would take either away. */
const isBusy = () => {
  const selection = document.getSelection();
  const isSelected = selection && !selection.isCollapsed;
  return (
    Boolean(document.activeElement?.closest('form')) ||
    Boolean(isSelected && live()?.contains(selection.anchorNode))
  );
};

/** What is folded, by its name or by the words under which it is: another one may stand in its place by now. @param {HTMLDetailsElement} folded */
const nameOf = (folded) => folded.dataset.fold ?? folded.querySelector('summary')?.textContent ?? '';

/** @returns {HTMLDetailsElement[]} */
const foldsOf = () =>
  [...document.querySelectorAll('main details')].filter((one) => one instanceof HTMLDetailsElement);

/** What is seen of the page in its tab. @param {Document} page */
const replaceTab = (page) => {
  document.title = page.title;
  const icon = page.querySelector('link[rel=icon]');
  if (icon) document.querySelector('link[rel=icon]')?.replaceWith(document.adoptNode(icon));
};

/** A tab that could not be refreshed says so from afar, and has no icon by which all is well. What was wrong stays on it. */
const ageTab = () => {
  if (!document.title.startsWith(agedTitle)) document.title = `${agedTitle}${document.title}`;
  const icon = document.querySelector('link[rel=icon]');
  const aged = icon?.getAttribute('data-aged');
  if (aged) icon?.setAttribute('href', aged);
};

/** Puts the fresh part in, and leaves focus, place and what is unfolded as they are. @param {Element} fresh */
const replaceMain = (fresh) => {
  const before = headline();
  const focused = document.activeElement?.getAttribute('href');
  const [attribute] = ['data-copies', 'data-polls'].filter((name) =>
    document.activeElement?.hasAttribute(name),
  );
  const pressed = attribute && document.activeElement?.getAttribute(attribute);
  const unfolded = new Set(
    foldsOf()
      .filter((one) => one.open)
      .map(nameOf),
  );
  const top = scrollY;
  const main = document.adoptNode(fresh);
  live()?.replaceWith(main);
  loadedAt = performance.now();
  for (const one of foldsOf()) one.open = unfolded.has(nameOf(one));
  adorn();
  const again = focused
    ? main.querySelector(`a[href="${CSS.escape(focused)}"]`)
    : pressed && main.querySelector(`[${attribute}="${CSS.escape(pressed)}"]`);
  if (again instanceof HTMLElement) again.focus({ preventScroll: true });
  scrollTo(0, top);
  if (headline() !== before) sayFor(headline());
};

const refreshSeconds = () => Number(live()?.getAttribute('data-refreshes') ?? 60);

let refreshedAt = Date.now();
let isRefreshing = false;
/** Whether the tab is newer than the page: what the reader is at was not taken away. */
let isHeld = false;
const refresh = async () => {
  refreshedAt = Date.now();
  isRefreshing = true;
  isHeld = false;
  try {
    const answer = await fetch(location.href, {
      headers: { accept: 'text/html' },
      redirect: 'error',
      cache: 'no-store',
    });
    // Without its style, which has the nonce of another answer: the browser would complain of it.
    const text = (await answer.text()).replace(/<style[^>]*>.*?<\/style>/s, '');
    const page = new DOMParser().parseFromString(text, 'text/html');
    const fresh = page.querySelector('main[data-refreshes]');
    if (!answer.ok || !fresh) throw new Error(String(answer.status));
    replaceTab(page);
    isHeld = isBusy();
    if (isHeld) {
      say(heldNews);
      return;
    }
    unsay(staleNews);
    unsay(heldNews);
    replaceMain(fresh);
  } catch {
    say(staleNews);
    ageTab();
  } finally {
    isRefreshing = false;
  }
};
const refreshIfDue = () => {
  const everyMs = refreshSeconds() * secondMs * (document.hidden ? hiddenTimes : 1);
  const isDue = Date.now() - refreshedAt >= everyMs || (isHeld && !isBusy());
  if (isDue && !isRefreshing) refresh();
};
if (live()) {
  adorn();
  setInterval(() => {
    tick();
    refreshIfDue();
  }, tickEveryMs);
  document.addEventListener('visibilitychange', refreshIfDue);
}
