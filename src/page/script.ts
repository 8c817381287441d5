/**
 * What a browser may add to a page that works without it. It passes the caller's own key on when a link is followed, since
 * no link holds it, and fetches the page anew once a minute while someone looks at it.
 */
export const script = `(() => {
  'use strict';
  const every = 60000;
  const said = document.getElementById('said');
  const say = (text) => { if (said.textContent !== text) said.textContent = text; };

  // The function key stays in the address bar: it goes from this address into the next, and into no document.
  const own = [...new URLSearchParams(location.search)].filter(([name]) => /^(code|clientid)$/i.test(name));
  const withKey = (href) => {
    const url = new URL(href, location.href);
    if (url.origin !== location.origin) return undefined;
    for (const [name, value] of own) url.searchParams.set(name, value);
    return url;
  };
  const follow = (event) => {
    const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
    if (own.length === 0 || !link || event.defaultPrevented || event.button > 1) return;
    if (link.getAttribute('href').startsWith('#')) return;
    const url = withKey(link.href);
    if (!url) return;
    event.preventDefault();
    const aside = event.button === 1 || event.ctrlKey || event.metaKey || event.shiftKey;
    if (aside) window.open(url, '_blank', 'noopener');
    else location.assign(url);
  };
  document.addEventListener('click', follow);
  document.addEventListener('auxclick', follow);
  document.addEventListener('submit', (event) => {
    const form = event.target;
    const url = new URL(form.getAttribute('action'), location.href);
    url.search = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ''));
    event.preventDefault();
    location.assign(withKey(url));
  });
  document.addEventListener('change', (event) => {
    if (event.target instanceof HTMLSelectElement && event.target.form) event.target.form.requestSubmit();
  });

  const main = () => document.querySelector('main');
  if (!main() || !('refreshes' in main().dataset)) return;
  const isBusy = () => {
    const chosen = document.getSelection();
    const form = document.activeElement && document.activeElement.closest('form');
    return Boolean(form) || Boolean(chosen && !chosen.isCollapsed && main().contains(chosen.anchorNode));
  };
  let last = Date.now();
  const refresh = async () => {
    if (document.hidden || isBusy() || Date.now() - last < every) return;
    last = Date.now();
    try {
      const answer = await fetch(location.href, { headers: { accept: 'text/html' }, redirect: 'error', cache: 'no-store' });
      const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('main');
      if (!answer.ok || !fresh || !('refreshes' in fresh.dataset)) throw new Error(String(answer.status));
      if (isBusy()) return;
      say('');
      replace(fresh);
    } catch {
      say('Could not refresh: what is shown may be old. Trying again in a minute.');
    }
  };
  const replace = (fresh) => {
    const headline = () => document.querySelector('h1').textContent;
    const before = headline();
    const focused = document.activeElement && document.activeElement.getAttribute('href');
    const open = [...main().querySelectorAll('details')].map((one) => one.open);
    const top = scrollY;
    main().replaceWith(document.adoptNode(fresh));
    main().querySelectorAll('details').forEach((one, index) => { one.open = open[index] === true; });
    if (focused) main().querySelector('a[href="' + CSS.escape(focused) + '"]')?.focus({ preventScroll: true });
    scrollTo(0, top);
    if (headline() !== before) {
      document.title = headline();
      say(headline());
      setTimeout(() => { if (said.textContent === headline()) say(''); }, 10000);
    }
  };
  setInterval(refresh, 5000);
  document.addEventListener('visibilitychange', refresh);
})();`;
