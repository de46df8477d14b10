import fastify from 'fastify';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../config.ts';
import { addSecurityHooks, plainHttpWarning, setPagePolicy } from './security.ts';

async function headersOf(publicUrl: string) {
  const app = fastify();
  addSecurityHooks(app, readConfig([], { CONGVU_PUBLIC_URL: publicUrl }));
  app.get('/api/x', async () => ({}));
  return (await app.inject('/api/x')).headers;
}

describe('headers of every answer', () => {
  test('two years of https alone, with the names below (ASVS 3.4.1)', async () => {
    const headers = await headersOf('https://vanphong.laichau.gov.vn');
    expect(headers['strict-transport-security']).toBe('max-age=63072000; includeSubDomains');
  });

  test('nothing a browser could guess, frame or keep', async () => {
    const headers = await headersOf('http://localhost:3000');
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
    });
    // Over plain http the header would be ignored; sending it would only look safe.
    expect(headers['strict-transport-security']).toBeUndefined();
  });
});

describe('the policy of a page', () => {
  async function policyAt(publicUrl: string) {
    const app = fastify();
    const config = readConfig([], { CONGVU_PUBLIC_URL: publicUrl });
    addSecurityHooks(app, config);
    app.get('/', async (_request, reply) => {
      setPagePolicy(reply, config, 'n');
      return 'x';
    });
    const { headers } = await app.inject('/');
    return {
      policy: String(headers['content-security-policy']).split('; '),
      endpoints: headers['reporting-endpoints'],
    };
  }

  test('nothing becomes HTML or a script that none of the named policies made (ASVS 3.4.3)', async () => {
    const { policy } = await policyAt('http://localhost:3000');
    expect(policy).toContain("require-trusted-types-for 'script'");
    const names = policy.find((line) => line.startsWith('trusted-types '))?.split(' ') ?? [];
    expect(names.slice(1)).toEqual(['congvu-mail', 'congvu-worker', 'dompurify', 'ProseMirrorClipboard']);
    expect(policy.join('; ')).not.toMatch(/allow-duplicates|'unsafe-eval'|script-src[^;]*'unsafe-inline'/);
  });

  test.each([
    ['https://vanphong.laichau.gov.vn', 'congvu="/api/policy-reports"', true],
    ['http://10.1.2.3:3000', undefined, false],
  ])('of %s is told where it is broken (ASVS 3.4.7)', async (url, endpoints, hasGroup) => {
    const told = await policyAt(url);
    expect(told.policy).toContain('report-uri /api/policy-reports');
    expect(told.policy.includes('report-to congvu')).toBe(hasGroup);
    expect(told.endpoints).toBe(endpoints);
  });
});

describe('an office without https', () => {
  test.each([
    ['0.0.0.0', 'http://10.1.2.3:3000', 1],
    ['10.1.2.3', 'http://vanphong.xa.vn', 1],
    ['127.0.0.1', 'http://localhost:3000', 0],
    ['0.0.0.0', 'https://vanphong.xa.gov.vn', 0],
  ])('on %s as %s: %i warnings', (host, publicUrl, warnings) => {
    expect(plainHttpWarning({ host, publicUrl })).toHaveLength(warnings);
  });
});
