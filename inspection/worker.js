/* Keeps the form of a check and the static files for use without network.
   Nothing else is ever kept. Pages of one person are kept apart by their id. */
const SHELL = [FILES], NAME = 'shell ' + SHELL.join(' ');
addEventListener('install', e => e.waitUntil(caches.open(NAME).then(c => c.addAll(SHELL)).then(() => skipWaiting())));
addEventListener('activate', e => e.waitUntil(caches.keys()
  .then(keys => Promise.all(keys.filter(k => k.startsWith('shell ') && k !== NAME).map(k => caches.delete(k)))).then(() => clients.claim())));
async function page(request) {
  try {
    const answer = await fetch(request);
    if (answer.ok && !answer.redirected) {
      const user = /data-user="(\w+)"/.exec(await answer.clone().text());
      if (user) {
        const mine = 'neove-' + user[1];
        // Without network the page of whoever was here last is shown, never that of somebody before.
        await Promise.all((await caches.keys()).filter(k => k.startsWith('neove-') && k !== mine).map(k => caches.delete(k)));
        await (await caches.open(mine)).put(request, answer.clone());
      }
    }
    return answer;
  } catch (offline) {
    return await caches.match(request, { ignoreVary: true }) || Response.error();
  }
}
addEventListener('fetch', e => {
  const url = new URL(e.request.url);
  if (e.request.method !== 'GET' || url.origin !== location.origin) return;
  if (url.pathname === '/inspection/checks/new') e.respondWith(page(e.request));
  else if (url.pathname.startsWith('/static/')) e.respondWith(caches.match(e.request, { ignoreVary: true }).then(kept => kept || fetch(e.request)));
});
