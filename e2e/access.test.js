// Signing in with more than a password, in a browser: a passkey in a virtual
// authenticator, an authenticator app, and a locked session that keeps what was
// typed.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { World } from './world.js';

const world = new World();
before(async () => {
  await world.start();
  world.base = world.base.replace('127.0.0.1', 'localhost'); // passkeys know no bare addresses
});
after(() => world.stop());

const main = 'main form[action="/access/sign-in"] button.btn:not([data-toggle-password])';

async function signIn(page, account) {
  await page.goto(world.base + '/access/sign-in');
  await page.fill('[name=account]', account);
  await page.fill('[name=password]', world.passwords[account]);
  await page.click(main);
}

function totp(secret, at = Date.now()) {
  let bits = '';
  for (const c of secret.replace(/ /g, '')) bits += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0');
  const key = Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30000)));
  const mac = createHmac('sha1', key).update(counter).digest();
  return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1e6).padStart(6, '0');
}

test('a passkey is added, signs in alone, and another person has it not', async () => {
  const page = await world.enter('congan');
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  await cdp.send('WebAuthn.addVirtualAuthenticator', { options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } });
  await page.goto(world.base + '/access/me');
  await world.inspect(page, 'access-me');
  await page.click('a[href^="/access/enrol"]');
  await world.inspect(page, 'access-enrol');
  await page.fill('[name=label]', 'Máy cơ quan');
  await page.click('form[data-make] button.btn');
  await page.waitForSelector('ul.code li');
  assert.equal(await page.locator('ul.code li').count(), 10);
  await world.inspect(page, 'access-recovery');
  await page.click('main a.btn');
  assert.match(await page.textContent('main'), /Máy cơ quan/);
  await page.click('form[action="/access/sign-out"] button >> visible=true');
  await page.waitForURL('**/access/sign-in');
  await world.inspect(page, 'access-sign-in');

  await page.click('form[data-passkey] button');
  await page.waitForURL(world.base + '/');
  await page.goto(world.base + '/access/me');
  assert.match(await page.textContent('main'), /khóa truy cập/);

  // With a password alone the session opens nothing.
  await page.context().clearCookies();
  await signIn(page, 'congan');
  await page.waitForURL('**/access/factor*');
  await world.inspect(page, 'access-factor');
  await page.goto(world.base + '/tip/tips');
  assert.match(page.url(), /\/access\/factor/);
  await page.click('form[data-passkey] button');
  await page.waitForURL(world.base + '/');
  const stored = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]));
  assert.equal(stored.includes('congan'), false, stored);
  await page.context().close();
});

test('an authenticator app: its code counts once', async () => {
  const page = await world.enter('bienphong');
  await page.goto(world.base + '/access/enrol');
  const img = await page.$eval('img[src="/access/enrol/qr.png"]', (i) => i.naturalWidth);
  assert.ok(img >= 200, 'the QR code is shown');
  const secret = await page.textContent('[data-secret-text]');
  await page.fill('[name=code]', '000000');
  await page.click('form[action="/access/enrol"] button');
  assert.match(await page.textContent('main'), /Mã chưa đúng/);
  const used = totp(secret);
  await page.fill('[name=code]', used);
  await page.click('form[action="/access/enrol"] button');
  await page.waitForSelector('ul.code li');
  await page.context().clearCookies();
  await signIn(page, 'bienphong');
  await page.waitForURL('**/access/factor*');
  await page.fill('[name=code]', used);
  await page.click('form[action="/access/factor"] button');
  assert.match(await page.textContent('main'), /Mã chưa đúng hoặc đã dùng/);
  await page.fill('[name=code]', totp(secret, Date.now() + 30000)); // the app's clock is a step ahead
  await page.click('form[action="/access/factor"] button');
  await page.waitForURL(world.base + '/');
  await page.context().close();
});

test('a locked session keeps what was typed', async () => {
  const page = await world.enter('xa-phuong1');
  await page.goto(world.base + '/outreach/activities/new');
  const lock = await page.context().newPage();
  await lock.goto(world.base + '/access/me');
  await lock.click('form[action="/access/lock"] button');
  await lock.waitForURL('**/access/sign-in');
  const field = page.locator('main form textarea, main form input[type=text]').first();
  await field.fill('Chữ đã gõ 4711');
  await page.click('main form button.btn:not([type=button]):not(.quiet) >> nth=0');
  await page.waitForURL('**/access/sign-in?next=*');
  assert.equal(page.url().includes('4711'), false);
  assert.match(await page.textContent('main'), /giữ lại/);
  assert.equal(await page.inputValue('[name=account]'), 'xa-phuong1');
  await world.inspect(page, 'access-locked');
  await page.fill('[name=password]', world.passwords['xa-phuong1']);
  await page.click(main);
  await page.waitForURL('**/access/kept/*');
  await world.inspect(page, 'access-kept');
  await page.click('main form button.btn');
  assert.match(await page.content(), /Chữ đã gõ 4711/);
  await page.context().close();
});

test('an invited person sets a password that no administrator knows', async () => {
  const admin = await world.enter('quantri');
  await admin.goto(world.base + '/access/users/new');
  await admin.fill('[name=account]', 'moi.duocmoi');
  await admin.fill('[name=name]', 'Trần Thị Được Mời');
  await admin.selectOption('[name=role]', 'district_officer');
  await admin.fill('[name=unit]', 'L803');
  await world.inspect(admin, 'access-invite');
  await admin.click('main form button.btn');
  await admin.waitForSelector('dd.code');
  await world.inspect(admin, 'access-link-once');
  const link = (await admin.textContent('main')).match(/http\S+\/access\/link\?code=[0-9a-z]+/)[0];
  assert.equal(admin.url().includes('code='), false);

  const context = await world.browser.newContext({ locale: 'vi-VN' });
  const page = await context.newPage();
  await page.goto(link);
  await world.inspect(page, 'access-link');
  world.passwords['moi.duocmoi'] = 'nam con cua bo ngang';
  await page.fill('[name=account]', 'moi.duocmoi');
  await page.fill('[name=password]', 'nam con cua bo ngang');
  await page.fill('[name=repeat]', 'nam con cua bo ngang');
  await page.click('main form button.btn:not([data-toggle-password])');
  await page.waitForURL('**/access/sign-in');
  await signIn(page, 'moi.duocmoi');
  await page.waitForURL(world.base + '/');
  await page.goto(link);
  await page.fill('[name=account]', 'moi.duocmoi');
  await page.fill('[name=password]', 'sau con cua bo ngang');
  await page.fill('[name=repeat]', 'sau con cua bo ngang');
  await page.click('main form button.btn:not([data-toggle-password])');
  assert.match(await page.textContent('main'), /đã hết hạn/);
  await context.close();
  await admin.context().close();
});

test('what two people decide: proposed by one, approved by another', async () => {
  const admin = await world.enter('quantri');
  await admin.goto(world.base + '/access/users?q=kiemtra');
  await admin.click('table a');
  await admin.selectOption('[name=role]', 'police');
  await admin.fill('[name=unit]', 'L803');
  await admin.fill('[name=reason]', 'Kiêm nhiệm theo quyết định');
  await admin.click('form[action$="/grants"] button.btn');
  assert.match(await admin.textContent('body'), /người thứ hai duyệt/);
  await admin.goto(world.base + '/access/proposals');
  await world.inspect(admin, 'access-proposals');
  await admin.click('table a');
  await world.inspect(admin, 'access-proposal');
  assert.equal(await admin.locator('form[action$="/approve"]').count(), 0, 'nobody approves their own proposal');
  await admin.context().close();
});
