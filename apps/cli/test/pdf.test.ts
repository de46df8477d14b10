import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { issueCertificate, OID, writePem, writePkcs12 } from '@congvu/pki';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { smallPdf } from './small-files.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const FOLDER = mkdtempSync(join(tmpdir(), 'congvu-cli-pdf-'));
const path = (name: string): string => join(FOLDER, name);

afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

function congvu(...args: string[]): { code: number | null; err: string; lines: Record<string, unknown>[] } {
  const env = { ...process.env, KEY_PIN: 'Mật 123' };
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, 'pdf', ...args], { encoding: 'utf8', env });
  const lines = args.includes('--json')
    ? stdout
        .trim()
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line))
    : [];
  return { code: status, err: stderr, lines };
}

beforeAll(() => {
  const dates = { notBefore: new Date('2026-01-01'), notAfter: new Date('2040-01-01') };
  const root = issueCertificate({ ...dates, subject: [{ oid: OID.commonName, value: 'Gốc' }], authority: {} });
  const person = issueCertificate({ ...dates, subject: [{ oid: OID.commonName, value: 'Tẩn Mí Dế' }], issuer: root });
  writeFileSync(path('root.pem'), writePem(root.certificate));
  writeFileSync(
    path('key.p12'),
    writePkcs12({ ...person, chain: [root.certificate], pin: 'Mật 123', iterations: 1000 }),
  );
  writeFileSync(path('plain.pdf'), smallPdf());
});

describe('congvu pdf', () => {
  test('sign, sign again, verify: exit code 0 and the documented shape', () => {
    const key = ['--key', path('key.p12'), '--pin-env', 'KEY_PIN', '--at', '2026-03-23T08:30:00'];
    const rect = ['--page', '1', '--rect', '20,20,150,30', '--text', 'Số: 1/UBND', '--mark', 'CHỮ KÝ THỬ NGHIỆM'];
    expect(congvu('sign', path('plain.pdf'), ...key, ...rect, '-o', path('one.pdf')).code).toBe(0);
    const again = congvu('sign', path('one.pdf'), ...key, '--reason', 'Duyệt', '-o', path('two.pdf'), '--json');
    expect(again.lines).toEqual([
      {
        file: path('one.pdf'),
        output: path('two.pdf'),
        field: 'ChuKy2',
        level: 'B',
        size: readFileSync(path('two.pdf')).length,
      },
    ]);
    const verified = congvu('verify', path('two.pdf'), '--trust', path('root.pem'), '--at', '2026-06-01', '--json');
    expect(verified.code).toBe(0);
    expect(verified.lines).toMatchObject([
      {
        file: path('two.pdf'),
        intact: true,
        signatures: [
          {
            field: 'ChuKy1',
            revision: 2,
            verdict: 'valid',
            integrity: 'extended_as_permitted',
            signer: 'Tẩn Mí Dế',
            issuer: 'Gốc',
          },
          {
            field: 'ChuKy2',
            revision: 3,
            verdict: 'valid',
            integrity: 'whole',
            claimedAt: '2026-03-23T01:30:00.000Z',
            provenAt: null,
            level: 'B',
            reasons: [],
            changes: [],
          },
        ],
      },
    ]);
  });

  test('one line per file, a bad file does not end the run, the worst answer is the exit code', () => {
    writeFileSync(path('changed.pdf'), Buffer.concat([readFileSync(path('one.pdf')), Buffer.from('% more\n')]));
    writeFileSync(path('cut.pdf'), smallPdf().subarray(0, 100));
    const files = ['one.pdf', 'changed.pdf', 'plain.pdf', 'cut.pdf'].map(path);
    const judged = congvu('verify', ...files, '--trust', path('root.pem'), '--json');
    expect(judged.code).toBe(1);
    expect(judged.lines.map(({ intact }) => intact)).toEqual([true, false, false, false]);
    expect(judged.lines[1]).toMatchObject({ signatures: [{ verdict: 'invalid', integrity: 'changed_after_signing' }] });
    expect(judged.lines[3]).toMatchObject({ error: { code: 'pades.broken' } });
    const missing = congvu('verify', path('none.pdf'), ...files, '--trust', path('root.pem'), '--json');
    expect(missing.code).toBe(2);
    expect(missing.lines).toHaveLength(5);
  });

  test('without trust the bytes are judged, the signer is not', () => {
    const { code, lines } = congvu('verify', path('one.pdf'), '--json');
    expect(code).toBe(1);
    expect(lines).toMatchObject([
      { intact: true, signatures: [{ verdict: 'indeterminate', reasons: [{ code: 'NO_CERTIFICATE_CHAIN_FOUND' }] }] },
    ]);
  });

  test('bad usage and bad keys end with 2 and a Vietnamese sentence', () => {
    const sign = ['sign', path('plain.pdf'), '-o', path('x.pdf'), '--key', path('key.p12')];
    expect(congvu(...sign, '--pin-env', 'HOME')).toMatchObject({
      code: 2,
      err: expect.stringContaining('PIN của khóa không đúng'),
    });
    expect(congvu(...sign, '--pin-env', 'KEY_PIN', '--level', 'T').code).toBe(2);
    expect(congvu(...sign, '--pin-env', 'KEY_PIN', '--page', '1', '--rect', '1,2,3').code).toBe(2);
    expect(congvu('sign', path('plain.pdf')).code).toBe(2);
    expect(congvu('verify').code).toBe(2);
    expect(congvu('attack').code).toBe(2);
    expect(congvu('verify', path('one.pdf'), '--trust', path('plain.pdf')).code).toBe(2);
  });
});
