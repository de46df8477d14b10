import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const INDEX = 'docs/legal/index.json';
const PAGE = 'docs/legal/README.md';

const STATES = { built: 'có', partly: 'một phần', not_yet: 'chưa' } as const;

/** One rule of law: where it stands in the code and which tests prove it, each as `file › title`. */
export interface LegalRow {
  source: string;
  article: string;
  rule: string;
  module: string[];
  test: string[];
  state: keyof typeof STATES;
  note: string;
}

export function readLegalIndex(): LegalRow[] {
  return JSON.parse(readFileSync(`${ROOT}${INDEX}`, 'utf8')) as LegalRow[]; // its shape is what `findFaults` judges
}

/** A title as it is written in the file, in any quotes. */
function quotes(text: string, title: string): boolean {
  return ["'", '"', '`'].some((mark) => text.includes(`${mark}${title}${mark}`));
}

function findTestFault(reference: string, read: (path: string) => string | undefined): string | undefined {
  const [path = '', title = ''] = reference.split(' › ');
  const text = /\.test\.tsx?$/.test(path) ? read(path) : undefined;
  if (text === undefined) {
    return `no such test file: ${path}`;
  }
  return title !== '' && quotes(text, title) ? undefined : `${path} has no test "${title}"`;
}

/** What an index claims that is not there. `read` answers a file's text, `exists` knows files and folders. */
export function findFaults(
  rows: readonly LegalRow[],
  read: (path: string) => string | undefined,
  exists: (path: string) => boolean,
): string[] {
  return rows.flatMap((row) => {
    const place = `${row.source}, ${row.article}`;
    const isEmpty = [row.source, row.article, row.rule].some((text) => text.trim() === '');
    const faults = [
      ...(isEmpty || !(row.state in STATES) ? ['source, article, rule and state are needed'] : []),
      ...(row.module.length === 0 ? ['no module'] : []),
      ...(row.state !== 'not_yet' && row.test.length === 0 ? ['built, yet no test proves it'] : []),
      ...(row.state === 'partly' && row.note === '' ? ['partly built: the note says what is missing'] : []),
      ...row.module.filter((path) => !exists(path)).map((path) => `no such module: ${path}`),
      ...row.test.flatMap((reference) => findTestFault(reference, read) ?? []),
    ];
    return faults.map((fault) => `${place}: ${fault}`);
  });
}

/** Faults of the index that stands in the repository. */
export function judgeIndex(rows: readonly LegalRow[]): string[] {
  const texts = new Map<string, string | undefined>();
  const read = (path: string): string | undefined => {
    if (!texts.has(path)) {
      texts.set(path, existsSync(`${ROOT}${path}`) ? readFileSync(`${ROOT}${path}`, 'utf8') : undefined);
    }
    return texts.get(path);
  };
  return findFaults(rows, read, (path) => existsSync(`${ROOT}${path}`));
}

function cell(parts: readonly string[]): string {
  return parts.map((part) => part.replaceAll('|', '\\|')).join('<br>');
}

function table(rows: readonly LegalRow[]): string[] {
  return [
    '| Điều khoản | Yêu cầu | Đáp ứng | Mã nguồn | Kiểm thử |',
    '|--|--|--|--|--|',
    ...rows.map(({ article, rule, state, note, module, test }) => {
      const code = module.map((path) => `\`${path}\``);
      const proof = test.map((reference) => {
        const [path = '', title = ''] = reference.split(' › ');
        return `\`${path.split('/').at(-1) ?? ''}\` ${title}`;
      });
      return `| ${article} | ${cell([rule, ...(note === '' ? [] : [`_${note}_`])])} | ${STATES[state]} | ${cell(code)} | ${cell(proof)} |`;
    }),
  ];
}

/** The index as a page to read, one table for each source of law. */
export function drawPage(rows: readonly LegalRow[]): string {
  const count = (state: LegalRow['state']): number => rows.filter((row) => row.state === state).length;
  const sources = [...new Set(rows.map((row) => row.source))];
  return [
    '# Đối chiếu với quy định',
    '',
    'Điều khoản → yêu cầu → mã nguồn → kiểm thử. Trang này do `node tools/legal.ts` viết ra từ `index.json`; sửa ở đó.',
    'Một kiểm thử soát rằng mọi tệp, thư mục và tên kiểm thử nêu ở đây đều có thật.',
    '',
    `Đáp ứng: có ${count('built')}, một phần ${count('partly')}, chưa ${count('not_yet')}.`,
    ...sources.flatMap((source) => ['', `## ${source}`, '', ...table(rows.filter((row) => row.source === source))]),
    '',
  ].join('\n');
}

export function readPage(): string {
  return readFileSync(`${ROOT}${PAGE}`, 'utf8');
}

if (import.meta.main) {
  const rows = readLegalIndex();
  writeFileSync(`${ROOT}${PAGE}`, drawPage(rows));
  const faults = judgeIndex(rows);
  process.stdout.write(faults.map((fault) => `${fault}\n`).join(''));
  process.exitCode = faults.length === 0 ? 0 : 1;
}
