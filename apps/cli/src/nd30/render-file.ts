import { createHash } from 'node:crypto';
import { extname } from 'node:path';
import { assertLetter, exampleLetter } from '@congvu/nd30';
import { parseCall, printJson, printLine, UsageError } from '../command-line.ts';
import { writeWhole } from '../write-whole.ts';
import { readJson } from './read-json.ts';

const OPTIONS = {
  example: { type: 'boolean', default: false },
  output: { type: 'string', short: 'o' },
  demo: { type: 'boolean', default: false },
  size: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

function readArguments(args: string[]) {
  return parseCall(args, OPTIONS);
}

function readSize(size: string | undefined): { bodySize?: 13 | 14 } {
  switch (size) {
    case undefined:
      return {};
    case '13':
      return { bodySize: 13 };
    case '14':
      return { bodySize: 14 };
    default:
      throw new UsageError('--size là 13 hoặc 14 (Nghị định 30/2020, Phụ lục I, mục II.6)');
  }
}

/** `congvu nd30 render FILE.json -o FILE.pdf|.docx` and `congvu nd30 render --example`. */
export async function renderFile(args: string[]): Promise<number> {
  const { values, positionals } = readArguments(args);
  if (values.example) {
    printLine(JSON.stringify(exampleLetter(), null, 2));
    return 0;
  }
  const [input, ...more] = positionals;
  const { output } = values;
  const format = extname(output ?? '').toLowerCase();
  if (input === undefined || more.length > 0 || output === undefined || (format !== '.pdf' && format !== '.docx')) {
    throw new UsageError('cách dùng: congvu nd30 render FILE.json -o FILE.pdf|FILE.docx');
  }
  const size = readSize(values.size);
  const letter = await readJson(input);
  assertLetter(letter);
  const { renderDocx, renderPdf } = await import('@congvu/nd30/render');
  const rendered =
    format === '.pdf'
      ? renderPdf(letter, { demo: values.demo, ...size })
      : { docx: await renderDocx(letter, { demo: values.demo }) };
  const bytes = 'pdf' in rendered ? rendered.pdf : rendered.docx;
  await writeWhole(output, bytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const laidOut = 'pdf' in rendered ? { pages: rendered.pages, anchors: rendered.anchors } : {};
  if (values.json) {
    printJson({ file: input, output, size: bytes.length, sha256, ...laidOut });
  } else {
    const pages = 'pdf' in rendered ? `${rendered.pages} trang, ` : '';
    printLine(`${output}: ${pages}${bytes.length} byte, SHA-256 ${sha256}`);
  }
  return 0;
}
