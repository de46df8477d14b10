import fastify from 'fastify';
import { describe, expect, test } from 'vitest';
import { createFakeClock } from '../clock.ts';
import { readConfig } from '../config.ts';
import { addSecurityTxt, securityTxt } from './security-txt.ts';

const NOW = new Date('2026-07-01T00:00:00Z');
const PLACE = { CONGVU_PUBLIC_URL: 'https://vanphong.laichau.gov.vn' };

async function ask(env: NodeJS.ProcessEnv) {
  const app = fastify();
  addSecurityTxt(app, { config: readConfig([], env), clock: createFakeClock(NOW.toISOString()) });
  return app.inject('/.well-known/security.txt');
}

describe('/.well-known/security.txt (RFC 9116)', () => {
  test('names whom to tell and until when', async () => {
    const answer = await ask({ ...PLACE, CONGVU_SECURITY_CONTACT: 'mailto:antoan@laichau.gov.vn' });
    expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(answer.body.split('\r\n')).toEqual([
      'Contact: mailto:antoan@laichau.gov.vn',
      'Expires: 2026-12-28T00:00:00Z',
      'Preferred-Languages: vi, en',
      'Canonical: https://vanphong.laichau.gov.vn/.well-known/security.txt',
      '',
    ]);
  });

  test('is not there when nobody is named', async () => {
    expect((await ask(PLACE)).statusCode).toBe(404);
  });

  test('names no address over plain http (§2.5)', () => {
    expect(securityTxt('mailto:a@b.gov.vn', 'http://localhost:3000', NOW)).not.toContain('Canonical');
  });

  test.each([
    'antoan@laichau.gov.vn',
    'mailto:',
    'http://laichau.gov.vn/lien-he',
    'mailto:a@b.vn\r\nContact: mailto:x@y.vn',
  ])('%j is no contact', (text) => {
    expect(() => readConfig([], { CONGVU_SECURITY_CONTACT: text })).toThrow(/CONGVU_SECURITY_CONTACT/);
  });
});
