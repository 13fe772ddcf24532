// A demo server of its own and a browser for one file of tests.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { AxeBuilder } from '@axe-core/playwright';

export const sizes = [{ width: 1366, height: 900 }, { width: 390, height: 844 }];
const shots = process.env.NEOVE_SHOTS; // a folder keeps pictures of the pages

export class World {
  passwords = {};

  // start takes what the demo takes, as in start({ args: ['--minh-ha'] }).
  async start({ args = [] } = {}) {
    this.dir = mkdtempSync(path.join(tmpdir(), 'neove-e2e-'));
    if (shots) mkdirSync(shots, { recursive: true });
    this.server = spawn('../bin/neove', ['demo', '--db', 'sqlite:' + path.join(this.dir, 'demo.db'), '--listen', '127.0.0.1:0', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '', errors = '';
    this.server.stderr.on('data', (d) => { errors += d; });
    await new Promise((ready, fail) => {
      this.server.on('exit', (code) => fail(new Error('the demo ended with ' + code + ': ' + errors)));
      this.server.stdout.on('data', (d) => {
        text += d;
        if (text.includes('Ctrl+C')) ready();
      });
    });
    this.base = /http:\/\/[\d.]+:\d+/.exec(text)[0];
    for (const m of text.matchAll(/^ {2}(\S+)\s+mật khẩu (\S+)/gm)) this.passwords[m[1]] = m[2];
    this.browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] });
  }

  async stop() {
    await this.browser?.close();
    this.server?.removeAllListeners('exit');
    this.server?.kill('SIGINT');
    rmSync(this.dir, { recursive: true, force: true });
  }

  // enter opens a browser of its own, signed in.
  async enter(account, options = {}) {
    const context = await this.browser.newContext({ locale: 'vi-VN', viewport: sizes[0], ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(8000);
    await page.goto(this.base + '/access/sign-in');
    await page.fill('[name=account]', account);
    await page.fill('[name=password]', this.passwords[account]);
    await page.click('main form button.btn:not([data-toggle-password])');
    await page.waitForURL((u) => !u.pathname.startsWith('/access/sign-in'));
    return page;
  }

  // inspect asks axe, at both widths, and refuses pages that scroll sideways.
  async inspect(page, name) {
    for (const size of sizes) {
      await page.setViewportSize(size);
      const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze(); // no frames: no second page per look
      assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target).join(' | ')}`), [], `${name} at ${size.width}`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
      assert.equal(wide, false, `${name} scrolls sideways at ${size.width}`);
      if (shots) await page.screenshot({ path: path.join(shots, `${name}-${size.width}.png`), fullPage: true });
    }
    await page.setViewportSize(sizes[0]);
  }
}
