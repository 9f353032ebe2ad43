// The service worker: pages as they were last seen, where there's no connection. It stores nothing
// that was sent, and asks only our own site. KNOWN (root, shell, version) is put above by the site.
const CACHE = `citecards-${KNOWN.version}`;
const MOST = 60; // pages
const [OFFLINE] = KNOWN.shell;
const below = (url) => `/${url.pathname.slice(KNOWN.root.length)}`;
const PAGES = /^\/($|keys$|offline$|(?:study|cram)\/[^/]+$|paper\/|item\/|card\/)/;
const FILES = /^\/(static|code)\//;

addEventListener('install', (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(KNOWN.shell)).then(() => skipWaiting()));
});

addEventListener('activate', (event) => {
  const old = (names) => names.filter((name) => name.startsWith('citecards-') && name !== CACHE);
  event.waitUntil(caches.keys().then((names) => Promise.all(old(names).map((name) => caches.delete(name)))).then(() => clients.claim()));
});

async function keep(request, reply) {
  const cache = await caches.open(CACHE);
  await cache.put(request, reply);
  const pages = (await cache.keys()).filter((one) => !FILES.test(below(new URL(one.url))));
  for (const one of pages.slice(0, Math.max(0, pages.length - MOST))) await cache.delete(one); // oldest first
}

// A kept page says that it is one: what it shows may be answered already.
async function asKept(reply) {
  const html = (await reply.text()).replace('<html ', '<html data-kept ');
  return new Response(html, { status: reply.status, headers: reply.headers });
}

async function found(request) {
  const cache = await caches.open(CACHE);
  const { href } = Object.assign(new URL(request.url), { hash: '' });
  const study = PAGES.test(below(new URL(href))) && href.includes('/study/');
  const reply = await cache.match(href) || (study && await cache.match(href, { ignoreSearch: true })) || await cache.match(OFFLINE);
  return reply ? asKept(reply) : Response.error();
}

async function page(event) {
  try {
    const reply = await fetch(event.request);
    if (reply.ok && !reply.redirected && PAGES.test(below(new URL(event.request.url)))) event.waitUntil(keep(event.request.url, reply.clone()));
    return reply;
  } catch {
    return found(event.request);
  }
}

async function file(request) {
  const kept = await caches.match(request);
  if (kept) return kept;
  const reply = await fetch(request);
  if (reply.ok) await (await caches.open(CACHE)).put(request, reply.clone());
  return reply;
}

addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin) return;
  if (FILES.test(below(url))) event.respondWith(file(request));
  else if (request.mode === 'navigate' || below(url) === '/keys') event.respondWith(page(event));
});

addEventListener('message', (event) => {
  const ours = (event.data?.keep ?? []).map((href) => new URL(href)).filter((url) => url.origin === location.origin && PAGES.test(below(url)));
  const visit = async (url) => {
    const reply = await fetch(url);
    if (reply.ok && !reply.redirected) await keep(url.href, reply);
  };
  event.waitUntil(Promise.allSettled(ours.map(visit)));
});
