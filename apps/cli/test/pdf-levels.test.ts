import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reserveFields } from '@congvu/pades';
import { generateKeys, OID, parseCertificate, writePem, writePkcs12, writeTrustList } from '@congvu/pki';
import { type Authority, createAuthority, type ServedAuthority, serveAuthority } from '@congvu/pki/authority';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { congvuPdf } from './in-process.ts';
import { drawnPng, smallPdf } from './small-files.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'congvu-cli-levels-'));
const path = (name: string): string => join(FOLDER, name);
const PIN = 'Mật 123';
let authority: Authority;
let served: ServedAuthority;
let key: string[];
let trust: string[];
let asking: string[];

function keyFile(name: string, more: Partial<Parameters<Authority['issue']>[0]> = {}): string {
  const subject = [{ oid: OID.commonName, value: name }];
  const issued = authority.issue({ subject, keys: generateKeys('p-256'), ...more });
  const file = path(`${name}.p12`);
  writeFileSync(file, writePkcs12({ ...issued, chain: authority.chain, pin: PIN, iterations: 100 }));
  writeFileSync(path(`${name}.der`), issued.certificate);
  return file;
}

beforeAll(async () => {
  process.env['LEVEL_PIN'] = PIN;
  const now = new Date();
  authority = createAuthority({ name: 'dòng lệnh', at: now, from: new Date(now.getTime() - 400 * 86_400_000) });
  served = await serveAuthority(authority, { now: () => new Date() });
  writeFileSync(path('plain.pdf'), smallPdf());
  writeFileSync(path('trust.json'), writeTrustList(authority.trust));
  writeFileSync(path('hand.png'), drawnPng());
  key = ['--key', keyFile('Tẩn Mí Dế'), '--pin-env', 'LEVEL_PIN'];
  trust = ['--trust', path('trust.json')];
  asking = [...trust, '--tsa', served.urls.tsa, '--ocsp', served.urls.ocsp];
});
afterAll(async () => {
  await served.close();
  rmSync(FOLDER, { recursive: true, force: true });
});

describe('levels', () => {
  test.each(['T', 'LT', 'LTA'])('%s from servers on the command line', async (level) => {
    const output = path(`${level}.pdf`);
    const signed = await congvuPdf(
      'sign',
      path('plain.pdf'),
      ...key,
      ...asking,
      '--level',
      level,
      '-o',
      output,
      '--json',
    );
    expect(signed).toMatchObject({
      code: 0,
      lines: [{ output, level, field: 'ChuKy1', size: readFileSync(output).length }],
    });
    const { code, lines } = await congvuPdf('verify', output, ...trust, '--json');
    expect([code, lines[0]?.['signatures']]).toMatchObject([
      0,
      [{ level, verdict: 'valid' }, ...(level === 'LTA' ? [{ level: 'timestamp' }] : [])],
    ]);
  });

  test('raise from B to LT with lists in files: no server but the time authority is asked', async () => {
    await congvuPdf('sign', path('plain.pdf'), ...key, '-o', path('b.pdf'));
    writeFileSync(path('issuing.crl'), authority.crl(new Date()));
    writeFileSync(path('root.crl'), authority.crl(new Date(), 'root'));
    const crl = ['--crl', path('issuing.crl'), '--crl', path('root.crl')];
    served.requests.length = 0;
    const to = ['--to', 'LT', '--tsa', served.urls.tsa, ...trust, ...crl];
    const raised = await congvuPdf('raise', path('b.pdf'), ...to, '-o', path('b-lt.pdf'), '--json');
    expect(raised).toMatchObject({ code: 0, lines: [{ level: 'LT' }] });
    expect(new Set(served.requests)).toEqual(new Set(['POST /tsa']));
    expect(readFileSync(path('b-lt.pdf')).subarray(0, readFileSync(path('b.pdf')).length)).toEqual(
      readFileSync(path('b.pdf')),
    );
    const verified = await congvuPdf('verify', path('b-lt.pdf'), ...trust, '--require-revocation', '--json');
    expect(verified).toMatchObject({ code: 0, lines: [{ signatures: [{ level: 'LT' }, { kind: 'timestamp' }] }] });
  });

  test('a server that is down is a line with error, and nothing is written', async () => {
    served.faults.tsa = 'error';
    const words = ['sign', path('plain.pdf'), ...key, ...asking, '--level', 'T', '-o', path('none.pdf'), '--json'];
    expect(await congvuPdf(...words)).toMatchObject({ code: 2, lines: [{ error: { code: 'pki.tsp_unreachable' } }] });
    delete served.faults.tsa;
    expect(() => readFileSync(path('none.pdf'))).toThrow();
  });

  test('what a level needs is asked for before anything is read', async () => {
    const sign = ['sign', path('plain.pdf'), ...key, '-o', path('x.pdf')];
    expect((await congvuPdf(...sign, '--level', 'T')).error).toContain('--tsa');
    expect((await congvuPdf(...sign, '--level', 'T', '--tsa', served.urls.tsa)).error).toContain('--trust');
    expect((await congvuPdf(...sign, '--level', 'LT', '--tsa', served.urls.tsa, ...trust)).error).toContain('--ocsp');
    expect((await congvuPdf(...sign, '--level', 'XL')).error).toContain('--level');
    expect((await congvuPdf(...sign, '--level', 'T', ...trust, '--tsa', 'ftp://a')).error).toContain('http');
    expect((await congvuPdf('raise', path('plain.pdf'), '-o', path('x.pdf'))).error).toContain('--to');
  });
});

describe('certificates that may not sign', () => {
  const day = (count: number): Date => new Date(Date.now() + count * 86_400_000);

  test.each([
    ['expired', { notBefore: day(-300), notAfter: day(-10) }],
    ['not yet valid', { notBefore: day(10), notAfter: day(20) }],
    ['for encryption', { keyUsage: ['keyEncipherment'] as const }],
    ['for timestamps', { extKeyUsage: [OID.timeStamping] }],
  ])('%s: nothing is signed', async (name, more) => {
    const words = ['--key', keyFile(name, more), '--pin-env', 'LEVEL_PIN', '-o', path('never.pdf')];
    expect(await congvuPdf('sign', path('plain.pdf'), ...words)).toMatchObject({
      code: 2,
      error: expect.stringContaining('Không ký bằng chứng thư này'),
    });
    expect(() => readFileSync(path('never.pdf'))).toThrow();
  });

  test('a claimed time does not save an expired one, nor an unknown one with trust', async () => {
    const old = ['--key', keyFile('hết hạn', { notBefore: day(-300), notAfter: day(-10) }), '--pin-env', 'LEVEL_PIN'];
    const at = ['--at', day(-100).toISOString()];
    expect((await congvuPdf('sign', path('plain.pdf'), ...old, ...at, '-o', path('never.pdf'))).code).toBe(2);
    const other = createAuthority({ name: 'khác', at: new Date() });
    writeFileSync(path('other.pem'), writePem(other.root.certificate));
    const unknown = await congvuPdf(
      'sign',
      path('plain.pdf'),
      ...key,
      '--trust',
      path('other.pem'),
      '-o',
      path('never.pdf'),
    );
    expect(unknown.error).toContain('nơi cấp chứng thư được tin cậy');
  });

  test('a revoked one is refused by server and by list', async () => {
    const revoked = ['--key', keyFile('thu hồi'), '--pin-env', 'LEVEL_PIN', '-o', path('never.pdf'), '--json'];
    authority.revoke(parseCertificate(readFileSync(path('thu hồi.der'))).serial, day(-1), 'keyCompromise');
    const online = await congvuPdf('sign', path('plain.pdf'), ...revoked, ...trust, '--ocsp', served.urls.ocsp);
    expect(online).toMatchObject({ code: 2, lines: [{ error: { code: 'pades.revoked' } }] });
    writeFileSync(path('now.crl'), authority.crl(new Date()));
    writeFileSync(path('root.crl'), authority.crl(new Date(), 'root'));
    const offline = ['--crl', path('now.crl'), '--crl', path('root.crl')];
    const listed = await congvuPdf('sign', path('plain.pdf'), ...revoked, ...trust, ...offline);
    expect(listed).toMatchObject({ code: 2, lines: [{ error: { code: 'pades.revoked' } }] });
  });
});

describe('raise of what was revoked since', () => {
  test('stops, or keeps the answer as evidence when told', async () => {
    const words = ['--key', keyFile('sẽ thu hồi'), '--pin-env', 'LEVEL_PIN', '-o', path('early.pdf')];
    expect((await congvuPdf('sign', path('plain.pdf'), ...words)).code).toBe(0);
    const { serial } = parseCertificate(readFileSync(path('sẽ thu hồi.der')));
    authority.revoke(serial, new Date(Date.now() - 3_600_000), 'keyCompromise');
    const raise = ['raise', path('early.pdf'), '--to', 'LT', ...asking, '-o', path('late.pdf'), '--json'];
    expect(await congvuPdf(...raise)).toMatchObject({ code: 2, lines: [{ error: { code: 'pades.revoked' } }] });
    expect(await congvuPdf(...raise, '--keep-revoked')).toMatchObject({ code: 0, lines: [{ level: 'LT' }] });
    const { lines } = await congvuPdf('verify', path('late.pdf'), ...trust, '--json');
    expect(lines).toMatchObject([
      {
        signatures: [{ verdict: 'invalid', revocation: [{ state: 'revoked', isInFile: true }, { state: 'good' }] }, {}],
      },
    ]);
  });
});

describe('one PIN for many files', () => {
  test('into a folder, a bad one between them is a line of its own', async () => {
    mkdirSync(path('out'));
    writeFileSync(path('a.pdf'), smallPdf());
    writeFileSync(path('b-bad.pdf'), smallPdf().subarray(0, 90));
    writeFileSync(path('c.pdf'), smallPdf());
    const files = ['a.pdf', 'b-bad.pdf', 'c.pdf'].map(path);
    const { code, lines } = await congvuPdf('sign', ...files, ...key, '--out-dir', path('out'), '--json');
    expect([code, lines]).toMatchObject([
      2,
      [
        { output: path('out/a.pdf') },
        { file: files[1], error: { code: 'pades.broken' } },
        { output: path('out/c.pdf') },
      ],
    ]);
    const twice = await congvuPdf('sign', path('a.pdf'), path('out/a.pdf'), ...key, '--out-dir', path('out'));
    expect(twice.error).toContain('cùng tên');
    expect((await congvuPdf('sign', path('a.pdf'), path('c.pdf'), ...key, '-o', path('x.pdf'))).code).toBe(2);
  });
});

describe('places, locks, stamps', () => {
  async function signed(output: string, ...words: string[]): Promise<Record<string, unknown>> {
    const answer = await congvuPdf(
      'sign',
      ...words.slice(0, 1),
      ...key,
      ...words.slice(1),
      '-o',
      path(output),
      '--json',
    );
    expect([answer.error, answer.code]).toEqual(['', 0]);
    const { lines } = await congvuPdf('verify', path(output), ...trust, '--json');
    expect(lines[0]).toMatchObject({ intact: true });
    return lines[0] ?? {};
  }

  test('the seal goes over the left third of the signature before it', async () => {
    const hand = ['--page', '1', '--rect', '150,100,120,60', '--appearance', path('hand.png')];
    await signed(
      'hand.pdf',
      path('plain.pdf'),
      ...hand,
      '--certify',
      '2',
      '--reason',
      'Ký duyệt',
      '--location',
      'Tam Đường',
    );
    const sealed = await signed('sealed.pdf', path('hand.pdf'), '--seal', path('hand.png'), '--seal-mm', '20');
    const [, seal] = sealed['signatures'] as { place: { rect: number[] } }[];
    const [left = 0, , right = 0] = seal?.place.rect ?? [];
    expect(right - left).toBeCloseTo((20 * 72) / 25.4, 2);
    expect(right).toBeCloseTo(150 + 120 / 3, 2);
  });

  test('what a lock freezes may not be filled later; what it leaves open may', async () => {
    const slot = { page: 1, fontSize: 11, italic: false, baseline: 203, maxLength: 4 };
    const base = reserveFields(smallPdf(), {
      signatures: [],
      texts: ['So', 'Nam'].map((name, index) => ({
        ...slot,
        name,
        rect: { x: 20 + 60 * index, y: 200, width: 40, height: 14 },
      })),
    });
    writeFileSync(path('slots.pdf'), base);
    await signed('locked.pdf', path('slots.pdf'), '--certify', '2', '--lock', 'include=So');
    const words = ['sign', path('locked.pdf'), ...key, '-o', path('y.pdf'), '--json'];
    expect(await congvuPdf(...words, '--fill', 'So=07')).toMatchObject({
      code: 2,
      lines: [{ error: { code: 'pades.forbidden' } }],
    });
    await signed('filled.pdf', path('locked.pdf'), '--fill', 'Nam=2026');
    await signed('closed.pdf', path('slots.pdf'), '--lock', 'all', '--lock-permission', '1');
    expect((await congvuPdf('sign', path('slots.pdf'), ...key, '--lock', 'include', '-o', path('y.pdf'))).code).toBe(2);
  });

  test('stamps of attachments and copies', async () => {
    await signed('attachment.pdf', path('plain.pdf'), '--stamp', 'attachment:07/QĐ-UBND');
    const copy = await signed(
      'copy.pdf',
      path('plain.pdf'),
      '--stamp',
      'copy:SAO Y:UBND xã Bản Bo',
      '--field',
      'DauSao',
    );
    expect(copy['signatures']).toMatchObject([{ field: 'DauSao', place: { page: 1 } }]);
    const wrong = await congvuPdf('sign', path('plain.pdf'), ...key, '--stamp', 'copy', '-o', path('y.pdf'));
    expect(wrong).toMatchObject({ code: 2, error: expect.stringContaining('--stamp') });
  });
});

describe('verify', () => {
  test('a revision is cut out by field or number, as it was signed', async () => {
    await congvuPdf('sign', path('plain.pdf'), ...key, '-o', path('one.pdf'));
    await congvuPdf('sign', path('one.pdf'), ...key, '-o', path('two.pdf'));
    for (const which of ['ChuKy1', '2']) {
      const cut = ['--extract', which, '-o', path('cut.pdf'), '--json'];
      const { code, lines } = await congvuPdf('verify', path('two.pdf'), ...trust, ...cut);
      expect([code, lines[0]?.['extracted']]).toMatchObject([0, { field: 'ChuKy1', output: path('cut.pdf') }]);
      expect(readFileSync(path('cut.pdf'))).toEqual(readFileSync(path('one.pdf')));
    }
    const none = await congvuPdf('verify', path('two.pdf'), '--extract', 'Khong', '-o', path('cut.pdf'), '--json');
    expect(none.lines).toMatchObject([{ error: { code: 'pades.field_missing' } }]);
    expect((await congvuPdf('verify', path('two.pdf'), '--extract', '1')).code).toBe(2);
  });

  test('lists and answers from files decide', async () => {
    const words = ['verify', path('one.pdf'), ...trust, '--require-revocation', '--json'];
    writeFileSync(path('good.crl'), authority.crl(new Date()));
    writeFileSync(path('root.crl'), authority.crl(new Date(), 'root'));
    const crl = ['--crl', path('good.crl'), path('root.crl')];
    expect(await congvuPdf(...words, ...crl)).toMatchObject({
      code: 0,
      lines: [{ signatures: [{ verdict: 'valid' }] }],
    });
    authority.revoke(
      parseCertificate(readFileSync(path('Tẩn Mí Dế.der'))).serial,
      new Date(Date.now() - 3_600_000),
      'keyCompromise',
    );
    writeFileSync(path('bad.crl'), authority.crl(new Date()));
    const revoked = await congvuPdf(...words, '--crl', path('bad.crl'), path('root.crl'));
    expect(revoked).toMatchObject({
      code: 1,
      lines: [{ signatures: [{ verdict: 'invalid', integrity: 'whole' }] }],
    });
    expect((await congvuPdf(...words, '--crl', path('plain.pdf'))).error).toContain('--crl');
  });
});
