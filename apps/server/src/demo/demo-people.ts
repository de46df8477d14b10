import type { Role } from '../platform/authorise.ts';
import { DEMO_AGENCIES, DEPARTMENTS, type DemoAgency } from './demo-agencies.ts';
import { demoName } from './demo-names.ts';

export interface DemoUnit {
  agency: string;
  key: string;
  name: string;
  symbol: string;
}

export interface DemoPost {
  agency: string;
  unit: string;
  title: string;
  rank: 'agency_head' | 'agency_deputy' | 'unit_head' | 'unit_deputy' | 'staff';
  roles: Role[];
}

export interface DemoPerson {
  fullName: string;
  /** Where the person belongs; the first post is the one acted in after sign-in. */
  agency: string;
  posts: DemoPost[];
  /** Those without a key of their own are who Mẫu 01 is for. */
  hasKey: boolean;
}

type Seat = Omit<DemoPost, 'agency'> & { named?: string };

const LEADERS = 'lanh-dao';

const DISTRICT_SEATS: Seat[] = [
  { unit: LEADERS, title: 'Chủ tịch', rank: 'agency_head', roles: ['leader'] },
  { unit: LEADERS, title: 'Phó Chủ tịch', rank: 'agency_deputy', roles: ['leader'], named: 'Vũ Xuân Thịnh' },
  { unit: LEADERS, title: 'Phó Chủ tịch', rank: 'agency_deputy', roles: ['leader'] },
  { unit: 'vphdnd', title: 'Chánh Văn phòng', rank: 'unit_head', roles: ['unit_head'] },
  { unit: 'vphdnd', title: 'Phó Chánh Văn phòng', rank: 'unit_deputy', roles: ['unit_head'] },
  { unit: 'vphdnd', title: 'Văn thư', rank: 'staff', roles: ['clerk'], named: 'Lò Thị Mai Hương' },
  { unit: 'vphdnd', title: 'Văn thư', rank: 'staff', roles: ['clerk'] },
  { unit: 'vphdnd', title: 'Chuyên viên', rank: 'staff', roles: ['specialist'] },
  { unit: 'vphdnd', title: 'Quản trị hệ thống', rank: 'staff', roles: ['administrator'] },
  // What to trust is decided by two.
  { unit: 'vphdnd', title: 'Quản trị hệ thống', rank: 'staff', roles: ['administrator'], named: 'Lù Hồng Quân' },
];

const DEPARTMENT_SEATS: Seat[] = [
  { unit: LEADERS, title: 'Trưởng phòng', rank: 'agency_head', roles: ['leader'] },
  { unit: LEADERS, title: 'Phó Trưởng phòng', rank: 'agency_deputy', roles: ['leader'] },
  { unit: 'chuyen-mon', title: 'Văn thư', rank: 'staff', roles: ['clerk'] },
  { unit: 'chuyen-mon', title: 'Chuyên viên', rank: 'staff', roles: ['specialist'] },
  { unit: 'chuyen-mon', title: 'Chuyên viên', rank: 'staff', roles: ['specialist'] },
];

/** The province's department answers the lists of the district. */
const PROVINCE_SEATS: Seat[] = DEPARTMENT_SEATS.map((seat) =>
  seat.title === 'Chuyên viên' ? { ...seat, roles: [...seat.roles, 'focal'] } : seat,
);

const COMMUNE_SEATS: Seat[] = [
  { unit: LEADERS, title: 'Chủ tịch', rank: 'agency_head', roles: ['leader'] },
  { unit: LEADERS, title: 'Phó Chủ tịch', rank: 'agency_deputy', roles: ['leader'] },
  { unit: 'vp-tk', title: 'Công chức Văn phòng - Thống kê', rank: 'unit_head', roles: ['unit_head', 'specialist'] },
  { unit: 'vp-tk', title: 'Văn thư', rank: 'staff', roles: ['clerk'] },
  { unit: 'tp-ht', title: 'Công chức Tư pháp - Hộ tịch', rank: 'unit_head', roles: ['unit_head', 'specialist'] },
  { unit: 'vh-xh', title: 'Công chức Văn hóa - Xã hội', rank: 'unit_head', roles: ['unit_head', 'specialist'] },
];

const NAMED: Record<string, (string | undefined)[]> = {
  pvhtt: ['Tẩn Thị Phượng', 'Nguyễn Đức Long', undefined, 'Hoàng Minh Tuấn'],
  binhlu: ['Lò Văn Sơn', undefined, 'Nguyễn Thị Vân Anh', 'Hoàng Thị Lan', 'Vàng A Páo', 'Tao Thị Nhung'],
};

const TITLES: Record<string, [head: string, deputy: string]> = {
  vphdnd: ['Chánh Văn phòng', 'Phó Chánh Văn phòng'],
  tth: ['Chánh Thanh tra', 'Phó Chánh Thanh tra'],
  stttt: ['Giám đốc', 'Phó Giám đốc'],
};

function unitsOf(agency: DemoAgency): DemoUnit[] {
  const make = (key: string, name: string, symbol: string): DemoUnit => ({ agency: agency.key, key, name, symbol });
  if (agency.key === 'ubnd') {
    return [
      make(LEADERS, 'Lãnh đạo UBND huyện', ''),
      ...DEPARTMENTS.map(([key, name, symbol]) => make(key, name, symbol)),
    ];
  }
  if (agency.group === 'communes') {
    return [
      make(LEADERS, 'Lãnh đạo UBND', ''),
      make('vp-tk', 'Văn phòng - Thống kê', 'VP'),
      make('tp-ht', 'Tư pháp - Hộ tịch', 'TP'),
      make('vh-xh', 'Văn hóa - Xã hội', 'VHXH'),
    ];
  }
  return [make(LEADERS, 'Lãnh đạo', ''), make('chuyen-mon', 'Bộ phận chuyên môn', 'CM')];
}

function seatsOf(agency: DemoAgency): Seat[] {
  if (agency.key === 'ubnd') {
    return DISTRICT_SEATS;
  }
  const seats =
    agency.group === 'communes' ? COMMUNE_SEATS : agency.key === 'stttt' ? PROVINCE_SEATS : DEPARTMENT_SEATS;
  const titles = TITLES[agency.key];
  return seats.map((seat, index) => ({
    ...seat,
    title: (index === 0 ? titles?.[0] : index === 1 ? titles?.[1] : undefined) ?? seat.title,
    ...(NAMED[agency.key]?.[index] !== undefined && { named: NAMED[agency.key]?.[index] ?? '' }),
  }));
}

/** Heads and specialists of the departments also hold a post in the committee, where they draft its letters. */
function committeePost(agency: DemoAgency, seat: Seat, index: number): DemoPost[] {
  if (agency.group !== 'specialised_departments' || agency.key === 'vphdnd') {
    return [];
  }
  // "Giao Phòng Văn hóa và Thông tin hướng dẫn, đôn đốc, kiểm tra": the guiding office of the letter.
  const guiding: Role[] = agency.key === 'pvhtt' ? ['focal'] : [];
  if (index === 0) {
    return [
      { agency: 'ubnd', unit: agency.key, title: seat.title, rank: 'unit_head', roles: ['unit_head', ...guiding] },
    ];
  }
  return index === 3
    ? [{ agency: 'ubnd', unit: agency.key, title: seat.title, rank: 'staff', roles: ['specialist', ...guiding] }]
    : [];
}

const HOSTED = DEMO_AGENCIES.filter((agency) => agency.hosted);

const SECOND_SPECIALIST = 4;

/** Who prepares lists and reports without ever signing them: "thường xuyên ký các biểu tổng hợp, báo cáo" comes with Mẫu 01. */
function hasKey(agency: DemoAgency, seat: Seat, index: number): boolean {
  const isSecond = agency.group === 'specialised_departments' && index === SECOND_SPECIALIST;
  return !isSecond && seat.unit !== 'vh-xh' && seat.named !== 'Nguyễn Thị Vân Anh';
}

export function demoUnits(): DemoUnit[] {
  return HOSTED.flatMap(unitsOf);
}

/** About 150 fictional officials of 28 agencies (the deputy chairman is named by the letter), the same in every demo. */
export function demoPeople(): DemoPerson[] {
  let counter = 1;
  return HOSTED.flatMap((agency) =>
    seatsOf(agency).map((seat, index) => {
      const { named, ...post } = seat;
      const own: DemoPost = { ...post, agency: agency.key };
      return {
        fullName: named ?? demoName(counter++),
        agency: agency.key,
        posts: [own, ...committeePost(agency, seat, index)],
        hasKey: hasKey(agency, seat, index),
      };
    }),
  );
}
