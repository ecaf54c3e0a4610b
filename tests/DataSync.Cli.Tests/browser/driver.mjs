// Does what the tests say, a line of JSON at a time: {"id":1,"call":"page.click","args":["#apply"]} gets {"id":1,"value":...} or {"id":1,"error":"..."}.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';

const browser = await chromium.launch({
  executablePath: process.argv[2],
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
const timeoutMs = 20_000;
let page = null;
let complaints = [];
let bytes = 0;

const calls = {
  async open(options) {
    await page?.context().close();
    complaints = [];
    bytes = 0;
    const context = await browser.newContext(options);
    page = await context.newPage();
    page.setDefaultTimeout(timeoutMs);
    page.on('console', message => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()));
    page.on('pageerror', error => complaints.push(String(error)));
    const session = await context.newCDPSession(page);
    await session.send('Network.enable');
    session.on('Network.dataReceived', event => { bytes += event.encodedDataLength; });
  },
  complaints: () => complaints,
  // Playwright's own waitForFunction evaluates text in the page, which the page's policy forbids as it should.
  async until(expression) {
    for (const end = Date.now() + timeoutMs; !await page.evaluate(expression); await new Promise(resolve => setTimeout(resolve, 30))) {
      if (Date.now() > end) {
        throw new Error(`It did not become true within ${timeoutMs} ms: ${expression}`);
      }
    }
  },
  bytes: () => bytes,
  async axe() {
    await page.evaluate(readFileSync(new URL('node_modules/axe-core/axe.min.js', import.meta.url), 'utf8'));
    const { violations } = await page.evaluate(() => axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
    return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(node => node.target.join(' ') + ' ' + node.failureSummary).join('; ')}`);
  },
  async close() {
    await browser.close();
    process.exit();
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { id, call, args } = JSON.parse(line);
  try {
    const path = call.split('.');
    const method = path.pop();
    const target = path.reduce((at, name) => at[name], path[0] === 'page' ? { page } : calls);
    const value = await target[method](...args);
    process.stdout.write(JSON.stringify({ id, value: value === undefined || Buffer.isBuffer(value) || typeof value?.dispose === 'function' ? null : value }) + '\n');
  } catch (error) {
    process.stdout.write(JSON.stringify({ id, error: [error.message ?? error, ...complaints].join('\n') }) + '\n');
  }
}
await browser.close();
