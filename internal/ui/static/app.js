/* app.js: enhances pages that already work without it. It holds no words:
   texts come from data-* attributes in the language of the page. */
(function () {
'use strict';
const d = document;
d.documentElement.classList.add('js');

// Input methods (Telex, VNI) send keys that are not meant for us.
const on = (el, types, fn) => types.split(' ').forEach(type => el.addEventListener(type, e => {
  if (e.isComposing || e.keyCode === 229) return;
  fn(e);
}));
const all = (sel, root) => Array.from((root || d).querySelectorAll(sel));
const fill = (text, vars) => String(text || '').replace(/\{(\w+)\}/g, (m, k) => k in vars ? vars[k] : m);
const fold = s => s.normalize('NFD').replace(/[\u0300-\u036f]/g, '').replace(/[đĐ]/g, 'd').toLowerCase().replace(/[^a-z0-9]+/g, ' ').trim();
const text = (el, key) => { const h = el.closest('[data-t-' + key + ']'); return h ? h.getAttribute('data-t-' + key) : ''; };
const WARN = '<svg class="i" viewBox="0 0 20 20" aria-hidden="true"><path d="M10 3.200 18 17H2zM10 8.500v4M10 14.700v.1"/></svg> ';

/* ---- numbers: 1920, 1.920 and 1 920 are one number; 1,920 is asked about ---- */
const group = s => s.replace(/^0+(?=\d)/, '').replace(/\B(?=(\d{3})+$)/g, '.');
function readNumber(raw, kind) {
  const s = raw.replace(/[\s\u00a0\u202f]/g, '');
  if (s === '') return { text: '' };
  const m = /^(\d+|\d{1,3}(?:\.\d{3})+)(?:,(\d+))?$/.exec(s);
  if (m && (kind === 'dec' || m[2] === undefined)) {
    const whole = group(m[1].replace(/\./g, ''));
    return { text: m[2] ? whole + ',' + m[2] : whole, value: parseFloat(m[1].replace(/\./g, '') + '.' + (m[2] || 0)) };
  }
  if (kind === 'dec') {
    const x = /^(\d{1,3}(?:,\d{3})+|\d+)\.(\d+)$/.exec(s);
    return { bad: 'decimal', fix: x ? group(x[1].replace(/,/g, '')) + ',' + x[2] : '' };
  }
  return /^\d{1,3}(,\d{3})+$/.test(s) ? { bad: 'comma', fix: s.replace(/,/g, '.') } : { bad: 'number' };
}
function fixButton(el, problem, apply) {
  const b = d.createElement('button');
  b.type = 'button';
  b.textContent = fill(text(el, 'fix'), { fix: problem.fix });
  on(b, 'click', () => apply(problem.fix));
  return b;
}
// A number outside a grid says its error in its own field.
function loneNumber(el) {
  const p = readNumber(el.value, el.dataset.num), field = el.closest('.field'), id = el.id + '-js', was = d.getElementById(id);
  if (was) was.remove();
  if (!p.bad) el.value = p.text;
  if (p.bad) el.setAttribute('aria-invalid', 'true'); else el.removeAttribute('aria-invalid');
  if (!field) return;
  field.classList.toggle('bad', !!p.bad);
  if (!p.bad) return;
  const msg = d.createElement('p');
  msg.className = 'msg-bad'; msg.id = id;
  msg.setAttribute('role', 'alert');
  msg.textContent = fill(text(el, p.bad), { value: el.value }) + ' ';
  if (p.fix) { const b = fixButton(el, p, v => { el.value = v; loneNumber(el); el.focus(); el.dispatchEvent(new Event('input', { bubbles: true })); }); b.className = 'btn quiet'; msg.appendChild(b); }
  const slot = el.closest('.with') || el;
  slot.parentNode.insertBefore(msg, slot);
}
on(d, 'change', e => { const t = e.target; if (t.dataset && t.dataset.num && !t.closest('[data-grid]')) loneNumber(t); });

/* ---- entry grid ---- */
const MAX = 200;
// Excel quotes cells that hold tabs, quotes or new lines.
function readTSV(s) {
  const rows = [[]];
  let cell = '', quoted = false;
  s = s.replace(/\r\n?/g, '\n').replace(/\n$/, '');
  for (let i = 0; i < s.length; i++) {
    const c = s[i];
    if (quoted) {
      if (c !== '"') cell += c;
      else if (s[i + 1] === '"') { cell += c; i++; } else quoted = false;
    } else if (c === '"' && cell === '') quoted = true;
    else if (c === '\t') { rows[rows.length - 1].push(cell); cell = ''; }
    else if (c === '\n') { rows[rows.length - 1].push(cell); cell = ''; rows.push([]); }
    else cell += c;
  }
  rows[rows.length - 1].push(cell);
  return rows;
}

function grid(table) {
  const form = table.closest('form'), near = sel => (form || table.parentNode).querySelector(sel);
  const template = near('template[data-row]'), counter = near('input[name=rows]'), status = near('[data-grid-status]');
  const cells = Object.create(null), history = [];
  let order = [];
  const say = (key, vars) => { if (status) status.textContent = fill(text(table, key), vars || {}); };
  const changed = () => table.dispatchEvent(new Event('input', { bubbles: true }));
  const isCell = el => el && el.dataset && el.dataset.r !== undefined && el.dataset.c !== undefined;
  const tdOf = el => el.closest('td,th');

  function index(root) {
    all('[data-r][data-c]', root).forEach(el => {
      const r = +el.dataset.r;
      if (!cells[r]) { cells[r] = Object.create(null); order.push(r); }
      cells[r][el.dataset.c] = el;
    });
  }
  function count(by) { if (counter) counter.value = +counter.value + by; }
  function addRow() {
    if (!template || order.length >= MAX) return 0;
    const r = (order.length ? Math.max.apply(null, order) : 0) + 1;
    table.tBodies[table.tBodies.length - 1].insertAdjacentHTML('beforeend', template.innerHTML.replace(/__R__/g, r));
    index(table.tBodies[table.tBodies.length - 1].lastElementChild);
    if (!cells[r]) return 0;
    count(1);
    return r;
  }
  function dropRow(r) {
    const first = Object.values(cells[r])[0];
    all('tr[data-msg="' + r + '"]', table).forEach(tr => tr.remove());
    first.closest('tr').remove();
    delete cells[r];
    order = order.filter(x => x !== r);
    count(-1);
  }
  table.neoveRows = n => { while (counter && +counter.value < n && addRow()); };

  /* state of a cell */
  function remember(el) { if (el.neoveClass === undefined) el.neoveClass = tdOf(el).className; }
  function mark(el) {
    remember(el);
    const was = el.tagName === 'SELECT' ? all('option', el).filter(o => o.defaultSelected)[0] : el;
    const before = el.tagName === 'SELECT' ? (was ? was.value : (el.options[0] || {}).value) : el.defaultValue;
    const rest = el.neoveClass.replace(/\b(dirty|saved|err|wrn)\b/g, '').trim();
    tdOf(el).className = el.value === before ? el.neoveClass : (rest + ' dirty').trim();
  }
  function problemOf(el) {
    if (el.neoveMiss) return { bad: 'option', value: el.neoveMiss };
    if (!el.dataset.num) return null;
    const p = readNumber(el.value, el.dataset.num);
    if (p.bad) return { bad: p.bad, fix: p.fix, value: el.value };
    el.value = p.text;
    const whole = el.dataset.maxOf !== undefined && (cells[el.dataset.r] || {})[el.dataset.maxOf];
    if (!whole || p.text === '') return null;
    const w = readNumber(whole.value, whole.dataset.num || 'int');
    const name = x => x.dataset.name || tdOf(x).dataset.l || '';
    return !w.bad && w.text !== '' && p.value > w.value ? { bad: 'max', part: name(el), a: p.text, whole: name(whole), b: w.text } : null;
  }
  // checkRow looks at the whole row, since one cell limits another.
  function checkRow(r) {
    const found = [];
    Object.values(cells[r] || {}).forEach(el => {
      const p = problemOf(el), td = tdOf(el);
      if (p) { remember(el); found.push([el, p]); }
      else if (el.neoveBad) mark(el);
      el.neoveBad = !!p;
      if (p) { td.classList.remove('saved', 'wrn', 'dirty'); td.classList.add('err'); td.title = fill(text(table, p.bad), p); el.setAttribute('aria-invalid', 'true'); }
      else { td.removeAttribute('title'); if (!td.classList.contains('err')) el.removeAttribute('aria-invalid'); }
    });
    tell(r, found);
  }
  function tell(r, found) {
    const id = 'm-js-' + r, old = d.getElementById(id);
    if (old) old.closest('tr').remove();
    all('tr.msg.e[data-msg="' + r + '"]', table).forEach(tr => tr.remove());
    Object.values(cells[r] || {}).forEach(el => { if (el.getAttribute('aria-describedby') === id) el.removeAttribute('aria-describedby'); });
    if (!found.length) return;
    const tr = d.createElement('tr'), td = d.createElement('td');
    tr.className = 'msg e'; tr.dataset.msg = r; td.id = id; td.colSpan = 99;
    td.setAttribute('role', 'alert');
    found.forEach(([el, p]) => {
      const line = d.createElement('p');
      line.innerHTML = WARN;
      line.appendChild(d.createTextNode(fill(text(table, p.bad), p) + ' '));
      if (p.fix) line.appendChild(fixButton(el, p, v => { edit([[el, v]]); el.focus(); }));
      td.appendChild(line);
      el.setAttribute('aria-describedby', id);
    });
    tr.appendChild(td);
    found[0][0].closest('tr').after(tr);
  }

  /* changing values */
  function put(el, v) {
    el.neoveMiss = '';
    if (el.tagName !== 'SELECT') { el.value = v; return; }
    const want = fold(v), hit = Array.from(el.options).filter(o => o.value === v || fold(o.text) === want || fold(o.value) === want)[0];
    if (hit) el.value = hit.value; else el.neoveMiss = v;
  }
  const snap = el => [el, el.value, el.neoveMiss || ''];
  function edit(pairs, added) {
    if (!pairs.length) { (added || []).slice().reverse().forEach(dropRow); return; }
    const step = pairs.map(p => snap(p[0])), rows = new Set();
    step.added = added || [];
    history.push(step);
    pairs.forEach(([el, v]) => { put(el, v); mark(el); el.neoveOld = el.value; rows.add(el.dataset.r); });
    rows.forEach(checkRow);
    changed();
  }
  function undo() {
    const step = history.pop();
    if (!step) return;
    const rows = new Set();
    step.slice().reverse().forEach(([el, v, miss]) => { el.value = v; el.neoveMiss = miss; mark(el); el.neoveOld = v; rows.add(el.dataset.r); });
    const here = isCell(d.activeElement) && step.added.indexOf(+d.activeElement.dataset.r) < 0;
    step.added.slice().reverse().forEach(dropRow);
    rows.forEach(r => { if (cells[r]) checkRow(r); });
    if (!here || step.length === 1) step[0][0].focus();
    say('undone');
    changed();
  }
  function paste(el, data) {
    const rows = readTSV(data), c0 = +el.dataset.c, start = order.indexOf(+el.dataset.r), pairs = [], added = [];
    let left = 0;
    rows.forEach((row, i) => {
      let r = order[start + i];
      if (r === undefined) { r = addRow(); if (r) added.push(r); }
      if (!r) { left++; return; }
      row.forEach((v, j) => {
        const cell = cells[r][c0 + j];
        if (cell && !cell.disabled && !cell.readOnly) pairs.push([cell, v.replace(/\s+/g, ' ').trim().normalize('NFC')]);
      });
    });
    edit(pairs, added);
    el.focus();
    if (left) say('toomany', { max: template ? MAX : order.length, rows: left }); else say('pasted', { rows: rows.length });
  }
  function move(el, by) {
    let i = order.indexOf(+el.dataset.r) + by;
    for (; i >= 0 && i < order.length; i += by) {
      const next = cells[order[i]][el.dataset.c];
      if (next && !next.disabled) { next.focus(); if (next.select) next.select(); return; }
    }
  }

  index(table);
  on(table, 'focusin', e => { if (isCell(e.target)) { e.target.neoveOld = e.target.value; if (e.target.select && e.target.dataset.num) e.target.select(); } });
  on(table, 'change', e => {
    const t = e.target;
    if (!isCell(t)) return;
    history.push([[t, t.neoveOld === undefined ? t.defaultValue : t.neoveOld, t.neoveMiss || '']]);
    history[history.length - 1].added = [];
    t.neoveMiss = '';
    mark(t);
    tdOf(t).classList.remove('err', 'wrn');
    checkRow(t.dataset.r);
    t.neoveOld = t.value;
  });
  on(table, 'keydown', e => {
    const t = e.target, control = /^(INPUT|SELECT)$/.test(t.tagName);
    if (e.key === 'Enter' && control) e.preventDefault(); // never sends the form
    if (!isCell(t)) return;
    const plain = !e.ctrlKey && !e.altKey && !e.metaKey, arrows = plain && t.tagName !== 'SELECT' && t.type !== 'date';
    if (e.key === 'Enter' && plain) move(t, e.shiftKey ? -1 : 1);
    else if (e.key === 'ArrowDown' && arrows) { e.preventDefault(); move(t, 1); }
    else if (e.key === 'ArrowUp' && arrows) { e.preventDefault(); move(t, -1); }
    else if (e.key === 'Escape' && t.neoveOld !== undefined) { t.value = t.neoveOld; changed(); }
    else if ((e.ctrlKey || e.metaKey) && !e.shiftKey && e.key.toLowerCase() === 'z' && history.length && t.value === t.neoveOld) { e.preventDefault(); undo(); }
  });
  on(table, 'paste', e => {
    const t = e.target, data = e.clipboardData ? e.clipboardData.getData('text/plain') : '';
    if (!isCell(t) || (t.tagName !== 'SELECT' && !/[\t\n]/.test(data.replace(/[\r\n]+$/, '')))) return;
    e.preventDefault();
    paste(t, data);
  });
  on(form || table, 'click', e => {
    const b = e.target.closest('[data-undo],[data-add-row]');
    if (!b) return;
    if (b.dataset.undo !== undefined) { e.preventDefault(); undo(); return; }
    const r = addRow();
    if (r) { e.preventDefault(); Object.values(cells[r])[0].focus(); changed(); }
  });
}
all('table[data-grid]').forEach(grid);
on(d, 'keydown', e => {
  if (e.altKey && !e.ctrlKey && e.code === 'KeyG') { const b = d.querySelector('[data-check]'); if (b) { e.preventDefault(); b.click(); } }
});

/* ---- drafts on this device ---- */
const user = d.body.dataset.user || '', prefix = 'neove:' + user + ':';
let leaving = false;
const store = {
  get(k) { try { return JSON.parse(localStorage.getItem(k)); } catch (x) { return null; } },
  set(k, v) { try { localStorage.setItem(k, JSON.stringify(v)); return true; } catch (x) { return false; } },
  del(k) { try { localStorage.removeItem(k); } catch (x) { /* storage is off */ } },
  keys() { try { return Object.keys(localStorage).filter(k => k.indexOf(prefix) === 0); } catch (x) { return []; } },
};
const clock = ms => {
  const t = new Date(ms), two = n => (n < 10 ? '0' : '') + n, hm = two(t.getHours()) + ':' + two(t.getMinutes());
  return t.toDateString() === new Date().toDateString() ? hm : hm + ' ' + t.getDate() + '/' + (t.getMonth() + 1);
};
const kept = form => {
  const seen = Object.create(null);
  return Array.from(form.elements).filter(el => el.name && !/^(password|file|hidden|submit|button|reset|image)$/.test(el.type) && el.tagName !== 'FIELDSET' && !el.closest('[data-secret]'))
    .map(el => ({ el, id: el.name + '\n' + (seen[el.name] = (seen[el.name] || 0) + 1) }));
};
const tick = el => el.type === 'checkbox' || el.type === 'radio';
const now = el => tick(el) ? el.checked : el.value;
const before = el => tick(el) ? el.defaultChecked : el.tagName === 'SELECT' ? (Array.from(el.options).filter(o => o.defaultSelected)[0] || el.options[0] || {}).value : el.defaultValue;

function draft(form) {
  const key = prefix + form.dataset.draft, version = form.dataset.version || '';
  const line = form.querySelector('[data-save-status]') || d.querySelector('[data-save-status]');
  const failed = !!d.querySelector('.errors'); // what the server refused is not kept there
  const show = (word, at) => { if (line) { line.textContent = fill(line.dataset[word], { time: clock(at) }); line.classList.toggle('off', word !== 'saved'); } };
  let timer = 0, touched = false;
  function save() {
    clearTimeout(timer);
    if (!touched || leaving) return;
    const f = Object.create(null);
    kept(form).forEach(({ el, id }) => { if (now(el) !== before(el) || (failed && now(el))) f[id] = now(el); });
    if (!Object.keys(f).length) { store.del(key); if (line) line.textContent = ''; return; }
    const rows = form.querySelector('input[name=rows]');
    const ok = store.set(key, { v: version, t: Date.now(), f, n: rows ? +rows.value : 0, p: location.pathname + location.search, h: d.title });
    if (ok) show(navigator.onLine === false ? 'offline' : 'saved', Date.now());
  }
  const old = store.get(key);
  if (old && old.v !== version) { store.del(key); show('stale', old.t); }
  else if (old) {
    const table = form.querySelector('table[data-grid]');
    if (table && table.neoveRows) table.neoveRows(old.n);
    let differs = false;
    kept(form).forEach(({ el, id }) => {
      if (!(id in old.f) || now(el) === old.f[id]) return;
      differs = true;
      if (tick(el)) el.checked = old.f[id]; else el.value = old.f[id];
      el.dispatchEvent(new Event('change', { bubbles: true }));
    });
    if (differs || failed) { touched = true; show(failed ? 'unsent' : 'restored', old.t); }
  }
  on(form, 'input change compositionend', () => { touched = true; clearTimeout(timer); timer = setTimeout(save, 400); });
  on(form, 'focusout', save);
  on(form, 'submit', e => {
    save();
    if (navigator.onLine === false && !e.defaultPrevented) { e.preventDefault(); show('offline', Date.now()); }
  });
  on(d, 'visibilitychange', save);
  on(window, 'pagehide', save);
}
if (user) {
  const done = d.querySelector('meta[name="neove-draft-done"]');
  if (done) done.content.split(' ').forEach(k => store.del(prefix + k));
  const here = all('form[data-draft]').map(f => prefix + f.dataset.draft), list = d.querySelector('[data-unsent-list]');
  const others = store.keys().filter(k => here.indexOf(k) < 0);
  if (list && others.length) {
    others.forEach((k, i) => {
      const x = store.get(k), a = d.createElement('a');
      if (!x || !/^\/[^/\\]/.test(x.p || '')) return;
      a.href = x.p; a.textContent = String(x.h || x.p).split(' — ')[0];
      list.lastElementChild.append(i ? ' · ' : '', a);
      list.hidden = false;
    });
  }
  all('form[data-draft]').forEach(draft);
}
all('form[data-signout]').forEach(form => on(form, 'submit', e => {
  const keys = store.keys();
  if (keys.length && !window.confirm(form.dataset.unsent)) { e.preventDefault(); return; }
  leaving = true;
  keys.forEach(store.del);
  try { indexedDB.deleteDatabase('neove-' + user); caches.delete('neove-' + user); } catch (x) { /* nothing is kept there */ }
}));

/* ---- small things ---- */
on(d, 'submit', e => {
  const form = e.target;
  if (e.defaultPrevented || form.method !== 'post') return;
  if (form.neoveBusy) { e.preventDefault(); return; }
  form.neoveBusy = true;
  const buttons = Array.from(form.elements).filter(b => b.type === 'submit'), used = e.submitter || buttons[0];
  const words = used ? used.textContent : '';
  // after the event, since a disabled button would not send its name
  setTimeout(() => { buttons.forEach(b => { b.disabled = true; }); if (used && used.dataset.busy) used.textContent = used.dataset.busy; }, 0);
  form.neoveFree = () => { form.neoveBusy = false; buttons.forEach(b => { b.disabled = false; }); if (used && used.dataset.busy) used.textContent = words; };
  setTimeout(form.neoveFree, 20000); // a download leaves the page where it is
});
on(window, 'pageshow', e => { if (e.persisted) all('form').forEach(f => { if (f.neoveFree) f.neoveFree(); }); });
on(d, 'click', e => {
  if (!e.target.closest) return;
  if (e.target.closest('[data-print]')) window.print();
  const b = e.target.closest('[data-toggle-password]'), field = b && d.getElementById(b.dataset.togglePassword);
  if (!field) return;
  const words = b.firstElementChild.textContent;
  field.type = field.type === 'password' ? 'text' : 'password';
  b.firstElementChild.textContent = b.dataset.hide; b.dataset.hide = words;
  field.focus();
});
on(d, 'change', e => { if (e.target.dataset && e.target.dataset.submitOnChange !== undefined && e.target.form) e.target.form.submit(); });
on(d, 'keydown', e => {
  const menu = d.querySelector('details.menu[open]');
  if (e.key === 'Escape' && menu) { menu.open = false; menu.querySelector('summary').focus(); }
});
const errors = d.querySelector('.errors');
if (errors) errors.focus();
})();
