import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const FOLDER = mkdtempSync(join(tmpdir(), 'congvu-cli-nd30-'));
const LETTER = join(FOLDER, 'thư mẫu.json');

afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

function congvu(...args: string[]): {
  code: number | null;
  out: string;
  err: string;
  lines: Record<string, unknown>[];
} {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, 'nd30', ...args], { encoding: 'utf8' });
  const lines = args.includes('--json')
    ? stdout
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line))
    : [];
  return { code: status, out: stdout, err: stderr, lines };
}

function write(name: string, value: unknown): string {
  const path = join(FOLDER, name);
  writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value));
  return path;
}

const example = congvu('render', '--example');
writeFileSync(LETTER, example.out);
const letter = JSON.parse(example.out);

describe('congvu nd30 render', () => {
  test('--example is a complete input for PDF and Word', () => {
    const pdf = join(FOLDER, 'thư.pdf');
    const rendered = congvu('render', LETTER, '-o', pdf, '--json');
    expect(rendered.code).toBe(0);
    expect(rendered.lines).toMatchObject([
      { file: LETTER, output: pdf, pages: 2, anchors: { number: { page: 1, isBlank: true }, signature: { page: 1 } } },
    ]);
    expect(readFileSync(pdf).subarray(0, 5).toString()).toBe('%PDF-');
    const docx = join(FOLDER, 'thư.docx');
    expect(congvu('render', LETTER, '-o', docx).code).toBe(0);
    expect(readFileSync(docx).subarray(0, 2).toString()).toBe('PK');
  });

  test('refuses with exit code 2 and leaves no file behind', () => {
    const target = join(FOLDER, 'không.pdf');
    const secret = write('mật.json', { ...letter, secrecy: 'Mật' });
    const wrong = write('sai.json', { ...letter, issuingAgency: [] });
    const broken = write('hỏng.json', '{"type":');
    for (const [args, word] of [
      [['render', secret, '-o', target], 'độ mật'],
      [['render', wrong, '-o', target], 'issuingAgency'],
      [['render', broken, '-o', target], 'JSON'],
      [['render', join(FOLDER, 'vắng.json'), '-o', target], 'không đọc được'],
      [['render', LETTER, '-o', join(FOLDER, 'thư.odt')], 'cách dùng'],
      [['render', LETTER, '-o', target, '--size', '12'], '--size'],
      [['render', LETTER], 'cách dùng'],
      [['ve', LETTER], 'chưa có lệnh'],
    ] as const) {
      const { code, err } = congvu(...args);
      expect([code, err]).toEqual([2, expect.stringContaining(word)]);
    }
    expect(() => readFileSync(target)).toThrow();
  });
});

describe('congvu nd30 check', () => {
  test('a letter in order: exit code 0', () => {
    const { code, lines } = congvu('check', LETTER, '--json');
    expect(code).toBe(0);
    expect(lines).toMatchObject([{ file: LETTER, valid: true, errors: 0, warnings: 0, findings: [] }]);
  });

  test('findings with place, clause and what should stand there: exit code 1', () => {
    const body = [{ kind: 'paragraph', text: 'Theo Công văn số 315/ STTTT-CNTT về phần mền (Phụ lục kèm theo)' }];
    const file = write('lỗi.json', { ...letter, body, filingNote: 'VT' });
    const { code, lines } = congvu('check', file, '--json');
    expect(code).toBe(1);
    expect(lines).toMatchObject([
      {
        valid: false,
        errors: 3,
        findings: [
          { code: 'citation.spacing', place: 'body[0].text', expected: '315/STTTT-CNTT', canFix: true },
          { code: 'text.spelling', found: 'phần mền', expected: 'phần mềm', canFix: true },
          { code: 'filing.unit', place: 'filingNote', expected: 'Lưu: VT, VHTT.', canFix: true },
        ],
      },
    ]);
    expect(congvu('check', file).out).toContain('315/ STTTT-CNTT → 315/STTTT-CNTT (Nghị định 30/2020');
  });

  test.each(['pdf', 'docx'])('the same findings in a %s file', (kind) => {
    const body = [
      { kind: 'paragraph', text: 'Theo Công văn số 315/ STTTT-CNTT, yêu cầu thực hiện (Phụ lục kèm theo):' },
      { kind: 'clause', number: 1, title: 'Cài đặt' },
      { kind: 'clause', number: 3, text: 'Rà soát các phần mền đang dùng' },
    ];
    const source = write(`nguồn ${kind}.json`, { ...letter, body, filingNote: 'VT', recipients: ['Sở Tư pháp'] });
    const file = join(FOLDER, `nguồn.${kind}`);
    expect(congvu('render', source, '-o', file).code).toBe(0);
    const [expected, found] = congvu('check', source, file, '--json').lines;
    const codes = (line: Record<string, unknown> | undefined): unknown => JSON.parse(JSON.stringify(line)).findings;
    expect(codes(found)).toEqual(codes(expected));
    expect(expected).toMatchObject({ valid: false, errors: 4, warnings: 1 });
  });

  test('Word and PDF files that cannot be read say why', () => {
    const zip = readFileSync(join(FOLDER, 'thư.docx'));
    const files = [write('không phải.docx', 'PK'), write('không phải.pdf', '%PDF-1.7 hỏng'), write('cụt.docx', '')];
    writeFileSync(files[2] ?? '', zip.subarray(0, zip.length - 400));
    const { code, lines } = congvu('check', ...files, LETTER, '--json');
    expect(code).toBe(2);
    expect(lines.map((line) => JSON.stringify(line.error ?? line.valid))).toEqual([
      ...files.map(() => expect.stringContaining('nd30.unreadable_document')),
      'true',
    ]);
  });

  test('dictionary and unit of the agency', () => {
    const dictionary = write('từ điển.json', { 'bản sen': 'Bản Xen' });
    const { lines } = congvu('check', LETTER, '--dictionary', dictionary, '--json');
    expect(lines[0]).toMatchObject({ valid: false });
    const plan = write('kế hoạch.json', { ...letter, type: 'plan', symbol: 'KH-UBND', filingNote: 'VT' });
    expect(JSON.stringify(congvu('check', plan, '--unit', 'NV', '--json').lines)).toContain('Lưu: VT, NV.');
    expect(congvu('check', LETTER, '--dictionary', write('x.json', { a: 1 })).code).toBe(2);
  });

  test('a bad file is a line with error, not an end', () => {
    const secret = write('mật.json', { ...letter, secrecy: 'Mật' });
    const { code, lines } = congvu('check', join(FOLDER, 'vắng.json'), write('a.txt', 'x'), secret, LETTER, '--json');
    expect(code).toBe(2);
    expect(lines).toMatchObject([
      { error: { code: 'nd30.unreadable_document' } },
      { error: { code: 'nd30.unsupported_file' } },
      { error: { code: 'nd30.state_secret' } },
      { valid: true },
    ]);
    expect(congvu('check', secret).code).toBe(1);
    expect(congvu('check').code).toBe(2);
  });
});
