// A check recorded in the field, without network: kept on the device, sent when
// there is network again, stored exactly once even when the answer was lost.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { World, sizes } from './world.js';

const dot = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64');
const world = new World();
let base;
before(async () => { await world.start(); base = world.base; });
after(() => world.stop());

async function signIn(page, account) {
  await page.goto(base + '/access/sign-in');
  await page.fill('[name=account]', account);
  await page.fill('[name=password]', world.passwords[account]);
  await page.click('main form button.btn:not([data-toggle-password])');
  await page.waitForURL((u) => !u.pathname.startsWith('/access/sign-in'));
}

async function field(account) {
  const page = await world.enter(account, { viewport: sizes[1], hasTouch: true, isMobile: true });
  page.setDefaultTimeout(15000);
  return page;
}

// openForm opens the form of the nth establishment and waits until the worker keeps it.
async function openForm(page, nth) {
  await page.goto(base + '/inspection/establishments');
  await page.locator('table.t th a').nth(nth).click();
  await page.click('.head a.btn');
  await page.waitForSelector('form[data-outbox]');
  await page.waitForFunction(() => navigator.serviceWorker.ready.then(() => caches.match(location.href)).then((hit) => !!hit));
  return new URL(page.url()).searchParams.get('establishment');
}

const said = (page, text) => page.waitForFunction((t) => document.querySelector('[data-outbox-status]').textContent.includes(t), text);
const stored = async (page, establishment) => {
  const answer = await page.request.get(base + '/api/v1/inspection/checks?unit=L28003&limit=1000');
  return (await answer.json()).checks.filter((k) => k.establishment === establishment && k.on === '2025-01-06');
};

test('a record without network is kept, survives a reload and arrives exactly once', async () => {
  const page = await field('xa-luonghoa');
  const establishment = await openForm(page, 0);
  await page.context().setOffline(true);
  await page.check('[name="answers.answer-1"][value=yes]');
  await page.check('[name="answers.answer-2"][value=no]');
  await page.check('[name=pledged]');
  await page.fill('[name=findings]', 'Đã nhắc chủ cơ sở niêm yết số điện thoại');
  await page.setInputFiles('[name=file]', { name: 'bien-hieu.png', mimeType: 'image/png', buffer: dot });
  await page.click('form[data-outbox] button.btn');
  await said(page, '1 bản ghi giữ trên máy, tự gửi khi có mạng');
  assert.equal(await page.inputValue('[name=findings]'), '', 'the form is free for the next record');

  await page.reload();
  await said(page, '1 bản ghi giữ trên máy');
  assert.ok(await page.isVisible('form[data-outbox]'), 'the page opens without network');
  const other = await page.context().newPage();
  await assert.rejects(other.goto(base + '/inspection/establishments'), 'nothing but the form is kept');
  await other.close();

  // The first answer is lost on its way: the server has stored the record.
  let posts = 0;
  await page.route('**/api/v1/inspection/checks', async (route) => {
    if (route.request().method() !== 'POST') return route.continue();
    posts++;
    if (posts > 1) return route.continue();
    await route.fetch();
    return route.abort();
  });
  await page.context().setOffline(false);
  await said(page, 'Đã gửi hết');
  assert.ok(posts >= 2, `sent ${posts} times`);
  const list = await stored(page, establishment);
  assert.equal(list.length, 1, 'stored once');
  assert.equal(list[0].pledge_on, '2025-01-06');
  assert.deepEqual(list[0].answers.map((a) => a.answer), ['yes', 'no']);
  await page.goto(base + '/inspection/checks/' + list[0].id);
  const text = await page.textContent('main');
  assert.ok(text.includes('bien-hieu.png') && text.includes('Đã nhắc chủ cơ sở'), 'record and photo are there');
  await page.context().close();
});

test('what the server refuses is kept with its reason and can be put right', async () => {
  const page = await field('xa-luonghoa');
  const establishment = await openForm(page, 1);
  await page.context().setOffline(true);
  await page.fill('[name=findings]', 'Sổ khách thiếu ngày đi');
  await page.click('summary:has-text("xử phạt")');
  await page.fill('[name=follow_on]', '1/1/2025'); // before the check
  await page.click('form[data-outbox] button.btn');
  await said(page, '1 bản ghi giữ trên máy');
  await page.context().setOffline(false);
  await said(page, '1 bản ghi cần sửa');
  assert.ok((await page.textContent('[data-outbox-status]')).includes('Hạn theo dõi phải từ ngày kiểm tra'));
  assert.equal((await stored(page, establishment)).length, 0);

  await page.goto(base + '/inspection/establishments'); // every page tells of it
  await page.click('[data-unsent-list] a');
  await page.click('[data-outbox-status] span a');
  await page.waitForFunction(() => document.querySelector('[name=findings]').value === 'Sổ khách thiếu ngày đi');
  await page.fill('[name=follow_on]', '1/2/2025');
  await Promise.all([page.waitForURL(/\/inspection\/checks\/\w{26}/), page.click('form[data-outbox] button.btn')]);
  assert.equal((await stored(page, establishment)).length, 1);

  // A refusal with network shows the page of the server, with all that was typed.
  await openForm(page, 1);
  await page.fill('[name=findings]', 'Số 123456789012');
  await page.click('form[data-outbox] button.btn');
  await page.waitForSelector('.errors');
  assert.equal(await page.inputValue('[name=findings]'), 'Số 123456789012');
  await page.context().close();
});

test('an ended session keeps the record; signing out deletes what is kept', async () => {
  const page = await field('xa-luonghoa');
  const establishment = await openForm(page, 2);
  const user = await page.getAttribute('body', 'data-user');
  await page.context().clearCookies();
  await page.fill('[name=findings]', 'Chủ cơ sở chấp hành');
  await page.click('form[data-outbox] button.btn');
  await said(page, 'Phiên đăng nhập đã hết');
  const form = page.url();
  await signIn(page, 'xa-luonghoa');
  await page.goto(form);
  await said(page, 'Đã gửi hết');
  assert.equal((await stored(page, establishment)).length, 1);

  await page.context().setOffline(true);
  await page.fill('[name=findings]', 'Ghi nhầm');
  await page.click('form[data-outbox] button.btn');
  await said(page, '1 bản ghi giữ trên máy');
  await page.route('**/api/v1/inspection/checks', (route) => route.abort());
  await page.context().setOffline(false);
  let asked = '';
  page.on('dialog', (d) => { asked = d.message(); d.accept(); });
  await page.click('details.menu summary');
  await page.click('details.menu form[data-signout] button');
  await page.waitForURL(/sign-in/);
  assert.ok(asked.includes('chưa gửi'), 'signing out warns');
  const left = await page.evaluate(async (u) => [(await indexedDB.databases()).some((d) => d.name === 'neove-' + u), await caches.has('neove-' + u), localStorage.length], user);
  assert.deepEqual(left, [false, false, 0]);
  await page.context().close();
});
