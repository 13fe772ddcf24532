// Every page that a role can reach in two steps from its menu: axe, no sideways
// scroll, no missing text, no error. One page per route is enough.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { World } from './world.js';

// Work with people is in the made-up second province, whose today is later.
const world = new World(), second = new World();
before(() => Promise.all([world.start(), second.start({ args: ['--minh-ha'] })]));
after(() => Promise.all([world.stop(), second.stop()]));

const seen = new Set();
// A route is an address without its ids and values.
const route = (href) => new URL(href, 'http://here').pathname.replace(/\/[^/]*\d[^/]*/g, '/*').replace(/(\/indicator\/figures)\/.+/, '$1/*');
const skip = /\/file$|\.(xlsx|txt|json|csv|pdf|docx)$|^\/(access\/(sign-out|language)|static|api)/;

async function links(page) {
  const hrefs = await page.$$eval('a[href^="/"]', (all) => all.map((a) => a.getAttribute('href')));
  return [...new Set(hrefs)].filter((h) => !skip.test(new URL(h, 'http://here').pathname));
}

for (const account of ['tinh', 'xa-luonghoa', 'huyen-benluc', 'quantri', 'kiemtra', 'congan', 'bienphong', 'lanhdao',
  'minhha', 'minhha-bienphong', 'minhha-congan', 'minhha-coso', 'minhha-xa', 'minhha-kiemtra', 'minhha-lanhdao']) {
  test(`pages of ${account}`, async () => {
    const here = account.startsWith('minhha') ? second : world;
    const page = await here.enter(account);
    page.setDefaultTimeout(15000);
    const problems = [], mine = new Set();
    let queue = ['/', ...await links(page)];
    for (let depth = 0; depth < 2; depth++) {
      const next = [];
      for (const href of queue) {
        if (mine.has(route(href))) continue;
        mine.add(route(href));
        const answer = await page.goto(here.base + href);
        if (answer.status() !== 200) { problems.push(`${href}: ${answer.status()}`); continue; }
        const text = await page.textContent('body');
        const missing = text.match(/\[[a-z]+\.[a-z_.]+\]/g);
        if (missing) problems.push(`${href}: ${[...new Set(missing)].join(' ')}`);
        next.push(...await links(page));
        if (seen.has(route(href))) continue; // axe has seen the route for another role
        seen.add(route(href));
        try {
          await here.inspect(page, account + route(href).replace(/[/*]+/g, '-'));
        } catch (e) {
          problems.push(`${href}: ${e.message}\n${JSON.stringify(e.actual)}`);
        }
      }
      queue = next;
    }
    await page.context().close();
    assert.deepEqual(problems, []);
  });
}
