import { seededRandom } from './random.ts';
import type { GeneratedAgencies, SimulatedAgency } from './types.ts';

const PROVINCES = [
  'An Hòa',
  'Bình Sơn',
  'Cẩm Giang',
  'Đại Lộc',
  'Đông Khê',
  'Gia Minh',
  'Hà Tân',
  'Kim Đường',
  'Lạc Thủy',
  'Long Mỹ',
  'Minh Đức',
  'Nam Phong',
  'Ngọc Lâm',
  'Phú Thịnh',
  'Quang Trung',
  'Sông Hậu',
  'Tân Lập',
  'Thanh Bình',
  'Vĩnh An',
  'Yên Định',
];
const DEPARTMENTS = [
  'Sở Nội vụ',
  'Sở Tài chính',
  'Sở Xây dựng',
  'Sở Giáo dục và Đào tạo',
  'Sở Y tế',
  'Sở Công Thương',
  'Sở Khoa học và Công nghệ',
  'Sở Nông nghiệp và Môi trường',
  'Sở Tư pháp',
  'Thanh tra tỉnh',
  'Ban Dân tộc',
  'Văn phòng UBND tỉnh',
  'Ban Quản lý khu kinh tế',
  'Đài Phát thanh và Truyền hình',
];
const UNITS = [
  'Văn phòng',
  'Chi cục Thủy lợi',
  'Chi cục Kiểm lâm',
  'Trung tâm Kỹ thuật',
  'Trung tâm Dịch vụ việc làm',
  'Trường THPT',
  'Bệnh viện đa khoa',
  'Trung tâm Y tế',
  'Phòng Văn hóa - Xã hội',
  'Phòng Kinh tế',
  'Trạm Khuyến nông',
  'Hạt Kiểm lâm',
];
const PLACES = [
  'An',
  'Bình',
  'Cát',
  'Đông',
  'Hòa',
  'Khánh',
  'Lộc',
  'Mai',
  'Nam',
  'Phúc',
  'Sơn',
  'Tây',
  'Thịnh',
  'Vinh',
  'Xuân',
  'Yên',
];

function pick<Item>(items: readonly Item[], random: () => number): Item {
  // The index is below the length, and no list here is empty.
  return items[Math.floor(random() * items.length)] as Item;
}

function place(random: () => number): string {
  return `${pick(PLACES, random)} ${pick(PLACES, random)}`;
}

/** Groups of QCVN 102 stand the other way round and have fixed widths: `002.01.20.H13`. */
function qcvn102(province: string, department: number, unit: number, office: number): string {
  const two = (value: number): string => String(value % 100).padStart(2, '0');
  return `${String(office % 1000).padStart(3, '0')}.${two(unit)}.${two(department)}.${province}`;
}

/**
 * Made-up bodies in four levels under made-up provinces (`X` codes are given to nobody): the same count and seed make the same rows.
 * Names of level 1 are of no real province.
 */
export function* generateAgencies({ count, seed = 1 }: GeneratedAgencies): Generator<SimulatedAgency> {
  const random = seededRandom(seed);
  let made = 0;
  for (let province = 1; made < count; province += 1) {
    const top = `X${String(province).padStart(2, '0')}`;
    const topName = `${pick(PROVINCES, random)}${province > PROVINCES.length ? ` ${province}` : ''}`;
    const old = (department: number, unit: number, office: number): Partial<SimulatedAgency> =>
      // Some bodies were founded after the old scheme and have no code by it.
      random() < 0.85 ? { codeQcvn102: qcvn102(top, department, unit, office) } : {};
    const rows = function* (): Generator<SimulatedAgency> {
      yield { code: top, name: `UBND tỉnh ${topName}`, ...old(0, 0, 0) };
      for (let department = 1; department <= 40; department += 1) {
        const code = `${top}.${department}`;
        const name =
          department <= DEPARTMENTS.length
            ? `${DEPARTMENTS[department - 1]} tỉnh ${topName}`
            : `UBND xã ${place(random)}`;
        yield {
          code,
          name,
          parentCode: top,
          mail: `vanthu@${code.toLowerCase()}.example.vn`,
          ...old(department, 0, 0),
        };
        for (let unit = 1; unit <= 30; unit += 1) {
          const parent = `${code}.${unit}`;
          yield {
            code: parent,
            name: `${pick(UNITS, random)} ${place(random)}`,
            parentCode: code,
            ...old(department, unit, 0),
          };
        }
      }
    };
    for (const row of rows()) {
      if (made >= count) {
        return;
      }
      made += 1;
      yield row;
    }
  }
}
