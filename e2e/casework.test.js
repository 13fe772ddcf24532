// A group of 39 at a gate, and one child of it until the life is rebuilt: border
// guard, health department, police, shelter, each in a browser of its own.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { World } from './world.js';

const world = new World();
const guard = 'minhha-bienphong', dept = 'minhha', police = 'minhha-congan', shelter = 'minhha-coso';
const pages = {}; // by account, opened once; and addresses that a later test asks for
before(() => world.start({ args: ['--minh-ha'] }));
after(() => world.stop());

async function as(account) {
  return pages[account] ??= await world.enter(account);
}

// text is what the page says, folded parts too, a space between its parts.
const text = async (page) => (await page.$eval('main', (main) => {
  const copy = main.cloneNode(true);
  for (const el of copy.querySelectorAll('li > *, p, td, th, dt, dd')) el.append(' ');
  return copy.textContent;
})).replace(/\s+/g, ' ');

async function see(page, path, status = 200) {
  const answer = await page.goto(world.base + path);
  assert.equal(answer.status(), status, path);
  return text(page);
}

function has(all, ...parts) {
  for (const part of parts) assert.ok(all.includes(part), `„${part}“ is not in: ${all}`);
}
function lacks(all, ...parts) {
  for (const part of parts) assert.ok(!all.includes(part), `„${part}“ is in: ${all}`);
}

// fill types into the form of a page; a list ticks boxes.
async function fill(page, values) {
  for (const folded of await page.$$('main details.more:not([open]) > summary')) await folded.click();
  for (const [name, value] of Object.entries(values)) {
    const field = page.locator(`main [name="${name}"]`);
    const kind = await field.first().evaluate((el) => (el.tagName === 'SELECT' ? 'select' : el.type));
    if (kind === 'select') await field.selectOption(value);
    else if (kind === 'radio') await page.check(`main [name="${name}"][value="${value}"]`);
    else if (kind === 'checkbox') {
      for (const box of await field.all()) await box.setChecked([value].flat().includes(await box.getAttribute('value')));
    } else await field.fill(value);
  }
}

// press sends a form; the answer is that of the page where it ends.
async function press(page, button, status = 200) {
  const [answer] = await Promise.all([page.waitForNavigation(), page.locator(button).first().click()]);
  assert.equal(answer.status(), status, `${page.url()}: ${await text(page)}`);
  return text(page);
}
const save = (page, status) => press(page, 'main form.card > .btnrow > button.btn', status);

// record writes into the file of a case.
async function record(page, code, kind, values) {
  await see(page, `/casework/cases/${code}/records/new?kind=${kind}`);
  await fill(page, values);
  const after = await save(page);
  has(after, 'Đã ghi diễn biến');
  return after;
}

async function move(page, code, stage) {
  await see(page, `/casework/cases/${code}/stage`);
  has(await save(page), 'Đã chuyển sang bước ' + stage);
}

// refer sends a request about a case from its page of referrals.
async function refer(page, code, values) {
  await see(page, `/casework/cases/${code}/referrals`);
  await press(page, 'main a:has-text("Gửi chuyển tuyến")');
  await fill(page, values);
  const sent = await save(page);
  has(sent, 'Đã gửi phiếu');
  return new URL(page.url()).pathname;
}

// take opens a request from the list of who was asked, and accepts it.
async function take(page, request, code) {
  await see(page, '/handoff/requests?box=in&group=waiting');
  await press(page, `main a[href="${request}"]`);
  has(await press(page, 'main form[action$="/accept"] button'), 'Đã tiếp nhận');
  await see(page, '/casework/cases/' + code);
}

// look asks axe about pages, and for words that have no text.
async function look(page, paths) {
  for (const [name, path] of Object.entries(paths)) {
    await see(page, path);
    assert.deepEqual((await page.textContent('body')).match(/\[[a-z]+\.[a-z_.]+\]/g), null, path);
    await world.inspect(page, name);
  }
}

const provinces = ['Tây Ninh', 'An Giang', 'Cà Mau', 'Cần Thơ', 'Vĩnh Long', 'Đồng Tháp', 'Đồng Nai', 'Lâm Đồng', 'Đắk Lắk', 'Gia Lai', 'Khánh Hòa',
  'Quảng Ngãi', 'Đà Nẵng', 'Huế', 'Quảng Trị', 'Hà Tĩnh', 'Nghệ An', 'Thanh Hóa', 'Ninh Bình', 'Hưng Yên', 'Phú Thọ', 'Lào Cai'];
const child = { name: 'Lò Thị Mây Trắng', safe: 'Em Lau Sậy', told: 'Lời kể hư cấu về quán ở bên kia biên giới', health: 'Cháu hay mất ngủ, cần theo dõi', place: 'Nhà bà ngoại hư cấu ở cuối bản' };
let group, code; // path of the reception, code of the child's case
const cases = [];

test('39 people come through the gate; those without signs leave only a count', async () => {
  const page = await as(guard);
  await see(page, '/casework/receptions/new');
  await fill(page, { channel: 'handover', received: '10:30 25/11/2025', people: '39', handed_by: 'Biên bản 25/BB (hư cấu)', agencies: ['border_guard', 'health', 'foreign'] });
  await page.selectOption('[name=place]', { index: 1 });
  await world.inspect(page, 'reception-form');
  await save(page);
  group = new URL(page.url()).pathname;
  const rows = Array.from({ length: 39 }, (_, i) => [i % 3 ? 'Nam' : 'Nữ', i === 3 ? 15 : 19 + i % 20, provinces[i % 22], i < 4 ? 'Có dấu hiệu nạn nhân' : 'Không có dấu hiệu', ''].join('\t')).join('\n');
  await page.focus('[data-r="1"][data-c="0"]');
  await page.evaluate((pasted) => {
    const data = new DataTransfer();
    data.setData('text/plain', pasted);
    document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  }, rows);
  assert.equal(await page.inputValue('[name="age-39"]'), String(19 + 38 % 20));
  has(await press(page, '[data-check]'), 'Đã lưu kết quả của 39 người', '4 người có dấu hiệu', '35 người không có dấu hiệu');
  await world.inspect(page, 'reception-group');
  has(await press(page, 'main form[action$="/end"] button'), 'Đã kết thúc 35 người');
});

test('two sections open a case; a child has all six, and consent through who represents it', async () => {
  const page = await as(guard);
  for (const n of [1, 2, 3]) {
    await see(page, `${group}/people/${n}/safety`);
    await fill(page, { in_danger: 'no' });
    await press(page, '#intake .btnrow button.btn');
    await fill(page, { minor: 'no', needs: ['lodging'] });
    await press(page, '#intake .btnrow button.btn');
    await see(page, `${group}/people/${n}/check`);
    has(await press(page, '#intake button[value=open]'), 'Đã mở hồ sơ');
    cases.push(page.url().split('/').pop());
  }
  const answers = {
    safety: { in_danger: 'no', private: 'yes', threats: 'no', near: 'no', self_harm: 'no', done_now: ['room', 'apart'], plan: 'Ở cùng cán bộ nữ đến khi bàn giao' },
    needs: { needs: ['lodging', 'necessities', 'psychological'], minor: 'yes', speaks: 'Tiếng Việt', talk_to: 'woman', aid: 'Sợ tiếng ồn' },
    person: { name: child.name, safe: child.safe, sex: 'female', birth: '9/6/2010', home: 'Lào Cai', citizen: 'vn', ethnicity: 'Thái' },
    found: { found_by: 'foreign', found_on: '24/11/2025', found_where: 'Cửa khẩu', route: 'abroad', country: 'KH', papers_kept: 'yes' },
    consent: { informed: ['interview', 'purpose', 'use', 'rights', 'keeping', 'withdrawing'], share_service: 'given', share_identify: 'given', way: 'guardian' },
  };
  await see(page, `${group}/people/4/safety`);
  for (const [section, values] of Object.entries(answers)) {
    assert.ok(page.url().endsWith(section), page.url());
    await fill(page, values);
    await world.inspect(page, 'intake-' + section);
    if (section === 'consent') { // nobody speaks for the child yet
      has(await press(page, '#intake .btnrow button.btn', 422), 'Ghi người đại diện đồng ý thay người dưới 18 tuổi');
      assert.equal(await page.inputValue('[name=way]'), 'guardian', 'nothing typed is lost');
      await fill(page, { guardian: 'Cán bộ bảo vệ trẻ em xã Cửa Rừng' });
    }
    await press(page, '#intake .btnrow button.btn');
  }
  await world.inspect(page, 'intake-check');
  has(await press(page, '#intake button[value=open]'), 'Đã mở hồ sơ');
  code = page.url().split('/').pop();
  has(await text(page), 'Thông báo cơ quan chủ trì', child.safe);
  has(await see(page, group), 'Đã mở hồ sơ', code);
  const list = await see(page, '/casework/receptions');
  has(list, '4 hồ sơ · 35 không mở hồ sơ');
});

test('the lead is told the same day and takes the case over; it verifies within three days', async () => {
  const border = await as(guard);
  has(await see(border, '/casework/cases/' + code), 'Thông báo cơ quan chủ trì', 'Quá 3'); // a year ago, and nobody was told yet
  await record(border, code, 'notice', { on: '25/11/2025', told: 'Sở Y tế', symbol: '12/TB-BP' });
  const running = await see(border, '/casework/cases/' + code);
  has(running, 'Xác minh thông tin ban đầu');
  const request = await refer(border, code, { to: 'province_officer:MH', purpose: 'transfer', reason: 'law', basis: 'duty', sections: ['core', 'identity', 'testimony', 'health', 'place'] });
  const page = await as(dept);
  await take(page, request, code);
  await see(border, '/casework/cases/' + code, 404); // who handed the case over is out of it
  await record(page, code, 'service', { on: '25/11/2025', regime: 'a', what: 'Chỗ ở tạm, đồ dùng cá nhân', turns: '1' });
  await record(page, code, 'health', { on: '26/11/2025', where_seen: 'Bệnh viện đa khoa Minh Hà', text: child.health });
  await record(page, code, 'statement', { on: '26/11/2025', present: 'Cán bộ bảo vệ trẻ em', text: child.told });
  await move(page, code, 'Xác định');
  const verified = await record(page, code, 'verification', { on: '27/11/2025', result: 'to_police', symbol: '31/XM', police: 'Công an tỉnh' });
  has(verified, 'Trả lời kết quả xác định nạn nhân');
  await record(page, code, 'worksheet', { on: '27/11/2025', act: ['recruits', 'transports'], exploitation: ['forced_labour'], evidence: ['person_or_relative'] });
});

test('the police identify with what they need: health and place stay closed', async () => {
  const page = await as(dept), officer = await as(police);
  const request = await refer(page, code, { to: 'police:MH', purpose: 'identify', reason: 'competence', basis: 'duty', sections: ['core', 'identity', 'testimony'] });
  await take(officer, request, code);
  const told = await see(officer, `/casework/cases/${code}/timeline`);
  has(told, 'Lời kể', 'Còn 1 ghi nhận thuộc phần mà cơ quan này không được mở');
  lacks(told, child.health);
  await see(officer, '/casework/cases/' + code);
  pages.person = await officer.locator('main a[href^="/person/people/"]').getAttribute('href');
  await see(officer, pages.person);
  await see(officer, `/casework/cases/${code}/records/new?kind=health`);
  await fill(officer, { text: 'Công an ghi vào phần sức khỏe' });
  has(await save(officer, 422), 'Cơ quan này không mở được phần hồ sơ đó');
  await record(officer, code, 'decision', { on: '5/12/2025', outcome: 'confirmed', body: 'Công an tỉnh Minh Hà', paper: 'provincial_police', symbol: '08/GXN', decided_on: '5/12/2025' });
  await see(officer, request + '/end');
  await fill(officer, { result: 'done', report: 'Đã xác định, gửi giấy xác nhận.' });
  await save(officer);
  await see(officer, '/casework/cases/' + code, 404);
  has(await see(page, '/casework/cases/' + code), 'Xác nhận là nạn nhân');
});

test('what the law of 2024 gives, with its reasons; a plan; consent; a shelter that sees its sections', async () => {
  const page = await as(dept), house = await as(shelter);
  const due = await see(page, `/casework/cases/${code}/plan`);
  has(due, 'Luật năm 2024', 'Hỗ trợ nhu cầu thiết yếu', 'Hỗ trợ tâm lý', 'Hỗ trợ học văn hóa', 'Điều 37');
  await record(page, code, 'risk', { on: '28/11/2025', level: 'medium', safety_plan: 'Không cho người lạ gặp; đổi số điện thoại', review_on: '12/1/2026' });
  await move(page, code, 'Bảo vệ');
  await record(page, code, 'representative', { on: '26/11/2025', who: 'agency', name: 'Cán bộ bảo vệ trẻ em', checked_by: 'Công an tỉnh', conflict: 'none_found' });
  await record(page, code, 'child', { on: '26/11/2025', body: 'Ủy ban nhân dân xã Cửa Rừng', person_in_charge: 'Cán bộ bảo vệ trẻ em' });
  await record(page, code, 'needs', { on: '28/11/2025', housing: 'urgent', mental: 'urgent', schooling: 'normal', own_words: 'Muốn ngủ yên và đi học lại' });
  await move(page, code, 'Kế hoạch hỗ trợ');
  await record(page, code, 'plan_item', { on: '28/11/2025', regime: 'g', goal: 'Ngủ yên, không giật mình', agreed: 'yes', from: '28/11/2025', until: '28/2/2026' });
  await see(page, `/casework/cases/${code}/consents`);
  const agreed = { recipient: await page.locator('[name=recipient] option', { hasText: 'Trung tâm Bảo trợ' }).getAttribute('value'), purpose: 'service', basis: 'consent', sections: ['core', 'health'], state: 'given', way: 'guardian', informed: ['use', 'withdrawing'] };
  await fill(page, agreed);
  has(await save(page, 422), 'Ghi người đại diện đồng ý thay người dưới 18 tuổi');
  await fill(page, { guardian: 'Cán bộ bảo vệ trẻ em' });
  has(await save(page), 'Đã ghi ý kiến về chia sẻ');
  await move(page, code, 'Chuyển tuyến');
  const request = await refer(page, code, { to: agreed.recipient, purpose: 'service', reason: 'need', basis: 'consent', sections: ['core', 'health'], note: 'Cần giường phòng trẻ em' });
  await take(house, request, code);
  await see(house, '/shelter/stays/new');
  await fill(house, { case_code: code, bed: 'children', from: '28/11/2025' });
  await house.selectOption('[name=facility]', { index: 1 });
  await save(house);
  pages.stay = new URL(house.url()).pathname;
  await record(house, code, 'papers', { on: '5/12/2025', dossier: ['declaration', 'minutes', 'admission'], symbol: '17/TN' });
  await record(house, code, 'service', { on: '10/12/2025', regime: 'g', what: 'Tham vấn tâm lý', turns: '1', minutes: '60' });
  const seen = await see(house, '/casework/cases/' + code) + await see(house, `/casework/cases/${code}/timeline`);
  has(seen, 'Cơ quan này không được mở phần danh tính', 'Tham vấn tâm lý', 'Bệnh viện đa khoa Minh Hà');
  lacks(seen, child.name, child.safe, child.told, 'Lời kể', 'Người đại diện');
  await see(house, pages.person, 404);
});

test('a child does not travel alone; home, the visits, the end', async () => {
  const page = await as(dept), house = await as(shelter);
  await record(page, code, 'home_check', { on: '8/12/2025', wish: 'home', family_safe: 'yes', body: 'Ủy ban nhân dân xã', text: child.place });
  await move(page, code, 'Trở về');
  await see(page, `/casework/cases/${code}/records/new?kind=return`);
  await fill(page, { on: '12/12/2025', escort: 'alone', travel: 'Xe khách chuyến sáng', symbol: '44/BG' });
  has(await save(page, 422), 'không tự về một mình');
  assert.equal(await page.inputValue('[name=travel]'), 'Xe khách chuyến sáng', 'nothing typed is lost');
  await fill(page, { escort: 'escorted', handed_to: 'Bà ngoại, có chứng kiến của xã' });
  has(await save(page), 'Đã ghi diễn biến', 'Thăm hỏi sau 1 tháng', 'Thăm hỏi sau 12 tháng');
  await see(house, pages.stay + '/leave');
  await fill(house, { reason: 'home', on: '12/12/2025' });
  await save(house);
  await move(page, code, 'Hòa nhập');
  for (const [day, left] of [['11/1/2026', 'sau 3 tháng Quá'], ['20/3/2026', 'sau 6 tháng Quá'], ['10/6/2026', 'sau 12 tháng Còn 18 ngày'], ['23/11/2026', '']]) {
    const after = await record(page, code, 'visit', { on: day, situation: 'stable', school: 'yes', stigma: 'no', contacted: 'no', text: 'Đi học đều, ngủ được' });
    if (left) has(after, 'Thăm hỏi ' + left);
    else lacks(after, 'Thăm hỏi sau 12 tháng Còn', 'Thăm hỏi sau 12 tháng Quá');
  }
});

test('the pages of cases, hand-offs and shelters: axe, and no sideways scroll', async () => {
  const page = await as(dept);
  const one = '/casework/cases/' + code;
  await see(page, one + '/timeline');
  const written = await page.locator('ol.tl a').first().getAttribute('href');
  await see(page, one + '/referrals');
  const refers = await page.locator('main a', { hasText: 'Gửi chuyển tuyến' }).getAttribute('href');
  const request = await page.locator('main td a[href^="/handoff/requests/"], main th a[href^="/handoff/requests/"]').first().getAttribute('href');
  await see(page, '/handoff/protocols');
  const protocol = await page.locator('main td a[href^="/handoff/protocols/"], main th a[href^="/handoff/protocols/"]').first().getAttribute('href');
  await look(page, { case: one, timeline: one + '/timeline', plan: one + '/plan', referrals: one + '/referrals', files: one + '/files', consents: one + '/consents', team: one + '/team', log: one + '/log',
    stage: one + '/stage', kinds: one + '/records/new', needs: one + '/records/new?kind=needs', record: written, cases: '/casework/cases', register: '/casework/register', statistics: '/casework/statistics?year=2025',
    'handoff-new': refers, handoffs: '/handoff/requests?box=out', handoff: request, protocols: '/handoff/protocols', protocol,
    facilities: '/shelter/facilities', readiness: '/shelter/readiness', rules: '/regime/rules' });
  await look(await as(shelter), { stays: '/shelter/stays', stay: pages.stay, today: '/shelter/today' });
});

test('a withdrawn consent closes the case for the shelter at its next request', async () => {
  const page = await as(dept), house = await as(shelter);
  await see(house, `/casework/cases/${code}/timeline`);
  await see(page, `/casework/cases/${code}/consents`);
  const row = page.locator('main tr', { hasText: 'Trung tâm Bảo trợ' });
  has(await press(page, 'main tr:has-text("Trung tâm Bảo trợ") form button'), 'Đã rút đồng ý. 1 chuyển tuyến đã dừng');
  has(await row.textContent(), 'Đã rút đồng ý');
  for (const tab of ['', '/timeline', '/plan', '/files']) await see(house, `/casework/cases/${code}${tab}`, 404);
  lacks(await see(house, '/casework/cases'), code);
  has(await see(page, `/casework/cases/${code}/referrals`), 'Đã dừng');
});

test('the end: closed, and its owner sees who opened the case', async () => {
  const page = await as(dept);
  await record(page, code, 'closure', { on: '24/11/2026', why: 'reintegrated', situation: 'stable', contact_left: 'yes', text: 'Sống cùng gia đình, đi học.' });
  const closed = await see(page, '/casework/cases/' + code);
  lacks(closed, 'Quá ');
  for (const met of ['Thông báo cơ quan chủ trì', 'Xác minh thông tin ban đầu', 'Trả lời kết quả xác định nạn nhân', 'Hỗ trợ nhu cầu thiết yếu', 'Hoàn thành hồ sơ tiếp nhận tại cơ sở',
    'Lưu trú tại cơ sở trợ giúp xã hội', 'Thăm hỏi sau 1 tháng', 'Thăm hỏi sau 6 tháng', 'Thăm hỏi sau 12 tháng']) has(closed, met + ' Đúng hạn');
  has(closed, 'Thăm hỏi sau 3 tháng Trễ 8 ngày', 'Đánh giá lại mức an toàn Trễ');
  assert.equal(await page.locator('ol.steps li.done').count(), 8);
  const log = await see(page, `/casework/cases/${code}/log`);
  has(log, 'Lục Văn Thái', 'Lâm Thị Thanh Nhàn', 'Vũ Đình Khoát', 'Ngô Thị Ái Liên');
  lacks(log, child.told, child.health, child.name);
  await see(page, `/casework/cases/${code}/records/new?kind=visit`, 409);
});

test('without JavaScript: a record is written, and a refused one is kept', async () => {
  const page = await world.enter(guard, { javaScriptEnabled: false });
  await see(page, `/casework/cases/${cases[0]}/records/new?kind=notice`);
  await page.fill('[name=on]', '26/11/2026');
  await page.fill('[name=told]', 'Sở Y tế');
  await page.click('main form.card > .btnrow > button.btn');
  has(await text(page), 'Ngày chưa đến');
  assert.equal(await page.inputValue('[name=told]'), 'Sở Y tế');
  await page.fill('[name=on]', '25/11/2025');
  await page.click('main form.card > .btnrow > button.btn');
  has(await text(page), 'Đã ghi diễn biến', 'Xác minh thông tin ban đầu');
  await page.context().close();
});
