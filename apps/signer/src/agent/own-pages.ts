import { randomBytes, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { createRequire } from 'node:module';
import { readAsset } from '../assets.ts';
import { lookAtAll } from '../key-source.ts';
import { healthPage } from '../pages/health-page.ts';
import { html } from '../pages/html.ts';
import { page } from '../pages/layout.ts';
import { pairPage } from '../pages/pair-page.ts';
import { signPage, signPageState } from '../pages/sign-page.ts';
import type { Act } from './act.ts';
import type { Agent } from './agent.ts';
import { assertOwnPage, header, parseBody, Refusal, readBody } from './guard.ts';
import { readPin } from './requests.ts';

export interface PageAnswer {
  status: number;
  type: string;
  body: string | Buffer;
  headers?: Record<string, string>;
}

const HTML = 'text/html; charset=utf-8';
const ASSETS: Record<string, string> = {
  'agent.css': 'text/css; charset=utf-8',
  'page.js': 'text/javascript; charset=utf-8',
  'mark.svg': 'image/svg+xml',
};
const FONT = /^fonts\/(be-vietnam-pro-(?:latin|vietnamese)-(?:400|500|600)-normal\.woff2)$/;
const SMALL_BODY = 4_096;
const MAX_LOCKS = 500;

function readFont(name: string): Buffer {
  try {
    return readAsset(`fonts/${name}`);
  } catch {
    // In the sources the fonts come from their package; the build puts them beside the bundle.
    return readFileSync(createRequire(import.meta.url).resolve(`@fontsource/be-vietnam-pro/files/${name}`));
  }
}

function answerAsset(name: string): PageAnswer {
  const headers = { 'cache-control': 'max-age=3600' };
  const font = FONT.exec(name)?.[1];
  if (font !== undefined) {
    return { status: 200, type: 'font/woff2', body: readFont(font), headers };
  }
  const type = ASSETS[name];
  if (type === undefined) {
    throw new Refusal(404, 'agent.not_found', 'Không có tệp này.');
  }
  return { status: 200, type, body: readAsset(name), headers };
}

function json(body: unknown): PageAnswer {
  return { status: 200, type: 'application/json; charset=utf-8', body: JSON.stringify(body) };
}

/** A page the office names by a secret belongs to the browser that opened it first: the name alone is worth nothing after. */
export class PageLocks {
  readonly #keys = new Map<string, Buffer>();

  /** The cookie to set when the page is opened for the first time; undefined when this browser already has it. */
  open(kind: string, pageId: string, request: IncomingMessage): string | undefined {
    if (this.#keys.has(pageId)) {
      this.assert(pageId, request);
      return undefined;
    }
    const key = randomBytes(24);
    this.#keys.set(pageId, key);
    for (const oldest of [...this.#keys.keys()].slice(0, Math.max(0, this.#keys.size - MAX_LOCKS))) {
      this.#keys.delete(oldest);
    }
    return `page=${key.toString('base64url')}; Path=/${kind}/${pageId}; HttpOnly; SameSite=Lax`;
  }

  assert(pageId: string, request: IncomingMessage): void {
    const key = this.#keys.get(pageId);
    const sent = /(?:^|;\s*)page=([A-Za-z0-9_-]+)/.exec(header(request, 'cookie') ?? '')?.[1] ?? '';
    const given = Buffer.from(sent, 'base64url');
    if (key === undefined || given.length !== key.length || !timingSafeEqual(key, given)) {
      throw new Refusal(403, 'agent.page_taken', 'Trang này đã được mở ở cửa sổ khác. Làm lại từ trang Công Vụ.');
    }
  }
}

function cookieHeader(cookie: string | undefined): { headers?: Record<string, string> } {
  return cookie === undefined ? {} : { headers: { 'set-cookie': cookie } };
}

function gone(): PageAnswer {
  const body = html`<section class="sheet sheet-float"><h1>Trang này không còn</h1><p>Yêu cầu đã kết thúc hoặc hết hạn. Đóng cửa sổ và làm lại từ trang Công Vụ.</p></section>`;
  return { status: 404, type: HTML, body: page({ title: 'Không còn', isNarrow: true, body }) };
}

async function front(agent: Agent): Promise<PageAnswer> {
  const [health, { identities }] = await Promise.all([agent.health(), lookAtAll(agent.sources)]);
  return { status: 200, type: HTML, body: healthPage(health, identities, agent.pairings.list()) };
}

async function pairRoute(
  agent: Agent,
  locks: PageLocks,
  request: IncomingMessage,
  parts: string[],
): Promise<PageAnswer> {
  const [pageId = '', verb] = parts;
  if (request.method === 'POST' && pageId === 'bo') {
    assertOwnPage(request, agent.port);
    agent.pairings.remove(verb ?? '');
    return json({ state: 'removed' });
  }
  const pairing = agent.pairings.byPage(pageId);
  if (pairing === undefined) {
    return gone();
  }
  if (request.method === 'GET' && verb === undefined) {
    const cookie = locks.open('ghep', pageId, request);
    return { status: 200, type: HTML, body: pairPage(pairing), ...cookieHeader(cookie) };
  }
  if (request.method === 'POST' && (verb === 'confirm' || verb === 'refuse')) {
    assertOwnPage(request, agent.port);
    locks.assert(pageId, request);
    agent.pairings.decide(pairing, verb === 'confirm');
    return json({ state: pairing.state });
  }
  throw new Refusal(404, 'agent.not_found', 'Không có trang này.');
}

async function decideAct(agent: Agent, act: Act, verb: string, request: IncomingMessage): Promise<void> {
  if (verb === 'refuse') {
    agent.acts.stop(act, 'person');
    return;
  }
  const pin = readPin(parseBody(await readBody(request, SMALL_BODY)));
  // Not waited for: the page follows the state.
  void agent.acts.sign(act, pin);
}

async function signRoute(
  agent: Agent,
  locks: PageLocks,
  request: IncomingMessage,
  parts: string[],
): Promise<PageAnswer> {
  const [pageId = '', verb] = parts;
  const act = agent.acts.byPage(pageId);
  if (act === undefined) {
    return gone();
  }
  if (request.method === 'GET' && verb === undefined) {
    const cookie = locks.open('ky', pageId, request);
    return { status: 200, type: HTML, body: signPage(act), ...cookieHeader(cookie) };
  }
  locks.assert(pageId, request);
  if (request.method === 'GET' && verb === 'state') {
    return json(signPageState(act));
  }
  if (request.method === 'POST' && (verb === 'sign' || verb === 'refuse')) {
    assertOwnPage(request, agent.port);
    await decideAct(agent, act, verb, request);
    return json(signPageState(act));
  }
  throw new Refusal(404, 'agent.not_found', 'Không có trang này.');
}

/** The pages this program shows itself: health, pairing, signing. The PIN is typed here and nowhere else. */
export async function answerOwnPage(
  agent: Agent,
  locks: PageLocks,
  request: IncomingMessage,
  path: string,
): Promise<PageAnswer> {
  const [, area = '', ...parts] = path.split('/');
  if (area === 'ghep') {
    return pairRoute(agent, locks, request, parts);
  }
  if (area === 'ky') {
    return signRoute(agent, locks, request, parts);
  }
  if (request.method !== 'GET') {
    throw new Refusal(405, 'agent.method', 'Chỉ đọc được trang này.');
  }
  if (area === 'assets') {
    return answerAsset(parts.join('/'));
  }
  if (path === '/') {
    return front(agent);
  }
  throw new Refusal(404, 'agent.not_found', 'Không có trang này.');
}
