import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writePem } from '@congvu/pki';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readPkcs11Uri } from '../src/pdf/pkcs11-uri.ts';
import { congvuPdf } from './in-process.ts';
import { smallPdf } from './small-files.ts';
import { canMakeTokens, makeSoftToken, type SoftToken, TOKEN_PIN } from './soft-token.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'congvu-cli-keys-'));
const path = (name: string): string => join(FOLDER, name);
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

describe('the address of a key (RFC 7512)', () => {
  test('token, serial, object, module and file of the PIN', () => {
    const text =
      'pkcs11:token=D%E1%BA%A5u;serial=a1;object=Khoa%20ky?module-path=/usr/lib/x.so&pin-source=file:/run/pin';
    expect(readPkcs11Uri(text)).toEqual({
      module: '/usr/lib/x.so',
      token: { label: 'Dấu', serial: 'a1' },
      object: 'Khoa ky',
      pinFile: '/run/pin',
    });
    const slot = readPkcs11Uri('pkcs11:slot-id=3?module-path=file:///usr/lib/x.so&pin-source=pin.txt');
    expect(slot).toEqual({ module: '/usr/lib/x.so', token: { slot: 3 }, pinFile: 'pin.txt' });
  });

  test.each([
    ['no module', 'pkcs11:token=a'],
    ['the PIN itself', 'pkcs11:token=a?module-path=/x.so&pin-value=1234'],
    ['a command for the PIN', 'pkcs11:token=a?module-path=/x.so&pin-source=|cat%20pin'],
    ['an unknown attribute', 'pkcs11:colour=red?module-path=/x.so'],
    ['a value twice', 'pkcs11:token=a;token=b?module-path=/x.so'],
    ['a bad escape', 'pkcs11:token=%zz?module-path=/x.so'],
    ['a slot that is no number', 'pkcs11:slot-id=x?module-path=/x.so'],
  ])('%s is refused', (_, text) => {
    expect(() => readPkcs11Uri(text)).toThrow(expect.objectContaining({ name: 'UsageError' }));
  });
});

describe.runIf(canMakeTokens)('a key on a token', () => {
  let token: SoftToken;
  let key: string;

  beforeAll(() => {
    token = makeSoftToken('Van thu', [
      { kind: 'rsa-2048', label: 'Con dau', name: 'UBND xã Bản Bo' },
      { kind: 'p-256', label: 'Ca nhan', name: 'Lò Thị Mai' },
    ]);
    writeFileSync(path('root.pem'), writePem(token.authority.certificate));
    writeFileSync(path('pin'), `${TOKEN_PIN}\n`);
    process.env['TOKEN_PIN'] = TOKEN_PIN;
    process.env['WRONG_PIN'] = '000000';
    key = `pkcs11:token=Van%20thu;object=Con%20dau?module-path=${token.module}`;
    for (const name of ['a', 'b', 'c']) {
      writeFileSync(path(`${name}.pdf`), smallPdf());
    }
  });
  afterAll(() => token.remove());

  test('one PIN, many files, signed in the process that owns the module', async () => {
    mkdirSync(path('out'));
    const files = ['a', 'b', 'c'].map((name) => path(`${name}.pdf`));
    const words = ['--key', key, '--pin-env', 'TOKEN_PIN', '--out-dir', path('out'), '--json'];
    const signed = await congvuPdf('sign', ...files, ...words);
    expect([signed.error, signed.code, signed.lines.length]).toEqual(['', 0, 3]);
    const outputs = ['a', 'b', 'c'].map((name) => path(`out/${name}.pdf`));
    const verified = await congvuPdf('verify', ...outputs, '--trust', path('root.pem'), '--json');
    expect(verified.code).toBe(0);
    expect(verified.lines.map(({ signatures }) => signatures)).toEqual(
      outputs.map(() => [expect.objectContaining({ verdict: 'valid', signer: 'UBND xã Bản Bo', level: 'B' })]),
    );
  });

  test('PIN from pin-source, another key and algorithm by name', async () => {
    const other = `${key.replace('Con%20dau', 'Ca%20nhan')}&pin-source=file:${path('pin')}`;
    const words = ['--algorithm', 'ECDSA-SHA256', '-o', path('ec.pdf'), '--json'];
    expect(await congvuPdf('sign', path('a.pdf'), '--key', other, ...words)).toMatchObject({ code: 0 });
    const { lines } = await congvuPdf('verify', path('ec.pdf'), '--trust', path('root.pem'), '--json');
    expect(lines).toMatchObject([{ signatures: [{ signer: 'Lò Thị Mai', verdict: 'valid' }] }]);
  });

  test('a wrong PIN ends the run at once: no second try for the second file', async () => {
    mkdirSync(path('none'));
    const files = ['a', 'b', 'c'].map((name) => path(`${name}.pdf`));
    const words = ['--key', key, '--pin-env', 'WRONG_PIN', '--out-dir', path('none'), '--json'];
    const answer = await congvuPdf('sign', ...files, ...words);
    expect(answer).toMatchObject({ code: 2, lines: [], error: expect.stringMatching(/PIN/) });
    // Once more with the right one: the token would count three wrong ones as locked.
    const right = await congvuPdf(
      'sign',
      path('a.pdf'),
      '--key',
      key,
      '--pin-env',
      'TOKEN_PIN',
      '-o',
      path('again.pdf'),
    );
    expect([right.error, right.code]).toEqual(['', 0]);
    expect(readFileSync(path('again.pdf')).length).toBeGreaterThan(smallPdf().length);
  });

  test('an address that fits several keys or none asks which', async () => {
    const several = key.replace(';object=Con%20dau', '');
    const words = ['--pin-env', 'TOKEN_PIN', '-o', path('x.pdf')];
    expect((await congvuPdf('sign', path('a.pdf'), '--key', several, ...words)).error).toContain('nhiều khóa');
    const none = key.replace('Con%20dau', 'Khac');
    expect(await congvuPdf('sign', path('a.pdf'), '--key', none, ...words)).toMatchObject({ code: 2 });
  });
});
