import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const FOLDER = mkdtempSync(join(tmpdir(), 'congvu-cli-test-'));
const LETTER = join(FOLDER, 'thu.edxml');
const PDF = join(FOLDER, 'Công văn.pdf');
const JSON_INPUT = join(FOLDER, 'thu.json');

afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

interface Answer {
  code: number | null;
  out: string;
  err: string;
  lines: Record<string, unknown>[];
}

function congvu(...args: string[]): Answer {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, 'edxml', ...args], { encoding: 'utf8' });
  const lines = args.includes('--json')
    ? stdout
        .trim()
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line))
    : [];
  return { code: status, out: stdout, err: stderr, lines };
}

describe('congvu edxml', () => {
  test('--example is a complete input: build, check, parse, extract', () => {
    const example = congvu('build', '--example');
    expect(example.code).toBe(0);
    writeFileSync(JSON_INPUT, example.out);
    writeFileSync(PDF, '%PDF-1.7\n\u00e1\n%%EOF\n');
    expect(congvu('build', JSON_INPUT, '--attach', PDF, '-o', LETTER).code).toBe(0);
    expect(congvu('check', LETTER, '--json')).toMatchObject({
      code: 0,
      lines: [{ file: LETTER, valid: true, findings: [] }],
    });
    const target = join(FOLDER, 'ra');
    const parsed = congvu('parse', LETTER, '--extract', target, '--json');
    expect(parsed.code).toBe(0);
    const { kind: _, ...header } = JSON.parse(example.out);
    expect(parsed.lines).toMatchObject([{ file: LETTER, kind: 'document', header, warnings: [] }]);
    expect(parsed.lines[0]?.attachments).toMatchObject([
      { name: 'Công văn.pdf', mediaType: 'application/pdf', size: 18 },
    ]);
    expect(readFileSync(join(target, 'Công văn.pdf'))).toEqual(readFileSync(PDF));
  });

  test('what parse prints with --extract can be built again', () => {
    const [line] = congvu('parse', LETTER, '--extract', join(FOLDER, 'lai'), '--json').lines;
    writeFileSync(join(FOLDER, 'lai.json'), JSON.stringify(line));
    const again = join(FOLDER, 'lai.edxml');
    expect(congvu('build', join(FOLDER, 'lai.json'), '-o', again).code).toBe(0);
    const [second] = congvu('parse', again, '--json').lines;
    expect(second).toMatchObject({ header: line?.header });
    const hashes = (value: unknown): unknown => JSON.stringify(value).match(/"sha256":"(\w+)"/)?.[1];
    expect(hashes(second?.attachments)).toBe(hashes(line?.attachments));
  });

  test('a bad file is a line with error, not an end', () => {
    const bomb = join(FOLDER, 'bom.edxml');
    writeFileSync(bomb, '<!DOCTYPE a [<!ENTITY b "c">]><edXML>&b;</edXML>');
    const { code, lines } = congvu('parse', bomb, LETTER, '--json');
    expect(code).toBe(1);
    expect(lines).toMatchObject([
      { file: bomb, error: { code: 'edxml.doctype_refused' } },
      { file: LETTER, kind: 'document' },
    ]);
    expect(congvu('check', bomb).code).toBe(1);
    expect(congvu('parse', join(FOLDER, 'khong-co'), '--json')).toMatchObject({ code: 2, lines: [{ error: {} }] });
  });

  test('extraction never writes over a file nor through a link', () => {
    const target = mkdtempSync(join(FOLDER, 'bay-'));
    const victim = join(FOLDER, 'nan-nhan');
    writeFileSync(victim, 'nguyên');
    symlinkSync(victim, join(target, 'Công văn.pdf'));
    const { lines } = congvu('parse', LETTER, '--extract', target, '--json');
    expect(lines[0]?.attachments).toMatchObject([{ path: join(target, 'Công văn (2).pdf') }]);
    expect(readFileSync(victim, 'utf8')).toBe('nguyên');
  });

  test.each([
    [[]],
    [['parse']],
    [['lạ', LETTER]],
    [['parse', '--lạ', LETTER]],
    [['build', JSON_INPUT]],
    [['build', LETTER, '-o', join(FOLDER, 'x')]],
    [['build', JSON_INPUT, '--attach', join(FOLDER, 'khong-co'), '-o', join(FOLDER, 'x')]],
  ])('bad usage %j answers 2', (args) => {
    expect(congvu(...args).code).toBe(2);
  });

  test('a JSON input with a wrong field names the field', () => {
    const wrong = join(FOLDER, 'sai.json');
    writeFileSync(wrong, JSON.stringify({ ...JSON.parse(readFileSync(JSON_INPUT, 'utf8')), issuedOn: '2026-02-30' }));
    const answer = congvu('build', wrong, '-o', join(FOLDER, 'x'));
    expect(answer.code).toBe(2);
    expect(answer.err).toContain('issuedOn');
  });
});
