// The client in a real browser against the real agent: what Node's fetch does not check (CORS, preflight, frames, IndexedDB).
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSignedAttributes, generateKeys, issueCertificate, OID, writePkcs12 } from '@congvu/pki';
import type { ActOutcome, AgentClient, AgentRelay } from '@congvu/pki/agent';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningAgent, startAgent } from '../src/agent/server.ts';
import { p12Source } from '../src/p12-source.ts';
import { buildDocument } from './office.ts';

const CHROMIUM = ['chromium', 'chromium-browser', 'google-chrome']
  .flatMap((name) => (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, name)))
  .find((path) => existsSync(path));

if (CHROMIUM === undefined) {
  process.stderr.write('Chromium không có trên máy này: ca chạy chương trình ký số trong trình duyệt được để ngoài.\n');
}

/** What the office page of the test does, written in its own script below: the types of a browser are not known here. */
declare global {
  var agent: AgentClient;
  var answer: Promise<unknown>;
  var office: {
    pair(): void;
    sign(relay: AgentRelay): void;
    ask(url: string): Promise<string>;
    frame(url: string): Promise<string>;
  };
}

const PAGE_SCRIPT = `
const openPage = (url) => window.open(url);
globalThis.office = {
  pair() {
    globalThis.answer = agent.pair({ showCode: (code) => { document.title = code; }, openPage });
  },
  sign(relay) {
    globalThis.answer = agent.sign(relay, () => {}, { openPage });
  },
  ask: (url) => fetch(url).then((answer) => String(answer.status), () => 'blocked'),
  frame: (url) => new Promise((resolve) => {
    const frame = document.createElement('iframe');
    frame.onload = () => resolve(frame.contentDocument === null ? 'kept out' : frame.contentDocument.title);
    frame.src = url;
    document.body.append(frame);
  }),
};`;

const PIN = 'mat-khau-thu';

function bundleClient(port: number): Promise<string> {
  const entry = fileURLToPath(new URL('../../../packages/pki/src/agent/index.ts', import.meta.url));
  return build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, minify: false, lib: { entry, formats: ['es'], fileName: 'client' } },
  }).then((result) => {
    const [first] = Array.isArray(result) ? result : [result];
    const chunk = first !== undefined && 'output' in first ? first.output[0] : undefined;
    const code = chunk !== undefined && 'code' in chunk ? chunk.code : '';
    return `${code}\nglobalThis.agent = createAgentClient({ origin: location.origin, port: ${port},
      fetch: fetch.bind(globalThis), crypto, store: browserPairingStore(indexedDB) });${PAGE_SCRIPT}`;
  });
}

describe.runIf(CHROMIUM !== undefined)('the agent seen from a browser', () => {
  const { certificate, privateKey } = issueCertificate({
    subject: [{ oid: OID.commonName, value: 'Phàn Thị Mẩy' }],
    notBefore: new Date('2020-01-01T00:00:00Z'),
    notAfter: new Date('2049-01-01T00:00:00Z'),
    keys: generateKeys('p-256'),
  });
  const document = buildDocument('a');
  let running: RunningAgent;
  let server: Server;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let origin = '';

  beforeAll(async () => {
    const p12 = writePkcs12({ certificate, chain: [], privateKey, pin: PIN, iterations: 1_000 });
    const source = p12Source({ path: 'a.p12', p12, pin: PIN });
    running = await startAgent({ sources: [source], token: {}, pairingHours: 12, port: 0 });
    const script = await bundleClient(running.agent.port);
    server = createServer((request, response) => {
      if (request.url === '/client.js') {
        response.writeHead(200, { 'content-type': 'text/javascript' }).end(script);
      } else if (request.url === '/content/a') {
        response.end(document.covered);
      } else {
        const html = '<!doctype html><title>Công Vụ</title><script type="module" src="/client.js"></script>';
        response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html);
      }
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: ['--no-sandbox'] });
    context = await browser.newContext();
    page = await context.newPage();
    await open(page, origin);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    server?.closeAllConnections();
    server?.close();
    await running?.close();
  });

  async function open(target: Page, address: string): Promise<void> {
    await target.goto(address);
    await target.waitForFunction('globalThis.agent !== undefined');
  }

  function relay(): AgentRelay {
    const messageDigest = createHash('sha256').update(document.covered).digest();
    return {
      batchId: 'lo-1',
      certificateSha256: createHash('sha256').update(certificate).digest('hex'),
      algorithm: 'ECDSA-SHA256',
      consent: { who: 'Phàn Thị Mẩy', reason: 'Ký ban hành' },
      items: [
        {
          documentId: 'a',
          title: 'Về việc thử nghiệm',
          digest: createHash('sha256').update(document.shown).digest('hex'),
          attrs: Buffer.from(buildSignedAttributes(messageDigest, certificate)).toString('base64'),
          contentUrl: `${origin}/content/a`,
        },
      ],
      expiresAt: new Date(Date.now() + 600_000).toISOString(),
    };
  }

  it('pairs in a window of its own with the same code, and stays paired over a reload', async () => {
    const opened = context.waitForEvent('page');
    await page.evaluate(() => globalThis.office.pair());
    const window_ = await opened;
    await window_.waitForSelector('.code');
    expect(await window_.textContent('.code')).toBe(await page.title());
    expect(await window_.textContent('.origin')).toBe(origin);
    await window_.click('[data-act="confirm"]');
    await page.evaluate(() => globalThis.answer);
    await open(page, origin);
    expect(await page.evaluate(() => globalThis.agent.isPaired())).toBe(true);
    expect((await page.evaluate(() => globalThis.agent.health())).tokens[0]?.isDemo).toBe(true);
  });

  it('asks for the PIN in its own window and signs', async () => {
    const opened = context.waitForEvent('page');
    await page.evaluate((asked) => globalThis.office.sign(asked), relay());
    const window_ = await opened;
    const violations: string[] = [];
    window_.on('console', (message) => message.type() === 'error' && violations.push(message.text()));
    await window_.waitForSelector('[data-submit]:enabled');
    expect(await window_.textContent('h1')).toBe('Ký 1 văn bản');
    await window_.fill('#pin', PIN);
    await window_.click('[data-submit]');
    const outcome = (await page.evaluate(() => globalThis.answer)) as ActOutcome;
    expect(outcome).toMatchObject({ signatures: [{ documentId: 'a' }], problems: [] });
    expect(violations).toEqual([]);
  });

  it('keeps an origin out that is not paired, by the browser and by itself', async () => {
    const other = await context.newPage();
    const foreign = origin.replace('127.0.0.1', 'localhost');
    await open(other, foreign);
    const health = await other.evaluate(() => globalThis.agent.health().catch((error: { code: string }) => error.code));
    expect(health).toBe('agent.not_paired');
    expect(await other.evaluate((url) => globalThis.office.ask(url), `${running.url}/v1/identities`)).toBe('blocked');
    expect(await other.evaluate((url) => globalThis.office.frame(url), `${running.url}/`)).toBe('kept out');
    expect(other.frames().some((frame) => frame.url().startsWith(running.url))).toBe(false);
    await other.close();
  });

  it('forgets the pairing when the page says so', async () => {
    await page.evaluate(() => globalThis.agent.unpair());
    expect(await page.evaluate(() => globalThis.agent.isPaired())).toBe(false);
    expect(running.agent.pairings.list()).toEqual([]);
  });
});
