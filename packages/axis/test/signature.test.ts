import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { macOf, replayStore, signHeaders, verifyHeaders } from '../src/index.ts';
import { readTimestamp, writeTimestamp } from '../src/wire/vietnam-time.ts';

const NOW = new Date('2027-01-05T01:15:02.042Z');
const SECRET = 'khoa-thu-nghiem';
/** Beside the repository and never in it. */
const SAMPLE = new URL('../../../../shared/samples/axis/xroadvnpt-header-vector.json', import.meta.url);
const secretOf = (id: string): string | undefined => (id === 'test.h35.99' ? SECRET : undefined);
const now = (): Date => NOW;

function signed(parameters: Record<string, string> = { docId: '65f0c0ffee0123456789abcd', status: 'done' }) {
  return signHeaders({ systemId: 'test.h35.99', secret: SECRET, parameters, timestamp: NOW });
}

describe('vectors', () => {
  test('the vector of the specification, from header names to MAC', () => {
    const headers = signed();
    expect(headers['XroadVnpt-sign-header']).toBe(
      '{"XroadVnpt-systemid":"test.h35.99","XroadVnpt-docId":"65f0c0ffee0123456789abcd","XroadVnpt-status":"done",' +
        '"XroadVnpt-timestamp":"05012027T081502+0042","XroadVnpt-Content-Type":"application/json"}',
    );
    expect(headers['XroadVnpt-sign-header-key']).toBe('systemid;docId;status;timestamp;Content-Type');
    expect(headers['XroadVnpt-hash-header']).toBe('f478a50c36edc43d8bd2470070539413bdc81607d143ec6063d7d2c3f5be2957');
    expect(headers).toMatchObject({
      'XroadVnpt-systemid': 'test.h35.99',
      'XroadVnpt-docId': '65f0c0ffee0123456789abcd',
      'XroadVnpt-status': 'done',
      'XroadVnpt-timestamp': '05012027T081502+0042',
      'XroadVnpt-Content-Type': 'application/json',
      'Content-Type': 'application/json',
      'User-Agent': 'JAVASDKAgent/1.0.0 XRoad/VPCP',
      'XroadVnpt-version': '3.0.201608',
    });
  });

  const samples = existsSync(SAMPLE) ? [readFileSync(SAMPLE, 'utf8')] : [];
  if (samples.length === 0) {
    console.info(
      'axis: ../shared/samples/axis is absent, its header set was left out; the case above covers the same ground',
    );
  }
  test.each(samples)('the header set among the samples is taken, in its own order of keys', (sample) => {
    const { secret, headers } = JSON.parse(sample) as { secret: string; headers: Record<string, string> };
    expect(macOf(secret, headers['XroadVnpt-sign-header'] ?? '')).toBe(headers['XroadVnpt-hash-header']);
    const verdict = verifyHeaders(headers, { secretOf: (id) => (id === 'demo.h35.01' ? secret : undefined), now });
    expect(verdict).toMatchObject({ ok: true, systemId: 'demo.h35.01', parameters: { messagetype: 'edoc' } });
    expect(readTimestamp('22112026T113000+0123')?.toISOString()).toBe('2026-11-22T04:30:00.123Z');
  });
});

describe('timestamp', () => {
  test('every moment comes back to the millisecond', () => {
    const moments = fc.date({ min: new Date('2000-01-02'), max: new Date('2099-12-30'), noInvalidDate: true });
    fc.assert(
      fc.property(moments, (at) => {
        const text = writeTimestamp(at);
        expect(text).toMatch(/^\d{8}T\d{6}\+0\d{3}$/);
        expect(readTimestamp(text)?.getTime()).toBe(at.getTime());
      }),
    );
  });

  test.each(['', '31022026T000000+0000', '05012027T081502+0700Z', '05012027T081502', '05132027T081502+0042'])(
    '%j is none',
    (text) => {
      expect(readTimestamp(text)).toBeUndefined();
    },
  );
});

const NAME = fc
  .stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,15}$/)
  .filter((name) => !/^(systemid|timestamp|content-type|version|sign-header|sign-header-key|hash-header)$/i.test(name));
const VALUE = fc.stringMatching(/^[!-~]([ -~]{0,40}[!-~])?$/);
const PARAMETERS = fc.uniqueArray(fc.tuple(NAME, VALUE), { selector: ([name]) => name.toLowerCase(), maxLength: 6 });

describe('verify', () => {
  test('what was signed is taken, by any spelling of header names, surplus headers beside it', () => {
    fc.assert(
      fc.property(PARAMETERS, fc.boolean(), (pairs, isLower) => {
        const parameters = Object.fromEntries(pairs);
        const headers = { ...signed(parameters), 'XroadVnpt-unsigned': 'x', Host: 'truc.example' };
        const wire = Object.entries(headers).map(([name, value]) => [isLower ? name.toLowerCase() : name, value]);
        const verdict = verifyHeaders(Object.fromEntries(wire), { secretOf, now, maxAgeMs: 1000 });
        expect(verdict).toMatchObject({ ok: true, parameters });
        expect(verdict.ok && 'unsigned' in verdict.parameters).toBe(false);
      }),
    );
  });

  test('one changed character in any signed header, in the text or in the MAC is found', () => {
    const headers = signed();
    const names = Object.keys(headers).filter(
      (name) => name.startsWith('XroadVnpt-') && !/sign-header-key|version/.test(name),
    );
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.nat(), fc.integer({ min: 1, max: 93 }), (name, place, shift) => {
        const value = headers[name] ?? '';
        const at = place % value.length;
        const changed = String.fromCharCode(((value.charCodeAt(at) - 33 + shift) % 94) + 33);
        const forged = { ...headers, [name]: value.slice(0, at) + changed + value.slice(at + 1) };
        // Hex in capitals is the same number.
        fc.pre(forged[name]?.toLowerCase() !== value.toLowerCase() || !name.endsWith('hash-header'));
        expect(verifyHeaders(forged, { secretOf, now }).ok).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  test('never throws, whatever it is given', () => {
    const value = fc.oneof(fc.string(), fc.constant(undefined), fc.array(fc.string(), { maxLength: 3 }));
    const names = fc.oneof(
      fc.constantFrom('XroadVnpt-systemid', 'XroadVnpt-sign-header', 'XroadVnpt-hash-header', '__proto__'),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.dictionary(names, value), (headers) => {
        expect(verifyHeaders(headers, { secretOf: () => SECRET, now, maxAgeMs: 1 }).ok).toBe(false);
      }),
    );
    const texts = fc.oneof(
      fc.json(),
      fc.string(),
      fc.constant('{"__proto__":{"a":1}}'),
      fc.constant('[[['.repeat(5000)),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const headers = {
          'xroadvnpt-systemid': 'a',
          'xroadvnpt-sign-header': text,
          'xroadvnpt-hash-header': macOf(SECRET, text),
        };
        expect(verifyHeaders(headers, { secretOf: () => SECRET, now }).ok).toBe(false);
      }),
    );
  });

  test.each([
    [
      'another secret',
      { 'XroadVnpt-hash-header': macOf('khac', signed()['XroadVnpt-sign-header'] ?? '') },
      'mac_wrong',
    ],
    ['a header other than the signed one', { 'XroadVnpt-status': 'fail' }, 'header_mismatch'],
    ['a system nobody knows', { 'XroadVnpt-systemid': 'test.h35.98' }, 'unknown_system'],
    ['no text', { 'XroadVnpt-sign-header': undefined }, 'header_mismatch'],
    ['a header given twice', { 'XroadVnpt-status': ['done', 'done'] }, 'header_mismatch'],
  ])('%s is refused', (_, change, code) => {
    expect(verifyHeaders({ ...signed(), ...change }, { secretOf, now })).toMatchObject({ ok: false, code });
    expect(verifyHeaders(signed(), { secretOf, now }).ok).toBe(true);
  });

  test('age is judged only when asked for: the Java SDK keeps one timestamp', () => {
    const late = (): Date => new Date(NOW.getTime() + 3_600_000);
    const early = (): Date => new Date(NOW.getTime() - 3_600_000);
    expect(verifyHeaders(signed(), { secretOf, now: late }).ok).toBe(true);
    expect(verifyHeaders(signed(), { secretOf, now: late, maxAgeMs: 3_599_000 })).toMatchObject({
      code: 'timestamp_old',
    });
    expect(verifyHeaders(signed(), { secretOf, now: early, maxAgeMs: 3_599_000 })).toMatchObject({
      code: 'timestamp_old',
    });
    expect(verifyHeaders(signed(), { secretOf, now: late, maxAgeMs: 3_600_000 }).ok).toBe(true);
  });

  test('a header set comes once where repetitions are refused, and again after the window', () => {
    const seen = replayStore({ windowMs: 1000, capacity: 2 });
    const at = (ms: number) => ({ secretOf, now: () => new Date(NOW.getTime() + ms), seen });
    expect(verifyHeaders(signed(), at(0)).ok).toBe(true);
    expect(verifyHeaders(signed(), at(500))).toMatchObject({ ok: false, code: 'replayed' });
    expect(verifyHeaders(signed({ docId: 'b' }), at(500)).ok).toBe(true);
    expect(verifyHeaders(signed(), at(1600)).ok).toBe(true);
  });
});

describe('sign', () => {
  test.each([
    ['a line break in a value', { docId: 'a\r\nX: y' }],
    ['text beyond ASCII', { AgencyCode: 'Sở' }],
    ['an empty value', { docId: '' }],
    ['a name that is no header', { 'doc id': 'a' }],
    ['a name of the signature itself', { version: '7' }],
  ])('%s is refused before anything is sent', (_, parameters) => {
    expect(() => signed(parameters)).toThrow(expect.objectContaining({ code: 'axis.bad_setting', final: true }));
  });
});
