import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { command } from '../src/commands/forms.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const FOLDER = mkdtempSync(join(tmpdir(), 'congvu-cli-forms-'));
const CODES = ['M01', 'M02', 'M03', 'M04', 'M05', 'M06', 'M07', 'M08', 'M09', 'M10'];
/** A day on which the examples are in order. */
const TODAY = ['--today', '2021-03-24'];

afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

interface Answer {
  code: number;
  out: string;
  err: string;
  lines: Record<string, unknown>[];
}

/** In this process: a program of its own for every call would take seconds. */
async function congvu(...args: string[]): Promise<Answer> {
  let out = '';
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    out += String(chunk);
    return true;
  });
  let err = '';
  let code = 2;
  try {
    code = await command(args);
  } catch (error) {
    err = error instanceof Error ? error.message : String(error);
  } finally {
    spy.mockRestore();
  }
  const lines = args.includes('--json')
    ? out
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line))
    : [];
  return { code, out, err, lines };
}

function write(name: string, value: unknown): string {
  const path = join(FOLDER, name);
  writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value));
  return path;
}

async function example(code: string): Promise<Record<string, unknown>> {
  return JSON.parse((await congvu('render', code, '--example', ...TODAY)).out);
}

describe('congvu forms render', () => {
  test.each(CODES)('%s: --example is a complete, valid input for every format', async (code) => {
    const file = write(`${code}.json`, await example(code));
    const pdf = join(FOLDER, `${code}.pdf`);
    const { code: exit, lines } = await congvu('render', code, file, '-o', pdf, '--json');
    expect(exit).toBe(0);
    expect(lines).toMatchObject([{ file, form: code, output: pdf, pages: 1, anchors: { signature: { page: 1 } } }]);
    expect(readFileSync(pdf).subarray(0, 5).toString()).toBe('%PDF-');
    const docx = join(FOLDER, `${code}.docx`);
    expect((await congvu('render', code, file, '-o', docx)).code).toBe(0);
    expect(readFileSync(docx).subarray(0, 2).toString()).toBe('PK');
    const xlsx = join(FOLDER, `${code}.xlsx`);
    expect((await congvu('render', code, file, '-o', xlsx)).code).toBe(code >= 'M06' ? 0 : 2);
    expect(existsSync(xlsx)).toBe(code >= 'M06');
    expect((await congvu('check', code, file, ...TODAY, '--json')).lines).toMatchObject([
      { valid: true, errors: 0, warnings: 0 },
    ]);
  });

  test.each(['M01', 'm1', '01', '1', 'Mẫu 01', 'mẫu số 1', 'MAU 01', 'Mẫu 01'.normalize('NFD')])(
    'the form may be written %s',
    async (word) => {
      expect(JSON.parse((await congvu('render', word, '--example')).out)).toMatchObject({ form: 'M01' });
    },
  );

  test('an office’s own template, and one that is broken', async () => {
    const own = join(FOLDER, 'của đơn vị.docx');
    expect((await congvu('template', 'M01', '-o', own)).code).toBe(0);
    const file = write('một.json', await example('M01'));
    expect((await congvu('render', 'M01', file, '-o', join(FOLDER, 'một.docx'), '--template', own)).code).toBe(0);
    const bad = await congvu(
      'render',
      'M01',
      file,
      '-o',
      join(FOLDER, 'hai.docx'),
      '--template',
      write('hỏng.docx', 'PK'),
    );
    expect([bad.code, bad.err]).toEqual([2, expect.stringContaining('Mẫu Word')]);
    expect(existsSync(join(FOLDER, 'hai.docx'))).toBe(false);
  });

  test('the example of today is in order today', async () => {
    const file = write('hôm nay.json', JSON.parse((await congvu('render', 'M03', '--example')).out));
    expect((await congvu('check', 'M03', file)).code).toBe(0);
  });

  test('help of an action, and a folder that is not there', async () => {
    expect(await congvu('check', '--help')).toMatchObject({ code: 0, out: expect.stringContaining('forms check') });
    const good = write('tốt.json', await example('M01'));
    const { code, err } = await congvu('render', 'M01', good, '-o', join(FOLDER, 'không có', 'a.pdf'));
    expect([code, err]).toEqual([2, expect.stringContaining('không ghi được')]);
  });

  test('refuses with exit code 2 and leaves no file behind', async () => {
    const target = join(FOLDER, 'không.pdf');
    const good = write('tốt.json', await example('M01'));
    const strange = write('lạ.json', { ...(await example('M01')), chữKý: 'x' });
    for (const [args, word] of [
      [['render', 'M01', strange, '-o', target], 'chữKý'],
      [['render', 'M02', good, '-o', target], 'M01'],
      [['render', 'M01', write('vỡ.json', '{"form":'), '-o', target], 'JSON'],
      [['render', 'M01', write('mảng.json', []), '-o', target], 'không phải dữ liệu'],
      [['render', 'M01', join(FOLDER, 'vắng.json'), '-o', target], 'Không có tệp'],
      [['render', 'M11', good, '-o', target], 'M01 đến M10'],
      [['render'], 'M01 đến M10'],
      [['render', 'M01', good, '-o', join(FOLDER, 'a.odt')], 'cách dùng'],
      [['render', 'M01', good], 'cách dùng'],
      [['render', 'M01', good, '-o', target, '--template', good], '--template'],
      [['render', 'M01', good, '-o', join(FOLDER, 'a.docx'), '--demo'], '--demo'],
      [['render', 'M01', good, '-o', target, '--mau'], '--mau'],
      [['template', 'M01', '-o', target], 'cách dùng'],
      [['ve', 'M01'], 'chưa có lệnh'],
    ] as const) {
      const { code, err } = await congvu(...args);
      expect([code, err]).toEqual([2, expect.stringContaining(word)]);
    }
    expect(existsSync(target)).toBe(false);
  });
});

describe('congvu forms check', () => {
  test('a list as CSV in UTF-8 or UTF-16; other spreadsheets are refused in words', async () => {
    const text = `\ufeffSTT;Họ và tên;Chức vụ;Đơn vị công tác;Tên tài khoản;Lý do thu hồi;Ghi chú\r\n1;Sùng A Dế;Văn thư;UBND xã Khun Há;desa.khunha;Nghỉ hưu;`;
    for (const [name, bytes] of [
      ['u8.csv', Buffer.from(text)],
      ['u16.csv', Buffer.from(text, 'utf16le')],
    ] as const) {
      writeFileSync(join(FOLDER, name), bytes);
      expect((await congvu('check', 'M07', join(FOLDER, name))).code).toBe(0);
    }
    const old = await congvu('check', 'M07', write('cũ.xls', 'x'), '--json');
    expect([old.code, JSON.parse(old.out).error.message]).toEqual([2, expect.stringContaining('.xlsx và .csv')]);
  });

  test('one line per file; a bad file is a line with error, the others follow', async () => {
    const good = write('đúng.json', await example('M01'));
    const { fields, ...rest } = await example('M01');
    const wrong = write('sai.json', { ...rest, fields: { ...(fields as object), email: 'ai.do@GMAIL.com' } });
    const files = [write('vỡ 2.json', '{'), good, wrong, join(FOLDER, 'vắng.json')];
    const { code, lines } = await congvu('check', 'M01', ...files, ...TODAY, '--json');
    expect(code).toBe(2);
    expect(lines).toMatchObject([
      { file: files[0], error: { code: 'forms.unreadable_file' } },
      { file: good, valid: true, findings: [] },
      {
        file: wrong,
        valid: false,
        findings: [{ code: 'requests.free_mail', severity: 'error', field: 'email', row: null }],
      },
      { file: files[3], error: { code: 'forms.unreadable_file' } },
    ]);
    expect((await congvu('check', 'M01', good, wrong, ...TODAY)).code).toBe(1);
    expect((await congvu('check', 'M01', good, ...TODAY)).code).toBe(0);
    expect((await congvu('check', 'M01', wrong, ...TODAY)).out).toMatch(
      /không đạt[\s\S]*lỗi Địa chỉ thư điện tử công vụ/,
    );
  });

  test('the shape of the data is judged as well; another form is refused', async () => {
    const { rows: _, ...form } = await example('M07');
    const strange = await congvu(
      'check',
      'M07',
      write('dòng.json', { ...form, rows: [{ fullName: 7 }] }),
      ...TODAY,
      '--json',
    );
    expect(strange).toMatchObject({ code: 1, lines: [{ valid: false, findings: [{ field: 'fullName', row: 1 }] }] });
    const other = await congvu('check', 'M07', write('khác.json', await example('M08')), '--json');
    expect(other).toMatchObject({ code: 2, lines: [{ error: { code: 'forms.wrong_form' } }] });
    const bare = { ...(await example('M07')) };
    delete bare['form'];
    expect((await congvu('check', 'M07', write('trống.json', bare), ...TODAY)).code).toBe(0);
  });

  test('lists in spreadsheets, with what was understood while reading them', async () => {
    const form = await example('M07');
    const xlsx = join(FOLDER, 'danh sách.xlsx');
    await congvu('render', 'M07', write('ds.json', form), '-o', xlsx);
    expect(await congvu('check', 'M07', xlsx, ...TODAY, '--json')).toMatchObject({
      code: 0,
      lines: [{ file: xlsx, valid: true, sheet: [] }],
    });
    await congvu('render', 'M08', write('ds8.json', await example('M08')), '-o', xlsx);
    const { code, lines } = await congvu('check', 'M07', xlsx, ...TODAY, '--json');
    expect(code).toBe(1);
    expect(lines).toMatchObject([
      { valid: false, sheet: [{ code: 'requests.table_column_missing', label: 'Lý do thu hồi' }] },
    ]);
    expect(await congvu('check', 'M07', write('giả.xlsx', 'PK'), '--json')).toMatchObject({
      code: 2,
      lines: [{ error: { code: 'forms.unreadable_file' } }],
    });
    expect(await congvu('check', 'M01', xlsx, '--json')).toMatchObject({
      code: 2,
      lines: [{ error: { code: 'forms.wrong_form' } }],
    });
  });

  test('words of the call that are off', async () => {
    for (const [args, word] of [
      [['check', 'M01'], 'cách dùng'],
      [['check', 'M01', 'a.json', '--today', '24/03/2021'], '--today'],
      [['check', 'M01', 'a.json', '--today', '2021-02-30'], '--today'],
    ] as const) {
      expect(await congvu(...args)).toMatchObject({ code: 2, err: expect.stringContaining(word) });
    }
    expect((await congvu('--help')).code).toBe(0);
    expect((await congvu()).code).toBe(2);
  });
});

test('the program itself knows the command', () => {
  const { status, stdout } = spawnSync(process.execPath, [MAIN, 'forms', 'render', 'M09', '--example'], {
    encoding: 'utf8',
  });
  expect([status, JSON.parse(stdout)]).toMatchObject([0, { form: 'M09' }]);
});
