import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { issueCertificate, OID, writePkcs12 } from '@congvu/pki';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { congvuPdf } from './in-process.ts';
import { smallPdf } from './small-files.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'congvu-cli-attack-'));
const path = (name: string): string => join(FOLDER, name);
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

interface Listed {
  file: string;
  kind: 'attack' | 'genuine';
  expected: { verdict: string[]; integrity: string[]; intact: boolean };
}

interface ExpectedFile {
  version: number;
  options: { at: string; trust: string; crl: string[]; requireRevocation: boolean };
  files: Listed[];
}

interface VerifyLine {
  intact: boolean;
  signatures: { verdict: string }[];
}

/** As a script would: every file through `pdf verify` with what expected.json says of trust, lists and time. */
async function verifyAll(folder: string, { options, files }: ExpectedFile): Promise<[Listed, VerifyLine][]> {
  const crl = options.crl.flatMap((file) => ['--crl', join(folder, file)]);
  const words = ['--trust', join(folder, options.trust), ...crl, '--at', options.at, '--require-revocation', '--json'];
  const { lines } = await congvuPdf('verify', ...files.map(({ file }) => join(folder, file)), ...words);
  return files.map((listed, index) => [listed, lines[index] as unknown as VerifyLine]);
}

function verdictOf({ signatures }: VerifyLine): string {
  const said = signatures.map(({ verdict }) => verdict);
  return said.length === 0 || said.includes('invalid') ? 'invalid' : (said.find((one) => one !== 'valid') ?? 'valid');
}

describe('congvu pdf attack', () => {
  let listed: ExpectedFile;

  beforeAll(async () => {
    const { code, lines, error } = await congvuPdf('attack', '--out', path('out'), '--seed', '7', '--json');
    expect([error, code]).toEqual(['', 0]);
    listed = JSON.parse(readFileSync(path('out/expected.json'), 'utf8')) as ExpectedFile;
    const count = (kind: string): number => listed.files.filter((file) => file.kind === kind).length;
    expect(lines).toMatchObject([{ out: path('out'), attacks: count('attack'), genuine: count('genuine') }]);
  }, 60_000);

  test('writes what it lists, from a letter of the decree', () => {
    for (const kind of ['attack', 'genuine'] as const) {
      const files = listed.files.filter((file) => file.kind === kind).map(({ file }) => file.slice(kind.length + 1));
      expect(readdirSync(path(`out/${kind}`)).sort()).toEqual(files.sort());
    }
    expect(listed.files.filter(({ kind }) => kind === 'attack').length).toBeGreaterThanOrEqual(400);
    expect(listed.files.filter(({ kind }) => kind === 'genuine').length).toBeGreaterThanOrEqual(120);
    expect(readFileSync(path('out/trust.pem'), 'utf8')).toContain('BEGIN CERTIFICATE');
  });

  test('verify says of each what is expected', async () => {
    const judged = await verifyAll(path('out'), listed);
    const wrong = judged.filter(
      ([{ expected }, line]) => !expected.verdict.includes(verdictOf(line)) || expected.intact !== line.intact,
    );
    expect(wrong.map(([{ file }, line]) => [file, verdictOf(line)])).toEqual([]);
    expect(judged.filter(([{ kind }, line]) => kind === 'attack' && verdictOf(line) === 'valid')).toEqual([]);
    expect(judged.filter(([{ kind }, line]) => kind === 'genuine' && verdictOf(line) !== 'valid')).toEqual([]);
  }, 60_000);

  test('forges a given file in every way that needs no key, and refuses one that is not whole', async () => {
    const dates = { notBefore: new Date('2026-01-01'), notAfter: new Date('2040-01-01') };
    const own = issueCertificate({ ...dates, subject: [{ oid: OID.commonName, value: 'Vàng A Sử' }] });
    writeFileSync(path('key.p12'), writePkcs12({ ...own, chain: [], pin: '1', iterations: 10 }));
    writeFileSync(path('plain.pdf'), smallPdf());
    process.env['ATTACK_PIN'] = '1';
    const key = ['--key', path('key.p12'), '--pin-env', 'ATTACK_PIN'];
    await congvuPdf('sign', path('plain.pdf'), ...key, '-o', path('giấy mời.pdf'));
    const made = await congvuPdf('attack', path('giấy mời.pdf'), '--out', path('given'));
    expect([made.error, made.code]).toEqual(['', 0]);
    const { files } = JSON.parse(readFileSync(path('given/expected.json'), 'utf8')) as ExpectedFile;
    expect(files.filter(({ file }) => file.endsWith('.giấy-mời-1.pdf')).length).toBeGreaterThan(60);
    writeFileSync(path('broken.pdf'), Buffer.concat([readFileSync(path('giấy mời.pdf')), Buffer.from('% x\n')]));
    expect(await congvuPdf('attack', path('broken.pdf'), '--out', path('no'))).toMatchObject({
      code: 2,
      error: expect.stringContaining('nguyên vẹn'),
    });
  }, 60_000);

  test('never writes into a folder that holds something', async () => {
    expect((await congvuPdf('attack', '--out', path('out'))).error).toContain('không trống');
    expect((await congvuPdf('attack')).code).toBe(2);
    expect((await congvuPdf('attack', '--out', path('seed'), '--seed', 'x')).code).toBe(2);
    expect(existsSync(path('seed'))).toBe(false);
  });
});
