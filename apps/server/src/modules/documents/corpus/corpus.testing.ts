import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { SecrecyInput } from '../state-secret.ts';

/** Where a sample stands: typed text, a one-line title, a page of a PDF, the word layer of a scan, a file name, a declared level. */
type SampleKind = 'text' | 'title' | 'page' | 'scan' | 'name' | 'declared';

/** `open` is what rules are set on; `closed` is only ever measured, and which half a sample falls in is decided by its hash. */
type Half = 'open' | 'closed';

export interface Sample {
  kind: SampleKind;
  value: string;
  half: Half;
  isMarked: boolean;
}

const ESCAPES = /\\(?:n|t|u\{([\da-f]{1,6})\})/gu;

function readEscapes(value: string): string {
  return value.replace(ESCAPES, (whole, code: string | undefined) => {
    if (code !== undefined) {
      return String.fromCodePoint(Number.parseInt(code, 16));
    }
    return whole === '\\n' ? '\n' : '\t';
  });
}

type Raw = readonly [kind: SampleKind, value: string];

function readHand(name: string): Raw[] {
  return readFileSync(new URL(name, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [kind = '', ...rest] = line.split('\t');
      return [kind as SampleKind, readEscapes(rest.join('\t'))]; // the kinds named at the head of the file
    });
}

function toSample([kind, value]: Raw, isMarked: boolean): Sample {
  const first = createHash('sha256').update(`${kind}\0${value}`).digest()[0] ?? 0;
  return { kind, value, isMarked, half: first % 2 === 0 ? 'open' : 'closed' };
}

function pairs<A, B>(left: readonly A[], right: readonly B[]): [A, B][] {
  return left.flatMap((one) => right.map((other): [A, B] => [one, other]));
}

const LEVELS = ['MẬT', 'TỐI MẬT', 'TUYỆT MẬT'] as const;
const HEADS = [
  'UBND HUYỆN   CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM',
  'CÔNG AN HUYỆN   CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM',
  'BAN CHỈ HUY QUÂN SỰ   CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM',
  'HUYỆN ỦY   ĐẢNG CỘNG SẢN VIỆT NAM',
] as const;
const SECRET_SUBJECTS = [
  'Kế hoạch tác chiến phòng thủ',
  'Phương án bảo vệ mục tiêu trọng điểm',
  'Báo cáo tình hình an ninh tuyến biên giới',
  'Danh sách cơ sở bí mật',
] as const;
const WRITTEN: readonly ((level: string) => string)[] = [
  (level) => level,
  (level) => level.normalize('NFD'),
  (level) => [...level].join(' '),
  (level) => level.replace(' ', '\u00a0'),
  (level) => [...level].join('\u200b'),
  (level) => `[ ${level} ]`,
];
const PLACED: readonly ((level: string, subject: string) => Raw)[] = [
  (level, subject) => ['text', `Kính trình\n${level}\n${subject}`],
  (level, subject) => ['text', `Độ mật: ${level}\n${subject}`],
  (level, subject) => ['page', `${HEADS[subject.length % HEADS.length]}\n\tSố: 12/KH\n\t${level}\n\t${subject}`],
  (level, subject) => [
    'page',
    `${HEADS[(subject.length + 1) % HEADS.length]}\n${level}   Độc lập - Tự do - Hạnh phúc\n\t${subject}`,
  ],
];

function combineMarked(): Raw[] {
  const placed = pairs(pairs(LEVELS, WRITTEN), PLACED).map(([[level, write], place], index) =>
    place(write(level), SECRET_SUBJECTS[index % SECRET_SUBJECTS.length] ?? ''),
  );
  const named = pairs(LEVELS, SECRET_SUBJECTS).flatMap(([level, subject]): Raw[] => [
    ['name', `${level} - ${subject}.pdf`],
    ['name', `${subject} (${level}).docx`],
    ['title', `[${level}] ${subject}`],
    ['title', `${subject} - ${level}`],
  ]);
  return [...placed, ...named];
}

/** Everyday office words that hold or sound like "mật", as they stand in titles and sentences. */
const OBJECTS = [
  'bảo mật thông tin',
  'bảo vệ bí mật nhà nước',
  'mật khẩu thư điện tử công vụ',
  'thiết bị lưu khóa bí mật',
  'mật độ xây dựng khu trung tâm',
  'mật độ dân số các xã',
  'sản phẩm mật mã dân sự',
  'chỉ dẫn địa lý mật ong',
  'danh mục bí mật nhà nước',
  'công tác văn thư, lưu trữ',
  'mặt bằng xây dựng trường học',
  'cắt điện, mất nước sinh hoạt',
  'xác định độ mật của văn bản giấy',
  'mẫu dấu chỉ độ mật',
  'giải mật tài liệu lưu trữ',
  'giữ bí mật thông tin người tố cáo',
  'tuyển chọn giống mía mật',
  'gặp mặt người có uy tín',
  'chữ ký số và bảo mật hai lớp',
  'quản lý tài liệu mật tại kho lưu trữ',
] as const;
const LEADS = [
  'Kế hoạch',
  'Báo cáo kết quả',
  'V/v tăng cường',
  'Hướng dẫn',
  'Công văn đôn đốc',
  'Thông báo về',
  'Tờ trình về',
  'Quyết định ban hành quy chế',
] as const;
const OFFICES = ['xã Bình Lư', 'thị trấn Tam Đường', 'Phòng Nội vụ', 'Văn phòng UBND huyện', 'bản Mật Sơn'] as const;
const FAMILY = ['Nguyễn Thị', 'Lò Văn', 'Vàng Thị', 'Trần Đình', 'Hoàng Văn'] as const;
const GIVEN = ['Mật', 'Mát', 'Mạt', 'Mận', 'Tối', 'Tuyết'] as const;

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Without accents, as scanners of the cheaper kind write it. */
function bare(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/g, 'd').replace(/Đ/g, 'D');
}

function combineClean(): Raw[] {
  const titles = pairs(LEADS, OBJECTS).map(([lead, object]) => `${lead} ${object}`);
  const here = pairs(titles, OFFICES);
  return [
    ...here.map(([title, office]): Raw => ['title', `${title} tại ${office}`]),
    ...pairs(OBJECTS, OFFICES).map(
      ([object, office]): Raw => [
        'text',
        `Giao ${office} chủ trì, báo cáo về ${object} trước ngày 15/3.\nĐồng chí Mật theo dõi.`,
      ],
    ),
    ...pairs(OBJECTS, HEADS).map(
      ([object, head]): Raw => ['page', `${head}\n\tSố: 12/KH\n\tKẾ HOẠCH\n\t${capital(object)}`],
    ),
    ...pairs(OBJECTS, HEADS).map(
      ([object, head]): Raw => [
        'page',
        `${head}\n\tSố: 12/KH\n\tKẾ HOẠCH\n\t${object.toUpperCase().replace(/ (\S+)$/u, '\n\t$1')}`,
      ],
    ),
    ...pairs(OBJECTS, HEADS).map(
      ([object, head]): Raw => ['scan', `${bare(head)}\n\tSo: 12/KH\n\t${bare(object).toUpperCase()}`],
    ),
    ...titles.map((title): Raw => ['text', title.toUpperCase()]),
    ...titles.map((title): Raw => ['text', title.normalize('NFD')]),
    ...titles.map((title): Raw => ['name', `${title.replaceAll('/', '-')}.pdf`]),
    ...titles.map((title, index): Raw => ['name', `${bare(title).replaceAll(/\W+/gu, '_')}_${index + 1}.docx`]),
    ...pairs(FAMILY, GIVEN).flatMap(([family, given]): Raw[] => [
      ['text', `${family} ${given}`],
      ['text', `Kính gửi: Ông (bà) ${family} ${given}, ${OFFICES[given.length % OFFICES.length]}`],
      ['title', `Quyết định nâng lương của ${family} ${given}`],
      ['page', `\tNGƯỜI LẬP\n\t(Ký, ghi rõ họ tên)\n\t${family} ${given}`],
      ['name', `Lý lịch ${family} ${given}.pdf`],
    ]),
  ];
}

function distinct(raws: readonly Raw[], isMarked: boolean): Sample[] {
  return [...new Map(raws.map((raw) => [`${raw[0]}\0${raw[1]}`, raw])).values()].map((raw) => toSample(raw, isMarked));
}

/** The samples of the guard of state secrets: written by hand, and the same put together in other places and spellings. */
export function readCorpus(): { marked: Sample[]; clean: Sample[]; marked_by_hand: number; clean_by_hand: number } {
  const [marked, clean] = [readHand('marked.txt'), readHand('clean.txt')];
  return {
    marked: distinct([...marked, ...combineMarked()], true),
    clean: distinct([...clean, ...combineClean()], false),
    marked_by_hand: marked.length,
    clean_by_hand: clean.length,
  };
}

/** What a door hands the guard for such a sample. */
export function inputOf({ kind, value }: Pick<Sample, 'kind' | 'value'>): SecrecyInput {
  switch (kind) {
    case 'text':
      return { texts: [{ place: 'Nội dung', text: value }] };
    case 'title':
      return { texts: [{ place: 'Trích yếu', text: value }] };
    case 'page':
    case 'scan':
      return { pages: [value] };
    case 'name':
      return { fileNames: [value] };
    case 'declared':
      return { declared: value };
  }
}
