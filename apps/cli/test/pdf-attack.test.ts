import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { issueCertificate, OID, writePem, writePkcs12 } from '@congvu/pki';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { congvuPdf } from './in-process.ts';
import { smallPdf } from './small-files.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'congvu-cli-attack-'));
const path = (name: string): string => join(FOLDER, name);
/** Hundreds of files are judged in one case. */
const LIMIT_MS = 300_000;
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

interface Listed {
  file: string;
  kind: 'attack' | 'genuine';
  expected: { verdict: string[]; integrity: string[]; intact: boolean };
}

interface ExpectedFile {
  version: number;
  options: { trust: string };
  files: Listed[];
}

interface VerifyLine {
  intact: boolean;
  signatures: { verdict: string }[];
}

/** As anybody would: every file through `pdf verify FILE --trust trust.pem`, and nothing else unless told. */
async function verifyAll(
  folder: string,
  { options, files }: ExpectedFile,
  more: string[] = [],
): Promise<[Listed, VerifyLine][]> {
  const words = ['--trust', join(folder, options.trust), ...more, '--json'];
  const { lines } = await congvuPdf('verify', ...files.map(({ file }) => join(folder, file)), ...words);
  return files.map((listed, index) => [listed, lines[index] as unknown as VerifyLine]);
}

function verdictOf({ signatures }: VerifyLine): string {
  const said = signatures.map(({ verdict }) => verdict);
  return said.length === 0 || said.includes('invalid') ? 'invalid' : (said.find((one) => one !== 'valid') ?? 'valid');
}

function misjudged(judged: readonly [Listed, VerifyLine][]): [string, string][] {
  return judged
    .filter(([{ expected }, line]) => !expected.verdict.includes(verdictOf(line)) || expected.intact !== line.intact)
    .map(([{ file }, line]) => [file, verdictOf(line)]);
}

/** Attacks whose bytes nobody touched: the certificate, the key or the time is what does not hold. */
const OF_KEYS = /^attack\/(?:pki-|cms-(?:not-bound|ed448)\.pdf$)/;

describe('congvu pdf attack', () => {
  let listed: ExpectedFile;

  beforeAll(async () => {
    const { code, lines, error } = await congvuPdf('attack', '--out', path('out'), '--seed', '7', '--json');
    expect([error, code]).toEqual(['', 0]);
    listed = JSON.parse(readFileSync(path('out/expected.json'), 'utf8')) as ExpectedFile;
    const count = (kind: string): number => listed.files.filter((file) => file.kind === kind).length;
    expect(lines).toMatchObject([{ out: path('out'), attacks: count('attack'), genuine: count('genuine') }]);
  }, LIMIT_MS);

  test('writes what it lists, from a letter of the decree', () => {
    for (const kind of ['attack', 'genuine'] as const) {
      const files = listed.files.filter((file) => file.kind === kind).map(({ file }) => file.slice(kind.length + 1));
      expect(readdirSync(path(`out/${kind}`)).sort()).toEqual(files.sort());
    }
    expect(listed.files.filter(({ kind }) => kind === 'attack').length).toBeGreaterThanOrEqual(400);
    expect(listed.files.filter(({ kind }) => kind === 'genuine').length).toBeGreaterThanOrEqual(120);
    expect(readFileSync(path('out/trust.pem'), 'utf8')).toContain('BEGIN CERTIFICATE');
  });

  test(
    'the plain verify says of each what is expected; no attack is valid, no genuine file refused',
    async () => {
      const judged = await verifyAll(path('out'), listed);
      expect(misjudged(judged)).toEqual([]);
      expect(
        judged.filter(([{ kind, file }, { intact }]) => kind === 'attack' && intact && !OF_KEYS.test(file)),
      ).toEqual([]);
      expect(judged.filter(([{ kind }, line]) => kind === 'attack' && verdictOf(line) === 'valid')).toEqual([]);
      expect(judged.filter(([{ kind }, line]) => kind === 'genuine' && verdictOf(line) !== 'valid')).toEqual([]);
    },
    LIMIT_MS,
  );

  test(
    'so does one that requires answers: of all files with the lists beside them, of attacks in any case',
    async () => {
      const lists = readdirSync(path('out/evidence')).flatMap((file) => ['--crl', path(`out/evidence/${file}`)]);
      expect(lists).toHaveLength(4);
      // Those that answers decide, and every fourth of the rest: the library judges all of them this way (attacks.test.ts of pades).
      const files = listed.files.filter(({ file }, index) => index % 4 === 0 || OF_KEYS.test(file));
      expect(files.length).toBeGreaterThan(150);
      expect(misjudged(await verifyAll(path('out'), { ...listed, files }, ['--require-revocation', ...lists]))).toEqual(
        [],
      );
      const attacks = { ...listed, files: files.filter(({ kind }) => kind === 'attack') };
      expect(misjudged(await verifyAll(path('out'), attacks, ['--require-revocation']))).toEqual([]);
    },
    LIMIT_MS,
  );

  test(
    'forges a given file in every way that needs no key, and refuses one that is not whole',
    async () => {
      const dates = { notBefore: new Date('2026-01-01'), notAfter: new Date('2040-01-01') };
      const own = issueCertificate({ ...dates, subject: [{ oid: OID.commonName, value: 'Vàng A Sử' }] });
      writeFileSync(path('key.p12'), writePkcs12({ ...own, chain: [], pin: '1', iterations: 10 }));
      writeFileSync(path('plain.pdf'), smallPdf());
      process.env['ATTACK_PIN'] = '1';
      const key = ['--key', path('key.p12'), '--pin-env', 'ATTACK_PIN'];
      await congvuPdf('sign', path('plain.pdf'), ...key, '-o', path('giấy mời.pdf'));
      const made = await congvuPdf('attack', path('giấy mời.pdf'), '--out', path('given'), '--json');
      expect([made.error, made.code]).toEqual(['', 0]);
      // Nobody trusts its signer: forged, and named, but not among the genuine ones.
      expect(made.lines).toMatchObject([{ leftOut: [path('giấy mời.pdf')] }]);
      expect(existsSync(path('given/genuine/given.giấy-mời-1.pdf'))).toBe(false);
      const { files } = JSON.parse(readFileSync(path('given/expected.json'), 'utf8')) as ExpectedFile;
      expect(files.filter(({ file }) => file.endsWith('.giấy-mời-1.pdf')).length).toBeGreaterThan(60);
      writeFileSync(path('own.pem'), writePem(own.certificate));
      const trusted = ['--trust', path('own.pem'), '--json'];
      const again = await congvuPdf('attack', path('giấy mời.pdf'), '--out', path('trusted'), ...trusted);
      expect(again.lines).toMatchObject([{ leftOut: [] }]);
      const known = JSON.parse(readFileSync(path('trusted/expected.json'), 'utf8')) as ExpectedFile;
      const of = known.files.filter(({ file }) => file.includes('giấy-mời-1'));
      expect(of.filter(({ file }) => file === 'genuine/given.giấy-mời-1.pdf')).toHaveLength(1);
      expect(misjudged(await verifyAll(path('trusted'), { ...known, files: of }))).toEqual([]);
      writeFileSync(path('broken.pdf'), Buffer.concat([readFileSync(path('giấy mời.pdf')), Buffer.from('% x\n')]));
      expect(await congvuPdf('attack', path('broken.pdf'), '--out', path('no'))).toMatchObject({
        code: 2,
        error: expect.stringContaining('nguyên vẹn'),
      });
    },
    LIMIT_MS,
  );

  test('never writes into a folder that holds something', async () => {
    expect((await congvuPdf('attack', '--out', path('out'))).error).toContain('không trống');
    expect((await congvuPdf('attack')).code).toBe(2);
    expect((await congvuPdf('attack', '--out', path('seed'), '--seed', 'x')).code).toBe(2);
    expect(existsSync(path('seed'))).toBe(false);
  });
});
