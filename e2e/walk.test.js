// One walk of the year through a real browser, with JavaScript and without,
// axe on every page at both widths.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { World } from './world.js';

const world = new World();
let base;
before(async () => { await world.start(); base = world.base; });
after(() => world.stop());
const enter = (...args) => world.enter(...args);
const inspect = (...args) => world.inspect(...args);

test('every page is accessible and shows the published figures', async () => {
  const page = await enter('tinh');
  for (const number of ['1.920 cuộc', '172.830 lượt người', '4.842 buổi', '3.890 lượt tin', '890 tin, bài', '350 băng rôn']) {
    assert.ok((await page.textContent('main')).includes(number), number);
  }
  await inspect(page, 'home');
  for (const [name, url] of [['year', '/report/year'], ['months', '/outreach/months'], ['book', '/outreach/activities'], ['figures', '/indicator/figures'],
    ['figure', '/indicator/figures/outreach.session.count?unit=L80&from=2024-01-01&to=2025-01-01'], ['unit', '/org/units/L27694'], ['splits', '/org/splits?root=C80'],
    ['history', '/audit/events?unit=L80'], ['campaigns', '/outreach/campaigns'], ['month', '/outreach/months/L27694/2024-06'], ['search', '/search?q=tan+hoa'], ['me', '/access/me']]) {
    const answer = await page.goto(base + url);
    assert.equal(answer.status(), 200, name);
    await inspect(page, name);
  }
  assert.ok((await (await page.goto(base + '/report/year')).text()).includes('1.920 cuộc'));
  await page.context().close();
});

test('a commune enters five activities by keyboard, pastes twenty rows, sends; the province approves', async () => {
  const page = await enter('xa-luonghoa');
  await inspect(page, 'commune');
  await page.goto(base + '/outreach/activities/new');
  await inspect(page, 'form');
  for (let i = 1; i <= 5; i++) {
    await page.selectOption('[name=channel]', 'session');
    await page.fill('[name=from]', '3/1/2025');
    await page.focus('[name=place]');
    await page.keyboard.type(`Nhà văn hóa ấp ${i}`);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.type('40');
    await page.keyboard.press('Tab');
    await page.keyboard.type('20');
    await page.focus('button[value=new]');
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    assert.ok((await page.textContent('main')).includes('Đã ghi hoạt động'));
  }
  await page.goto(base + '/outreach/activities/grid');
  await inspect(page, 'grid');
  const rows = Array.from({ length: 20 }, (_, i) => `Loa di động\t${1 + (i % 5)}/1/2025\tẤp ${i + 1}\t1\t\t\t`).join('\n');
  await page.focus('[data-r="1"][data-c="0"]');
  await page.evaluate((text) => {
    const data = new DataTransfer();
    data.setData('text/plain', text);
    document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  }, rows);
  assert.equal(await page.inputValue('[name="place-20"]'), 'Ấp 20');
  await Promise.all([page.waitForNavigation(), page.click('[data-check]')]);
  assert.ok((await page.textContent('main')).includes('Đã ghi 20 hoạt động'));
  await page.goto(base + '/outreach/months/L28003/2025-01');
  await inspect(page, 'month-open');
  for (let i = 0; i < 6; i++) { // answer whatever is asked, then send
    const ask = page.locator('tr.msg button[value^="answer:"]').first();
    if (!(await ask.count())) break;
    await Promise.all([page.waitForNavigation(), ask.click()]);
  }
  await Promise.all([page.waitForNavigation(), page.click('button[value=send]')]);
  assert.ok((await page.textContent('main')).includes('Chờ duyệt'));

  const province = await enter('tinh');
  await province.goto(base + '/outreach/months/L28003/2025-01');
  await inspect(province, 'decision');
  await Promise.all([province.waitForNavigation(), province.click('button[value=approve]')]);
  assert.ok((await province.textContent('main')).includes('Đã duyệt'));
  await province.goto(base + '/report/year?year=2025');
  assert.ok((await province.textContent('main')).includes('cuộc'));
  await page.context().close();
  await province.context().close();
});

test('without JavaScript: enter, send, approve', async () => {
  const page = await enter('xa-phuong1', { javaScriptEnabled: false });
  await page.goto(base + '/outreach/activities/new');
  await page.selectOption('[name=channel]', 'session');
  await page.fill('[name=from]', '4/1/2025');
  await page.fill('[name=people]', '30');
  await page.fill('[name=women]', '31');
  await page.click('main form button.btn >> nth=0');
  assert.ok((await page.textContent('main')).includes('lớn hơn lượt người'), 'the refusal says why');
  assert.equal(await page.inputValue('[name=people]'), '30', 'nothing typed is lost');
  await page.fill('[name=women]', '12');
  await page.click('main form button.btn >> nth=0');
  await page.goto(base + '/outreach/months/L27694/2025-01');
  for (let i = 0; i < 6; i++) {
    const ask = page.locator('tr.msg button[value^="answer:"]').first();
    if (!(await ask.count())) break;
    await ask.click();
  }
  await page.click('button[value=send]');
  assert.ok((await page.textContent('main')).includes('Chờ duyệt'));
  const province = await enter('tinh', { javaScriptEnabled: false });
  await province.goto(base + '/outreach/months/L27694/2025-01');
  await province.click('button[value=approve]');
  assert.ok((await province.textContent('main')).includes('Đã duyệt'));
  await page.context().close();
  await province.context().close();
});

test('a correction shows everywhere at the next request', async () => {
  const page = await enter('xa-phuong1');
  await page.goto(base + '/outreach/activities?channel=banner&from=2024-07-01&to=2024-07-31');
  await page.click('table a >> nth=0');
  await page.click('main .head a.btn');
  const old = Number(await page.inputValue('[name=quantity]'));
  await page.fill('[name=quantity]', String(old + 1));
  await page.fill('[name=reason]', 'Đếm thiếu một băng rôn');
  await Promise.all([page.waitForNavigation(), page.click('main form button.btn >> nth=0')]);
  const province = await enter('tinh');
  assert.ok((await province.textContent('main')).includes('351 băng rôn'));
  await province.goto(base + '/indicator/figures/outreach.banner.count?unit=L80&from=2024-01-01&to=2025-01-01');
  assert.ok((await province.textContent('main')).includes('351'));
  const api = await province.request.get(base + '/api/v1/figures?unit=L80&indicator=outreach.banner.count&from=2024-01-01&to=2025-01-01');
  assert.equal((await api.json()).figures[0].value, 351);
  await page.context().close();
  await province.context().close();
});

test('another commune sees nothing of it', async () => {
  const page = await enter('xa-luonghoa');
  for (const url of ['/outreach/activities?unit=L27694', '/outreach/months/L27694/2024-06', '/report/year?unit=L27694', '/access/users', '/audit/events']) {
    const answer = await page.goto(base + url);
    assert.ok([403, 404].includes(answer.status()), `${url}: ${answer.status()}`);
  }
  await page.context().close();
});
