/** Huyện Tam Đường, tỉnh Lai Châu, as of March 2021: public names of agencies; codes below level 1 are made up and say so. */
export interface DemoAgency {
  key: string;
  name: string;
  shortName: string;
  /** Lines of ô 2: the governing body (may be empty) and the issuer, as printed. */
  governing: string;
  heading: string;
  symbol: string;
  kind: 'peoples_committee' | 'peoples_council' | 'department' | 'party_unions' | 'other';
  tier: 'central' | 'province' | 'district' | 'commune';
  group: 'specialised_departments' | 'communes' | 'province' | 'others' | null;
  code: string;
  parent: string | null;
  place: string;
  hosted: boolean;
}

export const PROVINCE_CODE = 'H35';
export const DISTRICT_CODE = 'H35.9';
export const DEPARTMENT_CODE = 'H35.15';
export const AUTHORITY_CODE = 'G09.1';
const DISTRICT = 'UBND huyện Tam Đường';
const DISTRICT_HEADING = 'ỦY BAN NHÂN DÂN\nHUYỆN TAM ĐƯỜNG';

/** 13 specialised departments of the district: name, symbol of their own letters, unit symbol when they draft for the committee. */
export const DEPARTMENTS: readonly [key: string, name: string, symbol: string][] = [
  ['vphdnd', 'Văn phòng HĐND và UBND', 'VP'],
  ['pnv', 'Phòng Nội vụ', 'NV'],
  ['ptp', 'Phòng Tư pháp', 'TP'],
  ['ptckh', 'Phòng Tài chính - Kế hoạch', 'TCKH'],
  ['ptnmt', 'Phòng Tài nguyên và Môi trường', 'TNMT'],
  ['pldtbxh', 'Phòng Lao động - Thương binh và Xã hội', 'LĐTBXH'],
  ['pvhtt', 'Phòng Văn hóa và Thông tin', 'VHTT'],
  ['pgddt', 'Phòng Giáo dục và Đào tạo', 'GDĐT'],
  ['pyt', 'Phòng Y tế', 'YT'],
  ['tth', 'Thanh tra huyện', 'TTr'],
  ['pnnptnt', 'Phòng Nông nghiệp và Phát triển nông thôn', 'NNPTNT'],
  ['pktht', 'Phòng Kinh tế và Hạ tầng', 'KTHT'],
  ['pdt', 'Phòng Dân tộc', 'DT'],
];

/** 1 township and 12 communes. */
export const COMMUNES: readonly [key: string, name: string, place: string][] = [
  ['tamduong', 'thị trấn Tam Đường', 'Tam Đường'],
  ['banbo', 'xã Bản Bo', 'Bản Bo'],
  ['bangiang', 'xã Bản Giang', 'Bản Giang'],
  ['banhon', 'xã Bản Hon', 'Bản Hon'],
  ['binhlu', 'xã Bình Lư', 'Bình Lư'],
  ['giangma', 'xã Giang Ma', 'Giang Ma'],
  ['hothau', 'xã Hồ Thầu', 'Hồ Thầu'],
  ['khunha', 'xã Khun Há', 'Khun Há'],
  ['natam', 'xã Nà Tăm', 'Nà Tăm'],
  ['nungnang', 'xã Nùng Nàng', 'Nùng Nàng'],
  ['sonbinh', 'xã Sơn Bình', 'Sơn Bình'],
  ['taleng', 'xã Tả Lèng', 'Tả Lèng'],
  ['thensin', 'xã Thèn Sin', 'Thèn Sin'],
];

function department([key, name, symbol]: (typeof DEPARTMENTS)[number], index: number): DemoAgency {
  return {
    key,
    name:
      key === 'vphdnd'
        ? 'Văn phòng HĐND và UBND huyện Tam Đường'
        : key === 'tth'
          ? 'Thanh tra huyện Tam Đường'
          : `${name} huyện Tam Đường`,
    shortName: key === 'vphdnd' ? 'Văn phòng HĐND và UBND huyện' : key === 'tth' ? 'Thanh tra huyện' : name,
    governing: DISTRICT_HEADING,
    heading: (key === 'vphdnd' ? 'Văn phòng HĐND và UBND' : name).toUpperCase(),
    symbol: key === 'tth' ? 'TTr' : key === 'vphdnd' ? 'VP' : `P${symbol}`,
    kind: 'department',
    tier: 'district',
    group: 'specialised_departments',
    code: `${DISTRICT_CODE}.${index + 1}`,
    parent: DISTRICT_CODE,
    place: 'Tam Đường',
    hosted: true,
  };
}

function commune([key, name, place]: (typeof COMMUNES)[number], index: number): DemoAgency {
  return {
    key,
    name: `UBND ${name}`,
    shortName: `UBND ${name}`,
    governing: '',
    heading: `ỦY BAN NHÂN DÂN\n${name.toUpperCase()}`,
    symbol: 'UBND',
    kind: 'peoples_committee',
    tier: 'commune',
    group: 'communes',
    code: `${DISTRICT_CODE}.${index + 21}`,
    parent: DISTRICT_CODE,
    place,
    hosted: true,
  };
}

type Around = Pick<DemoAgency, 'key' | 'name' | 'heading' | 'symbol' | 'kind' | 'tier' | 'code' | 'parent'>;

/** Bodies outside this installation: letters to them go on paper or, later, over the axis. */
function around(given: Around): DemoAgency {
  return {
    ...given,
    shortName: given.name,
    governing: '',
    group: given.tier === 'province' ? 'province' : 'others',
    place: given.tier === 'province' ? 'Lai Châu' : 'Tam Đường',
    hosted: false,
  };
}

const AROUND: readonly DemoAgency[] = [
  around({
    key: 'ubndt',
    name: 'UBND tỉnh Lai Châu',
    heading: 'ỦY BAN NHÂN DÂN\nTỈNH LAI CHÂU',
    symbol: 'UBND',
    kind: 'peoples_committee',
    tier: 'province',
    code: PROVINCE_CODE,
    parent: null,
  }),
  // Receives the lists of the district and answers them, so it has its office here.
  {
    ...around({
      key: 'stttt',
      name: 'Sở Thông tin và Truyền thông tỉnh Lai Châu',
      heading: 'SỞ THÔNG TIN VÀ TRUYỀN THÔNG',
      symbol: 'STTTT',
      kind: 'department',
      tier: 'province',
      code: DEPARTMENT_CODE,
      parent: PROVINCE_CODE,
    }),
    shortName: 'Sở Thông tin và Truyền thông',
    governing: 'ỦY BAN NHÂN DÂN\nTỈNH LAI CHÂU',
    hosted: true,
  },
  around({
    key: 'cts',
    name: 'Cục Chứng thực số và Bảo mật thông tin, Ban Cơ yếu Chính phủ',
    heading: 'CỤC CHỨNG THỰC SỐ\nVÀ BẢO MẬT THÔNG TIN',
    symbol: 'CTSBMTT',
    kind: 'other',
    tier: 'central',
    code: AUTHORITY_CODE,
    parent: null,
  }),
  around({
    key: 'huyenuy',
    name: 'Huyện ủy Tam Đường',
    heading: 'HUYỆN ỦY TAM ĐƯỜNG',
    symbol: 'HU',
    kind: 'party_unions',
    tier: 'district',
    code: 'H35.9.61',
    parent: DISTRICT_CODE,
  }),
  around({
    key: 'hdnd',
    name: 'HĐND huyện Tam Đường',
    heading: 'HỘI ĐỒNG NHÂN DÂN\nHUYỆN TAM ĐƯỜNG',
    symbol: 'HĐND',
    kind: 'peoples_council',
    tier: 'district',
    code: 'H35.9.62',
    parent: DISTRICT_CODE,
  }),
  around({
    key: 'cah',
    name: 'Công an huyện Tam Đường',
    heading: 'CÔNG AN HUYỆN TAM ĐƯỜNG',
    symbol: 'CAH',
    kind: 'other',
    tier: 'district',
    code: 'H35.9.63',
    parent: DISTRICT_CODE,
  }),
  around({
    key: 'ttyt',
    name: 'Trung tâm Y tế huyện Tam Đường',
    heading: 'TRUNG TÂM Y TẾ\nHUYỆN TAM ĐƯỜNG',
    symbol: 'TTYT',
    kind: 'other',
    tier: 'district',
    code: 'H35.9.64',
    parent: DISTRICT_CODE,
  }),
];

const COMMITTEE: DemoAgency = {
  key: 'ubnd',
  name: DISTRICT,
  shortName: DISTRICT,
  governing: '',
  heading: DISTRICT_HEADING,
  symbol: 'UBND',
  kind: 'peoples_committee',
  tier: 'district',
  group: null,
  code: DISTRICT_CODE,
  parent: PROVINCE_CODE,
  place: 'Tam Đường',
  hosted: true,
};

export const DEMO_AGENCIES: readonly DemoAgency[] = [
  COMMITTEE,
  ...DEPARTMENTS.map(department),
  ...COMMUNES.map(commune),
  ...AROUND,
];
