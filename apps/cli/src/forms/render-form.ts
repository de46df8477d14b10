import { createHash } from 'node:crypto';
import { extname } from 'node:path';
import { exampleForm, type FilledForm, type FormCode, type FormFinding, formByCode } from '@congvu/forms';
import { parseCall, printJson, printLine, UsageError } from '../command-line.ts';
import { writeWhole } from '../write-whole.ts';
import { readFormCode } from './form-code.ts';
import { readBytes, readFormFile } from './read-form-file.ts';
import { readToday } from './today.ts';

const OPTIONS = {
  example: { type: 'boolean', default: false },
  output: { type: 'string', short: 'o' },
  template: { type: 'string' },
  today: { type: 'string' },
  demo: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const;

const USAGE = 'cách dùng: congvu forms render M01…M10 FILE.json -o FILE.pdf|FILE.docx|FILE.xlsx [--template FILE.docx]';
const FORMATS = ['.pdf', '.docx', '.xlsx'];

interface Rendered {
  bytes: Uint8Array;
  /** Pages and places of a PDF. */
  more: Record<string, unknown>;
}

function placeOf({ field, row, part }: FormFinding): string {
  return row === null ? field : `${part === undefined ? 'rows' : part}[${row}].${field}`;
}

async function write(output: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeWhole(output, bytes);
  } catch {
    throw new UsageError(`không ghi được ${output}: thư mục không có, không được phép ghi, hoặc đĩa đầy`);
  }
}

async function readForm(input: string, code: FormCode): Promise<FilledForm> {
  const read = await readFormFile(input, code);
  if ('form' in read) {
    return read.form;
  }
  const lines = read.problems.map((problem) => `  ${placeOf(problem)}: ${problem.message}`);
  throw new UsageError(`${input} không phải dữ liệu của mẫu ${code}:\n${lines.join('\n')}`);
}

async function render(
  form: FilledForm,
  format: string,
  demo: boolean,
  template: string | undefined,
): Promise<Rendered> {
  const { renderFormDocx, renderFormPdf, renderFormXlsx } = await import('@congvu/forms/render');
  if (format === '.docx') {
    return {
      bytes: await renderFormDocx(form, template === undefined ? undefined : await readBytes(template)),
      more: {},
    };
  }
  if (format === '.xlsx') {
    return { bytes: await renderFormXlsx(form), more: {} };
  }
  const { pdf, pages, anchors } = renderFormPdf(form, { demo });
  return { bytes: pdf, more: { pages, anchors } };
}

/** `congvu forms render M01 FILE.json -o FILE.pdf|.docx|.xlsx` and `congvu forms render M01 --example`. */
export async function renderForm(args: string[]): Promise<number> {
  const { values, positionals } = parseCall(args, OPTIONS);
  const [word, input, ...more] = positionals;
  const code = readFormCode(word);
  if (values.example) {
    // Certificates of the example are valid around its day, so that `check` finds nothing in it.
    printLine(JSON.stringify(exampleForm(code, readToday(values.today)), null, 2));
    return 0;
  }
  const { output } = values;
  const format = extname(output ?? '').toLowerCase();
  if (input === undefined || more.length > 0 || output === undefined || !FORMATS.includes(format)) {
    throw new UsageError(USAGE);
  }
  if (values.template !== undefined && format !== '.docx') {
    throw new UsageError('--template chỉ dùng khi -o là tệp .docx');
  }
  if (values.demo && format !== '.pdf') {
    throw new UsageError('--demo chỉ dùng khi -o là tệp .pdf');
  }
  const form = await readForm(input, code);
  const rendered = await render(form, format, values.demo, values.template);
  await write(output, rendered.bytes);
  const sha256 = createHash('sha256').update(rendered.bytes).digest('hex');
  const { bytes } = rendered;
  if (values.json) {
    printJson({ file: input, form: code, output, size: bytes.length, sha256, ...rendered.more });
  } else {
    const pages = 'pages' in rendered.more ? `${rendered.more['pages']} trang, ` : '';
    printLine(`${output}: ${pages}${bytes.length} byte, SHA-256 ${sha256}`);
  }
  return 0;
}

/** `congvu forms template M01 -o FILE.docx`: the built-in template of Word, to be changed and given to `render --template`. */
export async function writeTemplate(args: string[]): Promise<number> {
  const { values, positionals } = parseCall(args, { output: { type: 'string', short: 'o' } });
  const code = readFormCode(positionals[0]);
  const { output } = values;
  if (positionals.length !== 1 || output === undefined || extname(output).toLowerCase() !== '.docx') {
    throw new UsageError('cách dùng: congvu forms template M01…M10 -o FILE.docx');
  }
  const { formDocxTemplate } = await import('@congvu/forms/render');
  await write(output, await formDocxTemplate(code));
  printLine(`${output}: mẫu Word của ${formByCode(code).label}`);
  return 0;
}
