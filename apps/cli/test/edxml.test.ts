import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { congvuEdxml as congvu } from './in-process.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const FOLDER = mkdtempSync(join(tmpdir(), 'congvu-cli-test-'));
const LETTER = join(FOLDER, 'thu.edxml');
const PDF = join(FOLDER, 'Công văn.pdf');
const JSON_INPUT = join(FOLDER, 'thu.json');

afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

describe('congvu edxml', () => {
  test('--example is a complete input: build, check, parse, extract', async () => {
    const example = await congvu('build', '--example');
    expect(example.code).toBe(0);
    writeFileSync(JSON_INPUT, example.text);
    writeFileSync(PDF, '%PDF-1.7\n\u00e1\n%%EOF\n');
    expect((await congvu('build', JSON_INPUT, '--attach', PDF, '-o', LETTER)).code).toBe(0);
    expect(await congvu('check', LETTER, '--json')).toMatchObject({
      code: 0,
      lines: [{ file: LETTER, valid: true, findings: [] }],
    });
    const target = join(FOLDER, 'ra');
    const parsed = await congvu('parse', LETTER, '--extract', target, '--json');
    expect(parsed.code).toBe(0);
    const { kind: _, ...header } = JSON.parse(example.text);
    expect(parsed.lines).toMatchObject([{ file: LETTER, kind: 'document', header, warnings: [] }]);
    expect(parsed.lines[0]?.attachments).toMatchObject([
      { name: 'Công văn.pdf', mediaType: 'application/pdf', size: 18 },
    ]);
    expect(readFileSync(join(target, 'Công văn.pdf'))).toEqual(readFileSync(PDF));
  });

  test.each([
    ['new', 'document'],
    ['recall', 'document'],
    ['update', 'document'],
    ['replace', 'document'],
    ...['01', '02', '03', '04', '05', '06', '13', '15', '16'].map((code) => [`status-${code}`, 'status']),
  ])('--example %s is built, passes the check and is read as what it is', async (name, kind) => {
    const example = await congvu('build', '--example', String(name));
    const [input, output] = [join(FOLDER, `${name}.json`), join(FOLDER, `${name}.edxml`)];
    writeFileSync(input, example.text);
    const attach = kind === 'document' ? ['--attach', PDF] : [];
    expect(await congvu('build', input, ...attach, '-o', output, '--json')).toMatchObject({
      code: 0,
      lines: [{ kind }],
    });
    expect(await congvu('check', output, '--json')).toMatchObject({ code: 0, lines: [{ valid: true, findings: [] }] });
    const { kind: _, ...header } = JSON.parse(example.text);
    expect((await congvu('parse', output, '--json')).lines).toMatchObject([{ kind, header, warnings: [] }]);
  });

  test('what a sender added goes through parse --extract and build', async () => {
    const input = join(FOLDER, 'them.json');
    const extensions = [{ path: 'MessageHeader', xml: '<v:Muc xmlns:v="urn:v">giữ</v:Muc>' }];
    writeFileSync(input, JSON.stringify({ ...JSON.parse((await congvu('build', '--example')).text), extensions }));
    const [first, second] = [join(FOLDER, 'them.edxml'), join(FOLDER, 'them2.edxml')];
    expect((await congvu('build', input, '--attach', PDF, '-o', first)).code).toBe(0);
    const [line] = (await congvu('parse', first, '--extract', join(FOLDER, 'them'), '--json')).lines;
    expect(line).toMatchObject({ header: { extensions } });
    writeFileSync(input, JSON.stringify(line));
    expect((await congvu('build', input, '-o', second)).code).toBe(0);
    expect(readFileSync(second)).toEqual(readFileSync(first));
  });

  test('--lang en says it in English, in text and of errors; another language is bad usage', async () => {
    const poor = join(FOLDER, 'thieu.edxml');
    writeFileSync(poor, '<edXML><MessageHeader><Subject>Thư</Subject></MessageHeader></edXML>');
    const english = await congvu('check', poor, '--lang', 'en');
    expect(english).toMatchObject({ code: 1 });
    expect(english.text).toContain('N.MessageHeader.To (MessageHeader/To): To is missing');
    expect((await congvu('check', poor)).text).toContain('Thiếu To');
    const cut = join(FOLDER, 'cut.edxml');
    writeFileSync(cut, '<edXML><MessageHeader>');
    expect((await congvu('parse', cut, '--lang', 'en')).text).toContain('cut short');
    expect((await congvu('parse', cut, '--json')).lines).toMatchObject([
      { error: { message: expect.any(String), en: expect.any(String) } },
    ]);
    expect((await congvu('check', poor, '--lang', 'fr')).code).toBe(2);
  });

  test('many files of every fate: a line each, the exit code of the worst', async () => {
    const poor = join(FOLDER, 'thieu.edxml');
    const none = join(FOLDER, 'khong-co');
    const { code, lines } = await congvu('check', LETTER, poor, none, FOLDER, LETTER, '--json');
    expect(code).toBe(2);
    expect(lines.map((line) => [line.file, line.valid])).toEqual([
      [LETTER, true],
      [poor, false],
      [none, undefined],
      [FOLDER, undefined],
      [LETTER, true],
    ]);
  });

  test('--fit-lengths cuts what a legacy validator would refuse', async () => {
    const input = join(FOLDER, 'dai.json');
    writeFileSync(
      input,
      JSON.stringify({ ...JSON.parse((await congvu('build', '--example')).text), abstract: 'a'.repeat(600) }),
    );
    const output = join(FOLDER, 'dai.edxml');
    expect((await congvu('build', input, '--fit-lengths', '-o', output)).code).toBe(0);
    expect((await congvu('check', output, '--json')).lines).toMatchObject([{ findings: [] }]);
  });

  test('what parse prints with --extract can be built again', async () => {
    const [line] = (await congvu('parse', LETTER, '--extract', join(FOLDER, 'lai'), '--json')).lines;
    writeFileSync(join(FOLDER, 'lai.json'), JSON.stringify(line));
    const again = join(FOLDER, 'lai.edxml');
    expect((await congvu('build', join(FOLDER, 'lai.json'), '-o', again)).code).toBe(0);
    const [second] = (await congvu('parse', again, '--json')).lines;
    expect(second).toMatchObject({ header: line?.header });
    const hashes = (value: unknown): unknown => JSON.stringify(value).match(/"sha256":"(\w+)"/)?.[1];
    expect(hashes(second?.attachments)).toBe(hashes(line?.attachments));
  });

  test('a bad file is a line with error, not an end', async () => {
    const bomb = join(FOLDER, 'bom.edxml');
    writeFileSync(bomb, '<!DOCTYPE a [<!ENTITY b "c">]><edXML>&b;</edXML>');
    const { code, lines } = await congvu('parse', bomb, LETTER, '--json');
    expect(code).toBe(1);
    expect(lines).toMatchObject([
      { file: bomb, error: { code: 'edxml.doctype_refused' } },
      { file: LETTER, kind: 'document' },
    ]);
    // As the shell sees it.
    expect(spawnSync(process.execPath, [MAIN, 'edxml', 'check', bomb]).status).toBe(1);
    expect(await congvu('parse', join(FOLDER, 'khong-co'), '--json')).toMatchObject({
      code: 2,
      lines: [{ error: {} }],
    });
  });

  test('extraction never writes over a file nor through a link', async () => {
    const target = mkdtempSync(join(FOLDER, 'bay-'));
    const victim = join(FOLDER, 'nan-nhan');
    writeFileSync(victim, 'nguyên');
    symlinkSync(victim, join(target, 'Công văn.pdf'));
    const { lines } = await congvu('parse', LETTER, '--extract', target, '--json');
    expect(lines[0]?.attachments).toMatchObject([{ path: join(target, 'Công văn (2).pdf') }]);
    expect(readFileSync(victim, 'utf8')).toBe('nguyên');
  });

  test.each([
    [[]],
    [['parse']],
    [['lạ', LETTER]],
    [['parse', '--lạ', LETTER]],
    [['build', '--example', 'lạ']],
    [['build', JSON_INPUT]],
    [['build', LETTER, '-o', join(FOLDER, 'x')]],
    [['build', JSON_INPUT, '--attach', join(FOLDER, 'khong-co'), '-o', join(FOLDER, 'x')]],
  ])('bad usage %j answers 2', async (args) => {
    expect((await congvu(...args)).code).toBe(2);
  });

  test('a JSON input with a wrong field names the field', async () => {
    const wrong = join(FOLDER, 'sai.json');
    writeFileSync(wrong, JSON.stringify({ ...JSON.parse(readFileSync(JSON_INPUT, 'utf8')), issuedOn: '2026-02-30' }));
    const answer = await congvu('build', wrong, '-o', join(FOLDER, 'x'));
    expect(answer.code).toBe(2);
    expect(answer.error).toContain('issuedOn');
  });
});
