import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FOLDER = 'docs/legal/asvs';
const SUMMARY = 'docs/legal/asvs.json';
const PAGE = 'docs/legal/asvs.md';

/**
 * OWASP ASVS 5.0.0: the level of every requirement, one word a section and one digit a requirement, in the order of the standard.
 * Its texts are CC BY-SA and stay where they are: https://github.com/OWASP/ASVS/tree/v5.0.0_release/5.0
 */
const LEVELS: Record<number, string> = {
  1: '22 1111122223 112222222223 222 123',
  2: '122 112 12223 23',
  3: '3 113 12223 11222233 11122333 3 22333',
  4: '12233 23333 22 1222',
  5: '2 112333 113 222',
  6: '122 111111112222 11223333 112233 22222333 2223 33 2222',
  7: '222 1111 22 11222 223 22',
  8: '1233 1123 133 23',
  9: '111 1222',
  10: '22 223 22223 1111122222233333 22222 22 222',
  11: '2233 22233 11233 1222 23 23 33',
  12: '12233 11 22223',
  13: '2333 222223 2233 1222233',
  14: '22 12223333 122',
  15: '12233 12233 1222222 3333',
  16: '2 22222 2222 222 2223',
  17: '23 22223333 22',
};

const CHAPTERS: Record<number, string> = {
  1: 'Mã hóa đầu ra, làm sạch đầu vào',
  2: 'Kiểm tra dữ liệu, nghiệp vụ',
  3: 'Giao diện web',
  4: 'API, dịch vụ web',
  5: 'Tệp',
  6: 'Xác thực',
  7: 'Phiên làm việc',
  8: 'Phân quyền',
  9: 'Thẻ tự chứa',
  10: 'OAuth, OpenID Connect',
  11: 'Mật mã',
  12: 'Đường truyền',
  13: 'Cấu hình',
  14: 'Bảo vệ dữ liệu',
  15: 'Mã nguồn, kiến trúc',
  16: 'Nhật ký, xử lý lỗi',
  17: 'WebRTC',
};

const WAYS = {
  test: 'kiểm thử',
  setting: 'thiết lập',
  document: 'tài liệu',
  not_applicable: 'không áp dụng',
  gap: 'còn thiếu',
} as const;

type Way = keyof typeof WAYS;
type Level = '1' | '2' | '3';
const NAMES = Object.keys(WAYS) as Way[]; // its own keys
const LEVEL_NAMES: Level[] = ['1', '2', '3'];

/** One requirement. `note`: what we do, why it does not apply, or what is missing; `evidence`: `file › words that stand in it`. */
export interface AsvsRow {
  id: string;
  how: Way;
  note: string;
  evidence: string[];
}

type Counts = Record<Level | 'all', Record<Way, number>>;

/** Every requirement of the standard with its level. */
export function listRequirements(): Map<string, Level> {
  return new Map(
    Object.entries(LEVELS).flatMap(([chapter, sections]) =>
      sections.split(' ').flatMap((levels, section) =>
        [...levels].map((level, index): [string, Level] => [
          `${chapter}.${section + 1}.${index + 1}`,
          level as Level, // the digits above
        ]),
      ),
    ),
  );
}

const REQUIREMENTS = listRequirements();

function isTest(path: string): boolean {
  return /\.test\.tsx?$/.test(path);
}

function quotes(text: string, title: string): boolean {
  return ["'", '"', '`'].some((mark) => text.includes(`${mark}${title}${mark}`));
}

export function findEvidenceFault(evidence: string, read: (path: string) => string | undefined): string | undefined {
  const [path = '', words = ''] = evidence.split(' › ');
  const text = read(path);
  if (text === undefined) {
    return `no such file: ${path}`;
  }
  if (words === '') {
    return `${path}: which words of it?`;
  }
  if (isTest(path)) {
    return quotes(text, words) ? undefined : `${path} has no test "${words}"`;
  }
  return text.includes(words) ? undefined : `${path} does not say "${words}"`;
}

/** What kind of evidence a way of meeting a requirement rests on. */
const RESTS_ON: Partial<Record<Way, (path: string) => boolean>> = {
  test: isTest,
  setting: (path) => !isTest(path) && !path.endsWith('.md'),
  document: (path) => path.endsWith('.md'),
};

function findRowFaults(row: AsvsRow, read: (path: string) => string | undefined): string[] {
  const restsOn = RESTS_ON[row.how];
  return [
    ...(REQUIREMENTS.has(row.id) ? [] : ['no such requirement']),
    ...(row.how in WAYS ? [] : [`no such way: ${row.how}`]),
    ...(row.note.trim() === '' ? ['the note is empty'] : []),
    ...(restsOn !== undefined && !row.evidence.some((one) => restsOn(one.split(' › ')[0] ?? ''))
      ? [`${row.how} without evidence of its kind`]
      : []),
    ...row.evidence.flatMap((one) => findEvidenceFault(one, read) ?? []),
  ];
}

/** What the rows claim that is not there, and requirements that stand there never or twice. */
export function findFaults(rows: readonly AsvsRow[], read: (path: string) => string | undefined): string[] {
  const times = new Map<string, number>();
  for (const { id } of rows) {
    times.set(id, (times.get(id) ?? 0) + 1);
  }
  return [
    ...[...REQUIREMENTS.keys()].filter((id) => !times.has(id)).map((id) => `${id}: missing`),
    ...[...times].filter(([, count]) => count > 1).map(([id]) => `${id}: stands there more than once`),
    ...rows.flatMap((row) => findRowFaults(row, read).map((fault) => `${row.id}: ${fault}`)),
  ];
}

export function readRows(): AsvsRow[] {
  return Object.keys(CHAPTERS).flatMap((chapter) => {
    const path = `${ROOT}${FOLDER}/V${chapter}.json`;
    return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as AsvsRow[]) : []; // `findFaults` judges its shape
  });
}

/** Texts of the repository, each read once; undefined for what is not there. */
export function createReader(): (path: string) => string | undefined {
  const texts = new Map<string, string | undefined>();
  return (path) => {
    if (!texts.has(path)) {
      texts.set(path, path !== '' && existsSync(`${ROOT}${path}`) ? readFileSync(`${ROOT}${path}`, 'utf8') : undefined);
    }
    return texts.get(path);
  };
}

/** Faults of the rows that stand in the repository. */
export function judgeRows(rows: readonly AsvsRow[]): string[] {
  const read = createReader();
  const known = new Set(Object.keys(CHAPTERS).map((chapter) => `V${chapter}.json`));
  const strange = readdirSync(`${ROOT}${FOLDER}`).filter((name) => !known.has(name));
  return [...strange.map((name) => `${FOLDER}/${name}: no chapter`), ...findFaults(rows, read)];
}

export function countRows(rows: readonly AsvsRow[]): Counts {
  const none = (): Record<Way, number> => ({ test: 0, setting: 0, document: 0, not_applicable: 0, gap: 0 });
  const counts: Counts = { 1: none(), 2: none(), 3: none(), all: none() };
  for (const { id, how } of rows) {
    const level = REQUIREMENTS.get(id);
    if (level !== undefined && how in WAYS) {
      counts[level][how] += 1;
      counts.all[how] += 1;
    }
  }
  return counts;
}

function heldOf(counts: Record<Way, number>): number {
  return counts.test + counts.setting + counts.document;
}

/** As text of a table: nothing in it is markup. */
function cell(text: string): string {
  return text
    .replaceAll('<', '&lt;')
    .replaceAll('`', '&#96;')
    .replaceAll(/[|*_[\]]/g, '\\$&');
}

function link(evidence: string): string {
  const [path = '', words = ''] = evidence.split(' › ');
  return `[${path.split('/').at(-1) ?? ''}](../../${path}) ${cell(words)}`;
}

function table(rows: readonly AsvsRow[]): string[] {
  return [
    '| Yêu cầu | Mức | Đáp ứng | Cách làm, lý do, điều còn thiếu | Bằng chứng |',
    '|--|--|--|--|--|',
    ...rows.map(
      ({ id, how, note, evidence }) =>
        `| ${id} | ${REQUIREMENTS.get(id) ?? '?'} | ${WAYS[how]} | ${cell(note)} | ${evidence.map(link).join('<br>')} |`,
    ),
  ];
}

function totals(rows: readonly AsvsRow[]): string[] {
  const counts = countRows(rows);
  const line = (name: string, of: Record<Way, number>): string => {
    const applicable = heldOf(of) + of.gap;
    const share = applicable === 0 ? '–' : `${Math.floor((heldOf(of) / applicable) * 100)} %`;
    return `| ${[name, ...NAMES.map((way) => of[way]), heldOf(of), share].join(' | ')} |`;
  };
  return [
    `| Mức | ${NAMES.map((way) => WAYS[way]).join(' | ')} | đáp ứng | trên số áp dụng |`,
    '|--|--|--|--|--|--|--|--|',
    ...LEVEL_NAMES.map((level) => line(level, counts[level])),
    line('cả ba', counts.all),
  ];
}

/** The rows as a page to read: totals, what is missing, one table a chapter. */
export function drawPage(rows: readonly AsvsRow[]): string {
  const gaps = rows.filter(({ how }) => how === 'gap');
  const gapsOf = (level: Level): string[] =>
    gaps.filter(({ id }) => REQUIREMENTS.get(id) === level).map(({ id, note }) => `- **${id}** ${cell(note)}`);
  return [
    '# Đối chiếu với OWASP ASVS 5.0.0',
    '',
    `Mỗi yêu cầu trong ${REQUIREMENTS.size} yêu cầu (17 chương) của chuẩn → cách đáp ứng → bằng chứng. Trang này do \`node tools/asvs.ts\` viết ra từ \`asvs/V1.json\` … \`asvs/V17.json\`; sửa ở`,
    'đó. Một kiểm thử soát rằng đủ mọi yêu cầu, mỗi yêu cầu một lần, và mọi tệp, tên kiểm thử, câu chữ nêu làm bằng chứng đều có thật. Nguyên văn yêu cầu:',
    '[OWASP/ASVS, v5.0.0](https://github.com/OWASP/ASVS/tree/v5.0.0_release/5.0) (CC BY-SA 4.0), không chép lại ở đây.',
    '',
    '**Kiểm thử**: có kiểm thử tự động. **Thiết lập**: do cấu hình, mã nguồn nêu ra. **Tài liệu**: do hướng dẫn. **Không áp dụng**: kèm lý do. **Còn thiếu**: chưa đáp ứng, hoặc mới một phần.',
    'Đây là bản tự đánh giá, không thay cho đánh giá độc lập.',
    '',
    ...totals(rows),
    '',
    '## Điều còn thiếu',
    ...LEVEL_NAMES.flatMap((level) => ['', `### Mức ${level}`, '', ...gapsOf(level)]),
    ...Object.entries(CHAPTERS).flatMap(([chapter, name]) => [
      '',
      `## V${chapter}. ${name}`,
      '',
      ...table(rows.filter(({ id }) => id.startsWith(`${chapter}.`))),
    ]),
    '',
  ].join('\n');
}

/** What a page of the product or another program needs without reading seventeen files: the totals, and each requirement in one line. */
export function drawSummary(rows: readonly AsvsRow[]): string {
  const lines = (of: object): string =>
    Object.entries(of)
      .map(
        ([name, value]) =>
          `    ${JSON.stringify(name)}: ${JSON.stringify(value).replaceAll(/[:,]/g, '$& ').replace('{', '{ ').replace('}', ' }')}`,
      )
      .join(',\n');
  const requirements = Object.fromEntries(
    rows.map(({ id, how }) => [
      id,
      { level: Number(REQUIREMENTS.get(id)), how, file: `asvs/V${id.split('.')[0] ?? ''}.json` },
    ]),
  );
  return `{
  "standard": "OWASP ASVS 5.0.0",
  "levels": {
${lines(countRows(rows))}
  },
  "requirements": {
${lines(requirements)}
  }
}
`;
}

export function readWritten(): { page: string; summary: string } {
  return { page: readFileSync(`${ROOT}${PAGE}`, 'utf8'), summary: readFileSync(`${ROOT}${SUMMARY}`, 'utf8') };
}

if (import.meta.main) {
  const rows = readRows();
  const faults = judgeRows(rows);
  if (!process.argv.includes('--check')) {
    mkdirSync(`${ROOT}${FOLDER}`, { recursive: true });
    writeFileSync(`${ROOT}${PAGE}`, drawPage(rows));
    writeFileSync(`${ROOT}${SUMMARY}`, drawSummary(rows));
  } else if (readWritten().page !== drawPage(rows) || readWritten().summary !== drawSummary(rows)) {
    faults.push(`${PAGE} or ${SUMMARY} is not what the rows say: node tools/asvs.ts`);
  }
  process.stdout.write(faults.map((fault) => `${fault}\n`).join(''));
  process.exitCode = faults.length === 0 ? 0 : 1;
}
