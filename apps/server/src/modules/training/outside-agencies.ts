import type { PartnerBehaviour, SimulatedAgency } from '@congvu/axis/simulator';

/** A made-up body outside this installation, and the heads of its letters (Decree 30/2020, ô 2 and ô 7). */
export interface OutsideAgency extends SimulatedAgency {
  behaviour: PartnerBehaviour;
  governing: string[];
  heading: string[];
  symbol: string;
  place: string;
  signature: { lines: string[]; position: string; name: string };
}

const PROVINCE = ['UBND TỈNH LAI CHÂU'];

/** Codes of Lai Châu below level 1 are not published: these are made up, as the names say. Another scheme, where it has one. */
export const OUTSIDE_AGENCIES: readonly OutsideAgency[] = [
  {
    code: 'H35.71',
    codeQcvn102: '000.00.71.H35',
    name: 'Sở Công nghệ Mẫu',
    mail: 'vanthu.socongnghe@example.vn',
    behaviour: 'polite',
    governing: PROVINCE,
    heading: ['SỞ CÔNG NGHỆ MẪU'],
    symbol: 'SCNM-VP',
    place: 'Lai Châu',
    signature: { lines: ['GIÁM ĐỐC'], position: 'Giám đốc', name: 'Trần Minh Mẫu' },
  },
  {
    code: 'H35.71.2',
    name: 'Chi cục Đo lường Mẫu',
    parentCode: 'H35.71',
    behaviour: 'slow',
    governing: ['SỞ CÔNG NGHỆ MẪU'],
    heading: ['CHI CỤC ĐO LƯỜNG MẪU'],
    symbol: 'CCĐL',
    place: 'Lai Châu',
    signature: { lines: ['CHI CỤC TRƯỞNG'], position: 'Chi cục trưởng', name: 'Lò Văn Mẫu' },
  },
  {
    code: 'H35.72',
    codeQcvn102: '000.00.72.H35',
    name: 'UBND huyện Nậm Mẫu',
    behaviour: 'polite',
    governing: [],
    heading: ['ỦY BAN NHÂN DÂN', 'HUYỆN NẬM MẪU'],
    symbol: 'UBND-VP',
    place: 'Nậm Mẫu',
    signature: { lines: ['TM. ỦY BAN NHÂN DÂN', 'CHỦ TỊCH'], position: 'Chủ tịch', name: 'Giàng A Mẫu' },
  },
  {
    code: 'H35.72.4',
    name: 'Phòng Tổng hợp huyện Nậm Mẫu',
    parentCode: 'H35.72',
    behaviour: 'recalls',
    governing: ['UBND HUYỆN NẬM MẪU'],
    heading: ['PHÒNG TỔNG HỢP'],
    symbol: 'PTH',
    place: 'Nậm Mẫu',
    signature: { lines: ['TRƯỞNG PHÒNG'], position: 'Trưởng phòng', name: 'Vàng Thị Mẫu' },
  },
  {
    code: 'H35.73',
    name: 'Bệnh viện đa khoa khu vực Mẫu',
    behaviour: 'refuses',
    governing: ['SỞ Y TẾ TỈNH LAI CHÂU'],
    heading: ['BỆNH VIỆN ĐA KHOA', 'KHU VỰC MẪU'],
    symbol: 'BVM-TCHC',
    place: 'Lai Châu',
    signature: { lines: ['GIÁM ĐỐC'], position: 'Giám đốc', name: 'Phạm Thị Mẫu' },
  },
  {
    code: 'H35.74',
    name: 'Trường Cao đẳng Mẫu',
    behaviour: 'dirty',
    governing: PROVINCE,
    heading: ['TRƯỜNG CAO ĐẲNG MẪU'],
    symbol: 'CĐM',
    place: 'Lai Châu',
    signature: { lines: ['HIỆU TRƯỞNG'], position: 'Hiệu trưởng', name: 'Nguyễn Văn Mẫu' },
  },
  {
    code: 'G98.1',
    codeQcvn102: '000.00.01.G98',
    name: 'Văn phòng Bộ Mẫu',
    behaviour: 'silent',
    governing: ['BỘ MẪU'],
    heading: ['VĂN PHÒNG'],
    symbol: 'BM-VP',
    place: 'Hà Nội',
    signature: {
      lines: ['KT. CHÁNH VĂN PHÒNG', 'PHÓ CHÁNH VĂN PHÒNG'],
      position: 'Phó Chánh Văn phòng',
      name: 'Lê Thị Mẫu',
    },
  },
  {
    code: '020199990001',
    name: 'Công ty Viễn thông Mẫu',
    behaviour: 'polite',
    governing: [],
    heading: ['CÔNG TY VIỄN THÔNG MẪU'],
    symbol: 'VTM-KD',
    place: 'Lai Châu',
    signature: { lines: ['GIÁM ĐỐC'], position: 'Giám đốc', name: 'Đỗ Văn Mẫu' },
  },
];

export function outsideAgency(code: string): OutsideAgency | undefined {
  const wanted = code.trim().toUpperCase();
  return OUTSIDE_AGENCIES.find((agency) => agency.code === wanted);
}
