import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { fingerprintOf, prepareEvidence } from '@congvu/evidence';
import {
  type SampleLetter,
  sampleLetter,
  sampleReceivedRecord,
  sampleSealer,
  sampleSentRecord,
} from '@congvu/evidence/samples';
import { writePem } from '@congvu/pki';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const FOLDER = mkdtempSync(join(tmpdir(), 'congvu-cli-evidence-'));
const [SENT, RECEIVED, BROKEN, TRUST] = ['di.zip', 'den.zip', 'sua.zip', 'tin-cay.pem'].map((name) =>
  join(FOLDER, name),
) as [string, string, string, string];
/** A folder of our own for what the command keeps while it works. */
const SCRATCH = mkdtempSync(join(tmpdir(), 'congvu-cli-scratch-'));
const seal = sampleSealer();
const KEY = fingerprintOf(seal.publicKey);
let sample: SampleLetter;

afterAll(() => {
  for (const folder of [FOLDER, SCRATCH]) {
    rmSync(folder, { recursive: true, force: true });
  }
});

beforeAll(async () => {
  sample = await sampleLetter();
  for (const [file, record] of [
    [SENT, await sampleSentRecord(sample)],
    [RECEIVED, await sampleReceivedRecord(sample)],
  ] as const) {
    writeFileSync(file, await buffer((await prepareEvidence(record, { seal })).write()));
  }
  const bytes = readFileSync(SENT);
  const place = Math.floor(bytes.length / 2);
  bytes[place] = (bytes[place] ?? 0) ^ 1;
  writeFileSync(BROKEN, bytes);
  writeFileSync(TRUST, writePem(sample.authority.root.certificate));
});

interface Answer {
  code: number | null;
  out: string;
  err: string;
  lines: Record<string, unknown>[];
}

function congvu(...args: string[]): Answer {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, 'evidence', ...args], {
    encoding: 'utf8',
    env: { ...process.env, TMPDIR: SCRATCH },
  });
  const lines = args.includes('--json')
    ? stdout
        .trim()
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line))
    : [];
  return { code: status, out: stdout, err: stderr, lines };
}

describe('congvu evidence verify', () => {
  test('the archives alone hold', () => {
    const { code, lines } = congvu('verify', SENT, RECEIVED, '--json');
    expect(code).toBe(0);
    expect(lines).toMatchObject([
      {
        file: SENT,
        verdict: 'valid',
        intact: true,
        kind: 'sent',
        reasons: [],
        document: { numberSymbol: '123/UBND-VHTT' },
      },
      { file: RECEIVED, verdict: 'valid', intact: true, kind: 'received', recordedVerdict: 'valid' },
    ]);
    expect(lines[0]).toMatchObject({ deliveries: [{ state: 'accepted' }, { state: 'refused' }], messages: 4 });
    const spoken = congvu('verify', SENT);
    expect(spoken.out).toContain('HỢP LỆ');
    expect(spoken.out).toContain(KEY);
  });

  test('with the key and the roots everything asked is answered', () => {
    const { code, lines } = congvu(
      'verify',
      SENT,
      '--key',
      KEY.toLowerCase().replaceAll(' ', ':'),
      '--trust',
      TRUST,
      '--json',
    );
    expect(code).toBe(0);
    expect(lines).toMatchObject([
      { seal: { isKnown: true }, signatures: [{ signatures: [{ verdict: 'valid' }] }], timeSource: 'seal' },
    ]);
  });

  test('another key, or roots that lead nowhere', async () => {
    const foreign = join(FOLDER, 'la.pem');
    writeFileSync(foreign, writePem((await sampleLetter()).authority.root.certificate));
    expect(congvu('verify', SENT, '--key', '0'.repeat(32), '--json')).toMatchObject({
      code: 1,
      lines: [{ verdict: 'invalid', intact: true, reasons: [{ code: 'evidence.seal_other_key' }] }],
    });
    expect(congvu('verify', SENT, '--trust', foreign, '--json')).toMatchObject({
      code: 1,
      lines: [{ verdict: 'indeterminate', intact: true, reasons: [{ code: 'evidence.signature_unproven' }] }],
    });
  });

  test('a changed file is a line, not an end', () => {
    const { code, lines } = congvu('verify', BROKEN, SENT, '--json');
    expect(code).toBe(1);
    expect(lines).toMatchObject([{ verdict: 'invalid', intact: false }, { verdict: 'valid' }]);
    expect(congvu('verify', BROKEN).out).toContain('LỖI evidence.');
  });

  test('what is no archive does not hold; what is not there is bad input', () => {
    writeFileSync(join(FOLDER, 'trang.pdf'), sample.pdf);
    expect(congvu('verify', join(FOLDER, 'trang.pdf'), '--json')).toMatchObject({
      code: 1,
      lines: [{ verdict: 'invalid', reasons: [{ code: 'evidence.not_an_archive' }] }],
    });
    expect(congvu('verify', join(FOLDER, 'khong-co.zip'), '--json')).toMatchObject({
      code: 2,
      lines: [{ verdict: 'invalid', intact: false, error: { code: 'evidence.source_failed' } }],
    });
  });

  test('leaves nothing behind', () => {
    congvu('verify', SENT, BROKEN);
    congvu('show', SENT);
    expect(readdirSync(SCRATCH)).toEqual([]);
  });
});

describe('congvu evidence show', () => {
  test('tells the history and takes the files out', () => {
    const target = join(FOLDER, 'ra');
    const { code, lines } = congvu('show', SENT, '--extract', target, '--json');
    expect(code).toBe(0);
    expect(lines).toMatchObject([
      {
        manifest: { kind: 'sent' },
        extracted: [{ path: join(target, 'Công văn.pdf') }, { path: join(target, 'Phụ lục.csv') }],
      },
    ]);
    expect(readFileSync(join(target, 'Công văn.pdf')).equals(sample.pdf)).toBe(true);
    const spoken = congvu('show', SENT).out;
    expect(spoken).toContain('số đến 45');
    expect(spoken).toContain('Gửi nhầm nơi nhận');
  });

  test('nothing comes out of what was changed', () => {
    const target = join(FOLDER, 'khong-ra');
    expect(congvu('show', BROKEN, '--extract', target).code).toBe(1);
    expect(existsSync(target)).toBe(false);
  });
});

test.each([
  [[]],
  [['verify']],
  [['lạ', SENT]],
  [['verify', '--lạ', SENT]],
  [['verify', SENT, '--key', 'AB12']],
  [['verify', SENT, '--trust', join(FOLDER, 'khong-co.pem')]],
  [['verify', SENT, '--extract', FOLDER]],
  [['verify', SENT, '--at', 'hôm qua']],
])('bad usage %j answers 2', (args) => {
  expect(congvu(...args).code).toBe(2);
});
