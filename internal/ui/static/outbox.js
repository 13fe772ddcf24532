/* outbox.js: the form [data-outbox] works without network. A record is kept on
   this device first and sent then, each under a key of its own, so that it is
   stored once however often it is sent. Never for forms with data of victims.
   It holds no words: texts come from data-* in the language of the page. */
(function () {
'use strict';
const d = document, user = d.body.dataset.user, form = d.querySelector('form[data-outbox]'), line = d.querySelector('[data-outbox-status]');
if (!user || !self.indexedDB || !self.fetch) return;
const name = 'neove-' + user, marker = 'neove:' + user + ':outbox', MAX = 10 << 20;
const fill = (text, vars) => String(text || '').replace(/\{(\w+)\}/g, (m, k) => k in vars ? vars[k] : m);

/* ---- kept records ---- */
const open = () => new Promise((ok, no) => {
  const q = indexedDB.open(name, 1);
  q.onupgradeneeded = () => q.result.createObjectStore('out', { keyPath: 'id' });
  q.onsuccess = () => ok(q.result);
  q.onerror = () => no(q.error);
});
const run = (mode, fn) => open().then(db => new Promise((ok, no) => {
  const t = db.transaction('out', mode), r = fn(t.objectStore('out'));
  t.oncomplete = () => { db.close(); ok(r.result); };
  t.onerror = t.onabort = () => { db.close(); no(t.error); };
}));
const kept = () => run('readonly', s => s.getAll()).then(all => all.sort((a, b) => a.at - b.at));
const put = r => run('readwrite', s => s.put(r));
const drop = r => run('readwrite', s => s.delete(r.id));
const newKey = () => self.crypto && crypto.randomUUID ? crypto.randomUUID() : Array.from(crypto.getRandomValues(new Uint8Array(16)), b => (b + 256).toString(16).slice(1)).join('');

/* ---- what people see; the marker lets app.js name unsent records on every page ---- */
let login = false, had = false;
const show = () => kept().then(all => {
  const n = all.length, bad = all.filter(r => r.bad);
  try {
    if (!n) localStorage.removeItem(marker);
    else if (line) localStorage.setItem(marker, JSON.stringify({ t: Date.now(), p: location.pathname + location.search, h: fill(line.dataset.title, { n }) }));
  } catch (x) { /* storage is off */ }
  if (!line) return;
  had = had || n > 0;
  line.hidden = !had;
  line.className = 'notice ' + (bad.length ? 'bad' : n ? 'warn' : 'ok');
  const a = line.lastElementChild, words = line.firstElementChild;
  a.hidden = !login || !n;
  words.textContent = !n ? line.dataset.sent : login ? line.dataset.login : bad.length ? fill(line.dataset.fix, { n: bad.length, why: bad[0].bad }) : fill(line.dataset.held, { n });
  if (bad.length && !login) { const to = d.createElement('a'); to.href = bad[0].page + '#' + bad[0].id; to.textContent = bad[0].title; words.append(' ', to); }
});

/* ---- sending ---- */
function ask(url, options) {
  const stop = new AbortController(), timer = setTimeout(() => stop.abort(), 30000);
  return fetch(url, Object.assign({ method: 'POST', credentials: 'same-origin', signal: stop.signal }, options)).finally(() => clearTimeout(timer));
}
// send answers with the id of the stored record, or throws 'wait'; what the
// server refuses stays here with its reason.
async function send(r) {
  const a = await ask(r.url, { headers: { 'Content-Type': 'application/json', 'Idempotency-Key': r.id, 'Accept-Language': d.documentElement.lang }, body: JSON.stringify(r.data) });
  login = a.status === 401;
  if (login || a.status === 409 || a.status === 429 || a.status >= 500) throw 'wait';
  const body = await a.json();
  if (!a.ok) {
    r.bad = ((body.errors || [])[0] || {}).message || body.detail;
    await put(r);
    return '';
  }
  while (r.files.length) {
    const f = r.files[0], data = new FormData();
    data.append('file', f, f.name);
    const b = await ask(r.to.replace('{id}', body.id), { body: data, redirect: 'manual' });
    if (b.status === 401 || b.status === 409 || b.status >= 500) throw 'wait';
    r.files.shift();
    await put(r);
  }
  await drop(r);
  return body.id;
}
let busy = null, pause = 0, timer = 0;
function flush() {
  if (busy) return busy;
  clearTimeout(timer);
  const done = Object.create(null);
  busy = kept().then(async all => {
    for (const r of all) if (!r.bad) done[r.id] = await send(r);
    pause = 0;
  }).catch(() => {
    pause = Math.min(pause ? pause * 2 : 2000, 300000);
    timer = setTimeout(flush, pause);
  }).then(() => { busy = null; return show(); }).then(() => done);
  return busy;
}
['online', 'focus', 'pageshow'].forEach(type => addEventListener(type, flush));

/* ---- the form ---- */
function read() {
  const out = Object.create(null), lists = Object.create(null);
  out.officer = user;
  Array.from(form.elements).forEach(el => {
    let v = (el.value || '').normalize('NFC').trim();
    if (!el.name || !v || /^(file|submit|button)$/.test(el.type) || /^(checkbox|radio)$/.test(el.type) && !el.checked) return;
    if (el.type === 'checkbox') v = true;
    else if (el.dataset.num && /^[\d.\s]+$/.test(v)) v = Number(v.replace(/[.\s]/g, ''));
    const m = /^(\w+)\.(\w+)-(\d+)$/.exec(el.name);
    if (!m) { out[el.name] = v; return; }
    const list = lists[m[1]] = lists[m[1]] || Object.create(null), row = list[m[3]] = list[m[3]] || Object.create(null);
    row[m[2]] = v;
    if (el.type !== 'hidden') Object.defineProperty(row, 'typed', { value: true, configurable: true });
  });
  Object.keys(lists).forEach(k => { const rows = Object.values(lists[k]).filter(r => r.typed); if (rows.length) out[k] = rows; });
  return out;
}
const changed = () => form.dispatchEvent(new Event('change', { bubbles: true }));
function refill(r) {
  Array.from(form.elements).forEach(el => {
    const mine = r.form.filter(p => p[0] === el.name);
    if (!el.name || /^(file|hidden)$/.test(el.type)) return;
    if (/^(checkbox|radio)$/.test(el.type)) el.checked = mine.some(p => p[1] === el.value);
    else if (mine.length) el.value = mine[0][1];
    if (el.closest('details') && mine.some(p => p[1])) el.closest('details').open = true;
  });
  changed();
  return drop(r);
}
if (form) {
  const button = form.querySelector('button:not([type=button])'), words = button.textContent;
  form.addEventListener('submit', e => {
    const files = Array.from(form.querySelectorAll('input[type=file]')).flatMap(i => Array.from(i.files));
    if (files.some(f => f.size > MAX)) return; // the server says why
    e.preventDefault();
    if (button.disabled) return;
    button.disabled = true;
    button.textContent = button.dataset.busy;
    const r = { id: newKey(), url: form.dataset.outbox, to: form.dataset.files, data: read(), form: Array.from(new FormData(form)).filter(p => typeof p[1] === 'string'),
      files, at: Date.now(), page: location.pathname + location.search, title: form.dataset.title };
    // A round that runs already does not know this record yet.
    put(r).then(() => busy).then(flush).then(done => {
      if (done[r.id] === '') return drop(r).then(() => form.submit()); // shows what is wrong, with all that was typed
      form.reset();
      changed(); // the draft is done: the record is kept, or stored
      if (done[r.id]) location.href = form.getAttribute('action') + '/' + done[r.id];
      else { button.disabled = false; button.textContent = words; line.scrollIntoView(); }
    }).catch(() => form.submit());
  });
  const fix = () => kept().then(all => Promise.all(all.filter(r => r.bad && '#' + r.id === location.hash).map(refill))).then(show);
  addEventListener('hashchange', fix); // the record may be one of this very form
  fix();
}

/* ---- pages for later: a worker keeps the form and the static files ---- */
const mine = () => caches.keys().then(keys => Promise.all(keys.filter(k => /^neove-/.test(k) && k !== name).map(k => caches.delete(k)))).then(() => caches.open(name));
if (form && navigator.serviceWorker && self.caches) {
  navigator.serviceWorker.register(form.dataset.worker).then(() => navigator.serviceWorker.ready).then(mine)
    .then(c => c.match(location.href).then(has => has || c.add(location.href))).catch(() => { /* works while open */ });
}
const keep = d.querySelector('[data-keep]');
if (keep && navigator.serviceWorker && self.caches) keep.querySelector('button').addEventListener('click', e => {
  const links = Array.from(keep.querySelectorAll('a'), a => a.href), said = keep.querySelector('[role=status]');
  e.currentTarget.disabled = true;
  navigator.serviceWorker.register(keep.dataset.keep).then(mine).then(c => c.addAll(links))
    .then(() => { said.textContent = fill(keep.dataset.kept, { n: links.length }); }, () => { said.textContent = keep.dataset.failed; e.target.disabled = false; });
});
flush();
})();
