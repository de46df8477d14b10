import rateLimit from '@fastify/rate-limit';
import fastify from 'fastify';
import { Registry } from 'prom-client';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../config.ts';
import { createLog } from '../log.ts';
import { addPolicyReports, readReports } from './policy-reports.ts';
import { addSecurityHooks } from './security.ts';

const PATH = '/api/policy-reports';
const OLD = 'application/csp-report';
const NEW = 'application/reports+json';

function oldReport(directive: string, blocked: string, page = 'https://vp.example/van-ban-den') {
  return { 'csp-report': { 'violated-directive': directive, 'blocked-uri': blocked, 'document-uri': page } };
}

function newReport(directive: string, blocked: string) {
  const body = {
    effectiveDirective: directive,
    blockedURL: blocked,
    documentURL: 'https://vp.example/thu?q=Nguyễn+Văn+A',
  };
  return { type: 'csp-violation', age: 1, url: 'https://vp.example/thu', body };
}

async function start() {
  const lines: string[] = [];
  const app = fastify();
  const metrics = new Registry();
  await app.register(rateLimit, { max: 1_000 });
  addSecurityHooks(app, readConfig([], {}));
  await addPolicyReports(app, createLog('warn', { write: (line: string) => void lines.push(line) }), metrics);
  const send = (payload: unknown, type = OLD) =>
    app.inject({
      method: 'POST',
      url: PATH,
      headers: { 'content-type': type, 'sec-fetch-site': 'cross-site' },
      payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
    });
  const count = async () => {
    const told = await metrics.getSingleMetric('congvu_policy_violations_total')?.get();
    return Object.fromEntries((told?.values ?? []).map(({ labels, value }) => [labels.directive, value]));
  };
  return { send, count, lines };
}

describe('what browsers tell about the policy (ASVS 3.4.7)', () => {
  test('both forms are counted by directive, and a kind is said once', async () => {
    const { send, count, lines } = await start();
    expect((await send(oldReport('script-src-elem', 'inline'))).statusCode).toBe(204);
    await send(oldReport('script-src-elem', 'inline'));
    await send(
      [newReport('require-trusted-types-for', 'trusted-types-sink'), newReport('img-src', 'https://x.example/p?a')],
      NEW,
    );
    expect(await count()).toEqual({ 'script-src-elem': 2, 'require-trusted-types-for': 1, 'img-src': 1 });
    expect(lines).toHaveLength(3);
    expect(lines.join('')).toContain('https://x.example');
  });

  test('no word of a page, a search or a script gets into the log', async () => {
    const { send, lines } = await start();
    const page = 'https://vp.example/van-ban-den/0192a4b4-7c3e-7000-8000-1234567890ab?q=mật';
    await send({
      'csp-report': { ...oldReport('img-src', 'https://x.example/?ten=A', page)['csp-report'], 'script-sample': 'mật' },
    });
    await send([newReport('img-src', 'https://x.example/?ten=A')], NEW);
    expect(lines.join('')).not.toMatch(/mật|Nguyễn|ten=|0192a4b4/);
    expect(lines[0]).toContain('/van-ban-den/:id');
  });

  test('a stranger fills neither the log nor the numbers', async () => {
    const { send, count, lines } = await start();
    const many = Array.from({ length: 50 }, (_none, at) => newReport(`x${at}`, `https://h${at}.example/`));
    for (let turn = 0; turn < 10; turn += 1) {
      const kinds = many.map((one) => ({
        ...one,
        body: { ...one.body, blockedURL: `https://t${turn}-${one.body.blockedURL.slice(8)}` },
      }));
      expect((await send(kinds, NEW)).statusCode).toBe(204);
    }
    expect(await count()).toEqual({ other: 200 });
    expect(lines).toHaveLength(100);
  });

  test.each([
    ['too long', OLD, ' '.repeat(20_000), 413],
    ['a form', 'application/x-www-form-urlencoded', 'a=b', 415],
    ['plain JSON', 'application/json', '{}', 415],
  ])('%s is not taken', async (_what, type, payload, status) => {
    const { send, count } = await start();
    expect((await send(payload, type)).statusCode).toBe(status);
    expect(await count()).toEqual({});
  });

  test('a flood is turned away', async () => {
    const { send, count } = await start();
    const statuses: number[] = [];
    for (let turn = 0; turn < 62; turn += 1) {
      statuses.push((await send(oldReport('img-src', 'data'))).statusCode);
    }
    expect(statuses.slice(59)).toEqual([204, 429, 429]);
    expect(await count()).toEqual({ 'img-src': 60 });
  });

  test.each([
    '',
    'x',
    '[]',
    '[1,null]',
    'null',
    '"x"',
    '{"csp-report":1}',
    '[{"type":"deprecation","body":{}}]',
    '[{"type":"csp-violation"}]',
  ])('nothing is read from %s', (text) => {
    expect(readReports(text)).toEqual([]);
  });
});
