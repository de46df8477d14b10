/** Huyện Tam Đường, tỉnh Lai Châu, as of March 2021: public names of agencies; codes below level 1 are made up and say so. */
export interface DemoAgency {
  key: string;
  name: string;
  shortName: string;
  heading: string;
  symbol: string;
  kind: 'peoples_committee' | 'department' | 'party_unions' | 'other';
  group: string | null;
  code: string;
  place: string;
  hosted: boolean;
}

export const DISTRICT = 'UBND huyện Tam Đường';

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
    heading: name.toUpperCase(),
    symbol: key === 'tth' ? 'TTr' : key === 'vphdnd' ? 'VP' : `P${symbol}`,
    kind: 'department',
    group: 'specialised_departments',
    code: `H35.9.${index + 1}`,
    place: 'Tam Đường',
    hosted: true,
  };
}

function commune([key, name, place]: (typeof COMMUNES)[number], index: number): DemoAgency {
  return {
    key,
    name: `UBND ${name}`,
    shortName: `UBND ${name}`,
    heading: `ỦY BAN NHÂN DÂN\n${name.toUpperCase()}`,
    symbol: 'UBND',
    kind: 'peoples_committee',
    group: 'communes',
    code: `H35.9.${index + 21}`,
    place,
    hosted: true,
  };
}

export const DEMO_AGENCIES: readonly DemoAgency[] = [
  {
    key: 'ubnd',
    name: DISTRICT,
    shortName: DISTRICT,
    heading: 'ỦY BAN NHÂN DÂN\nHUYỆN TAM ĐƯỜNG',
    symbol: 'UBND',
    kind: 'peoples_committee',
    group: null,
    code: 'H35.9',
    place: 'Tam Đường',
    hosted: true,
  },
  ...DEPARTMENTS.map(department),
  ...COMMUNES.map(commune),
];
