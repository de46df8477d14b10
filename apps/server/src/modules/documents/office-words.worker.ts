import { parentPort } from 'node:worker_threads';
import { parsePart } from '../../platform/tables/read-parts.ts';
import { openPackage, type Package } from '../../platform/tables/read-zip.ts';
import type { OfficeAnswer, OfficeKind, OfficeQuestion } from './office-words.ts';
import { openArchive, type PackedKind } from './packed-words/archive-words.ts';
import { readWordBinary } from './packed-words/word-binary.ts';

type Content = Omit<OfficeAnswer, 'kind'>;

function numbered(before: string, most: number): string[] {
  return Array.from({ length: most }, (_, index) => `${before}${index + 1}.xml`);
}

/** Parts that hold words a reader sees: head and foot of the page first, a stamp may stand there. */
const PARTS: Record<Exclude<OfficeKind, 'plain' | 'doc' | 'zip'>, readonly string[]> = {
  docx: [...numbered('word/header', 12), 'word/document.xml', ...numbered('word/footer', 12), 'word/footnotes.xml'],
  xlsx: ['xl/sharedStrings.xml', ...numbered('xl/worksheets/sheet', 40)],
  pptx: numbered('ppt/slides/slide', 200),
  odf: ['styles.xml', 'content.xml'],
};
/** Elements that end a line: paragraphs of all four kinds, items of the strings and cells of a workbook. */
const ENDS_LINE: ReadonlySet<string> = new Set([
  'p',
  'h',
  'si',
  'is',
  'c',
  'br',
  'line-break',
  'oddHeader',
  'oddFooter',
]);
/** Elements whose text is seen; in OpenDocument the text stands in the paragraph itself. */
const HOLDS_TEXT: ReadonlySet<string> = new Set(['t', 'oddHeader', 'oddFooter']);

async function readPart(source: Package, part: string, isOdf: boolean, length: number): Promise<string> {
  const lines: string[] = [];
  let [line, inside, total] = ['', 0, 0];
  const isText = (name: string): boolean => (isOdf ? name === 'p' || name === 'h' : HOLDS_TEXT.has(name));
  await parsePart(source, part, {
    open: (name) => {
      inside += isText(name) ? 1 : 0;
      line += name === 'tab' ? '\t' : '';
    },
    text: (text) => {
      if (inside > 0) {
        line += text.replaceAll('\n', ' ');
        total += text.length;
      }
    },
    close: (name) => {
      inside -= isText(name) ? 1 : 0;
      if (ENDS_LINE.has(name) && line !== '') {
        lines.push(line);
        line = '';
      }
    },
    done: () => total > length,
  });
  return [...lines, line].join('\n');
}

async function readPackage({ kind, bytes, length }: OfficeQuestion & { kind: keyof typeof PARTS }): Promise<string[]> {
  const source = await openPackage(Buffer.from(bytes));
  const pages: string[] = [];
  try {
    let left = length;
    for (const part of PARTS[kind].filter((name) => source.has(name))) {
      const page = left > 0 ? await readPart(source, part, kind === 'odf', left) : '';
      left -= page.length;
      pages.push(page);
    }
  } finally {
    source.close();
  }
  return pages;
}

function readPlain(bytes: Uint8Array, length: number): string[] {
  return [new TextDecoder('utf-8').decode(bytes.subarray(0, length))];
}

async function readOne({ kind, ...question }: OfficeQuestion & { kind: PackedKind }): Promise<string[]> {
  if (kind === 'plain') {
    return readPlain(question.bytes, question.length);
  }
  if (kind === 'doc') {
    const text = readWordBinary(Buffer.from(question.bytes), question.length);
    return text === undefined ? [] : [text];
  }
  return readPackage({ kind, ...question });
}

async function readArchive({ bytes, length }: OfficeQuestion): Promise<Content> {
  const { names, files, pdfs } = await openArchive(Buffer.from(bytes));
  const pages: string[] = [];
  let left = length;
  for (const file of files) {
    const found = left > 0 ? await readOne({ ...file, length: left }).catch((): string[] => []) : [];
    left -= found.reduce((sum, page) => sum + page.length, 0);
    pages.push(...found);
  }
  return { pages, names, pdfs: pdfs.map((pdf) => new Uint8Array(pdf)) };
}

async function answer({ kind, ...question }: OfficeQuestion): Promise<Content> {
  return kind === 'zip'
    ? readArchive({ kind, ...question })
    : { pages: await readOne({ kind, ...question }), names: [], pdfs: [] };
}

// The only sender is office-words.ts; what a stranger's bytes break has no words.
parentPort?.on('message', (question: OfficeQuestion) => {
  void answer(question)
    .catch((): Content => ({ pages: [], names: [], pdfs: [] }))
    .then((content) => parentPort?.postMessage({ kind: 'words', ...content } satisfies OfficeAnswer));
});
parentPort?.postMessage('ready');
