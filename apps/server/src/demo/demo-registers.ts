import { DEMO_AGENCIES } from './demo-agencies.ts';
import { demoName } from './demo-names.ts';
import { demoPeople } from './demo-people.ts';
import { agencyMailbox, createNames, MAIL_DOMAIN } from './demo-records.ts';

/** A line of the lists the guiding office has of March 2021: who has an account and a mailbox, and when it was last used. */
export interface DemoHolder {
  agency: string;
  fullName: string;
  position: string;
  unit: string;
  name: string;
  phone: string;
  since: string;
  lastUse: string;
  leftReason: string;
  hasMailbox: boolean;
}

/** Accounts of the document system of each agency in March 2021, of them unused for more than 45 days, and of people who left. */
const COUNTS: Readonly<Record<string, readonly [accounts: number, idle: number, left: number]>> = {
  ubnd: [10, 0, 0],
  vphdnd: [38, 4, 1],
  pnv: [17, 1, 0],
  ptp: [12, 1, 0],
  ptckh: [14, 1, 1],
  ptnmt: [12, 1, 0],
  pldtbxh: [13, 1, 0],
  pvhtt: [10, 1, 0],
  pgddt: [86, 17, 4],
  pyt: [16, 1, 1],
  tth: [8, 0, 0],
  pnnptnt: [24, 6, 2],
  pktht: [19, 3, 1],
  pdt: [8, 0, 0],
  tamduong: [42, 8, 2],
  banbo: [30, 7, 1],
  bangiang: [17, 1, 0],
  banhon: [15, 1, 0],
  binhlu: [34, 2, 1],
  giangma: [27, 4, 1],
  hothau: [14, 1, 0],
  khunha: [31, 9, 3],
  natam: [28, 5, 2],
  nungnang: [17, 1, 1],
  sonbinh: [33, 6, 1],
  taleng: [26, 1, 0],
  thensin: [11, 1, 0],
};

const DEPARTMENT_POSTS = ['Chuyên viên', 'Kế toán', 'Cán sự', 'Viên chức'];
const COMMUNE_POSTS = [
  'Công chức Địa chính - Xây dựng',
  'Công chức Tài chính - Kế toán',
  'Chủ tịch Hội Phụ nữ xã',
  'Bí thư Đoàn xã',
  'Phó Chủ tịch Hội Nông dân',
  'Chủ tịch Hội Cựu chiến binh',
  'Trưởng Công an xã',
];
const SCHOOL_POSTS = ['Hiệu trưởng', 'Phó Hiệu trưởng', 'Văn thư trường', 'Kế toán trường'];
const LEFT = ['Chuyển công tác', 'Nghỉ hưu', 'Thôi việc'];

/** Exempt for a while, and counted as such. */
export const KEPT = { agency: 'khunha', fullName: 'Vàng Thị Mỷ', reason: 'Nghỉ thai sản', until: '2021-06-30' };

/** Whom the story of Khun Há names. */
const KHUN_HA: readonly [fullName: string, position: string, lastUse: string, leftReason: string][] = [
  ['Sùng A Dế', 'Công chức Địa chính', '2020-11-14', 'Chuyển công tác'],
  ['Hoàng Nguyễn Phương Thảo Quỳnh', 'Cán bộ Văn hóa - Xã hội', '2020-12-02', 'Nghỉ việc'],
  ['Hảng A Vàng', 'Phó Chủ tịch HĐND', '2020-12-30', 'Nghỉ hưu'],
  ['Lý A Tủa', 'Phó Chủ tịch Hội Nông dân', '2021-01-19', ''],
  ['Cứ A Sình', 'Chủ tịch Hội Cựu chiến binh', '2021-01-27', ''],
  ['Giàng Thị Sua', 'Cán bộ Hội Phụ nữ', '2021-01-30', ''],
  ['Sùng Thị Mào', 'Chủ tịch Hội Phụ nữ xã', '2021-01-11', ''],
  ['Vàng A Chu', 'Bí thư Đoàn xã', '2020-12-21', ''],
  ['Lù Văn Chiến', 'Công chức Tài chính', '2021-01-05', ''],
  // Second account of one man, and a mother on leave.
  ['Giàng A Lử', 'Trưởng Công an xã', '2021-03-17', ''],
  ['Giàng A Lử', 'Trưởng Công an xã', '', ''],
  [KEPT.fullName, 'Công chức Tư pháp - Hộ tịch', '2021-01-08', ''],
];

const SINCE = '2019-06-17';
const IDLE_SINCE = Date.UTC(2020, 9, 5);
const IN_USE_SINCE = Date.UTC(2021, 2, 15);
const DAY = 86_400_000;

function day(start: number, offset: number): string {
  return new Date(start + offset * DAY).toISOString().slice(0, 10);
}

interface Maker {
  nameOf: ReturnType<typeof createNames>;
  next: number;
}

type Line = Pick<DemoHolder, 'agency' | 'fullName' | 'position' | 'lastUse' | 'leftReason'>;

function agencyName(key: string): string {
  return DEMO_AGENCIES.find((agency) => agency.key === key)?.name ?? '';
}

function holder(maker: Maker, line: Line, phone = ''): DemoHolder {
  return {
    ...line,
    unit: agencyName(line.agency),
    name: maker.nameOf(line.fullName, line.agency),
    phone,
    since: SINCE,
    hasMailbox: true,
  };
}

/** Every seventh of those nobody has a personnel record of has no mailbox yet: Mẫu số 10 is for them. */
const WITHOUT_MAILBOX = 7;

function stranger(maker: Maker, agency: string, taken: Set<string>, use: { lastUse: string; leftReason: string }) {
  maker.next += 1;
  while (taken.has(demoName(maker.next))) {
    maker.next += 1;
  }
  const fullName = demoName(maker.next);
  taken.add(fullName);
  const isCommune = DEMO_AGENCIES.find(({ key }) => key === agency)?.group === 'communes';
  const posts = isCommune ? COMMUNE_POSTS : agency === 'pgddt' ? SCHOOL_POSTS : DEPARTMENT_POSTS;
  const line = { agency, fullName, position: posts[maker.next % posts.length] ?? '', ...use };
  return { ...holder(maker, line), hasMailbox: maker.next % WITHOUT_MAILBOX !== 0 };
}

function useOf(place: number, idle: number, left: number): { lastUse: string; leftReason: string } {
  if (place < idle) {
    return { lastUse: day(IDLE_SINCE, (place * 13) % 113), leftReason: '' };
  }
  if (place < idle + left) {
    return { lastUse: day(IDLE_SINCE, (place * 9) % 80), leftReason: LEFT[place % LEFT.length] ?? '' };
  }
  return { lastUse: day(IN_USE_SINCE, place % 5), leftReason: '' };
}

function strangersOf(maker: Maker, agency: string, present: readonly DemoHolder[]): DemoHolder[] {
  const [accounts, idle, left] = COUNTS[agency] ?? [present.length, 0, 0];
  const named = agency === 'khunha' ? { idle: 6, left: 3 } : { idle: 0, left: 0 };
  const taken = new Set(present.map(({ fullName }) => fullName));
  return Array.from({ length: Math.max(0, accounts - present.length) }, (_unused, place) =>
    stranger(maker, agency, taken, useOf(place, idle - named.idle, left - named.left)),
  );
}

/** Names of people who are no demo officials begin far behind those of the officials. */
const STRANGERS_FROM = 400;

/** The lists of accounts and mailboxes as the guiding office has them on 19/3/2021; the people with a desk here first, named as in their records. */
export function demoHolders(): DemoHolder[] {
  const maker: Maker = { nameOf: createNames(), next: STRANGERS_FROM };
  const officials = demoPeople().map((person, index) =>
    holder(
      maker,
      {
        agency: person.agency,
        fullName: person.fullName,
        position: person.posts[0]?.title ?? '',
        lastUse: day(IN_USE_SINCE, 3 + (index % 2)),
        leftReason: '',
      },
      `0900000${String(index + 1).padStart(3, '0')}`,
    ),
  );
  const named = KHUN_HA.map(([fullName, position, lastUse, leftReason]) =>
    holder(maker, { agency: 'khunha', fullName, position, lastUse, leftReason }),
  );
  const present = [...officials.filter(({ agency }) => agency in COUNTS), ...named];
  return Object.keys(COUNTS).flatMap((agency) => {
    const own = present.filter((one) => one.agency === agency);
    return [...own, ...strangersOf(maker, agency, own)];
  });
}

/** Mailboxes of the organisations themselves. */
export function demoUnitMailboxes(): { agency: string; address: string }[] {
  return Object.keys(COUNTS).map((key) => ({ agency: agencyName(key), address: agencyMailbox(key) }));
}

export function personalAddress(line: DemoHolder): string {
  return `${line.name}@${MAIL_DOMAIN}`;
}
