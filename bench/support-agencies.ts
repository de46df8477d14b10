import type { ListedAgency } from '../apps/server/src/modules/addressbook/book.ts';

/*
 * A book as large as the one of the national axis, made up: the provinces are the 63 of before July 2025, what lies below them follows the
 * way offices are named; no code is anybody's.
 */

const PROVINCES =
  'Hà Nội|Hà Giang|Cao Bằng|Bắc Kạn|Tuyên Quang|Lào Cai|Điện Biên|Lai Châu|Sơn La|Yên Bái|Hòa Bình|Thái Nguyên|Lạng Sơn|Quảng Ninh|Bắc Giang|Phú Thọ|Vĩnh Phúc|Bắc Ninh|Hải Dương|Hải Phòng|Hưng Yên|Thái Bình|Hà Nam|Nam Định|Ninh Bình|Thanh Hóa|Nghệ An|Hà Tĩnh|Quảng Bình|Quảng Trị|Thừa Thiên Huế|Đà Nẵng|Quảng Nam|Quảng Ngãi|Bình Định|Phú Yên|Khánh Hòa|Ninh Thuận|Bình Thuận|Kon Tum|Gia Lai|Đắk Lắk|Đắk Nông|Lâm Đồng|Bình Phước|Tây Ninh|Bình Dương|Đồng Nai|Bà Rịa - Vũng Tàu|Hồ Chí Minh|Long An|Tiền Giang|Bến Tre|Trà Vinh|Vĩnh Long|Đồng Tháp|An Giang|Kiên Giang|Cần Thơ|Hậu Giang|Sóc Trăng|Bạc Liêu|Cà Mau'.split(
    '|',
  );
const DEPARTMENTS =
  'Văn phòng Ủy ban nhân dân|Sở Nội vụ|Sở Tư pháp|Sở Tài chính|Sở Kế hoạch và Đầu tư|Sở Công Thương|Sở Nông nghiệp và Phát triển nông thôn|Sở Giao thông vận tải|Sở Xây dựng|Sở Tài nguyên và Môi trường|Sở Thông tin và Truyền thông|Sở Lao động - Thương binh và Xã hội|Sở Văn hóa, Thể thao và Du lịch|Sở Khoa học và Công nghệ|Sở Giáo dục và Đào tạo|Sở Y tế|Thanh tra|Ban Dân tộc|Ban Quản lý các khu công nghiệp|Công an'.split(
    '|',
  );
const OFFICES =
  'Văn phòng|Thanh tra Sở|Phòng Tổ chức cán bộ|Phòng Kế hoạch - Tài chính|Phòng Quản lý chuyên ngành|Trung tâm Dịch vụ công|Chi cục Quản lý chất lượng|Trung tâm Thông tin|Ban Quản lý dự án|Phòng Pháp chế|Trung tâm Kiểm định|Chi cục Phát triển'.split(
    '|',
  );
const DISTRICT_OFFICES =
  'Văn phòng HĐND và UBND|Phòng Nội vụ|Phòng Tư pháp|Phòng Tài chính - Kế hoạch|Phòng Tài nguyên và Môi trường|Phòng Lao động - Thương binh và Xã hội|Phòng Văn hóa và Thông tin|Phòng Giáo dục và Đào tạo|Phòng Y tế|Thanh tra huyện|Phòng Kinh tế và Hạ tầng|Phòng Nông nghiệp và PTNT'.split(
    '|',
  );
const COMMUNE_OFFICES =
  'Trường Mầm non|Trường Tiểu học|Trường Trung học cơ sở|Trạm Y tế|Ban Chỉ huy Quân sự|Trung tâm Học tập cộng đồng'.split(
    '|',
  );
const SYLLABLES =
  'Tam|Đường|Bình|Lư|Sơn|Thèn|Sin|Tả|Lèng|Giang|Ma|Hồ|Thầu|Nùng|Nàng|Bản|Hon|Bo|Nà|Tăm|Khun|Há|Phú|Thọ|An|Khánh|Long|Hòa|Tân|Lập|Mỹ|Đức|Vĩnh|Thạnh|Quang|Trung|Hưng|Yên|Thanh|Châu|Cẩm|Xuyên|Đông|Hải|Nam|Cường'.split(
    '|',
  );
const DISTRICTS = 11;
const COMMUNES = 18;

function syllable(seed: number): string {
  return SYLLABLES[seed % SYLLABLES.length] ?? '';
}

function placeName(seed: number): string {
  return `${syllable(seed * 7 + 1)} ${syllable(seed * 13 + Math.floor(seed / 45) * 5 + 4)}`;
}

interface Node {
  id: number;
  parent: number | null;
  /** Numbers of the levels below the first. */
  path: number[];
  top: string;
  name: string;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** QĐ 20/2020 Art. 4: groups from left to right. */
function codeQd20({ top, path }: Node): string {
  return [top, ...path.map(two)].join('.');
}

/** QCVN 102:2016: groups from right to left, three, two and two digits, an empty level is zeros. */
function codeQcvn102({ top, path }: Node): string {
  const [first = 0, second = 0, third = 0] = path;
  return `${String(third).padStart(3, '0')}.${two(second)}.${two(first)}.${top}`;
}

function* walk(): Generator<Node> {
  let id = 0;
  const add = (parent: Node | null, top: string, number: number, name: string): Node => {
    id += 1;
    return { id, parent: parent?.id ?? null, path: parent === null ? [] : [...parent.path, number], top, name };
  };
  for (const [index, province] of PROVINCES.entries()) {
    const top = `H${two(index + 1)}`;
    const committee = add(null, top, 0, `UBND tỉnh ${province}`);
    yield committee;
    for (const [at, department] of DEPARTMENTS.entries()) {
      const office = add(committee, top, at + 1, `${department} tỉnh ${province}`);
      yield office;
      for (const [below, name] of OFFICES.entries()) {
        yield add(office, top, below + 1, `${name} - ${department} tỉnh ${province}`);
      }
    }
    for (let district = 0; district < DISTRICTS; district += 1) {
      yield* walkDistrict(add, committee, {
        top,
        number: DEPARTMENTS.length + district + 1,
        seed: index * DISTRICTS + district,
      });
    }
  }
}

function* walkDistrict(
  add: (parent: Node | null, top: string, number: number, name: string) => Node,
  committee: Node,
  { top, number, seed }: { top: string; number: number; seed: number },
): Generator<Node> {
  const place = placeName(seed);
  const district = add(committee, top, number, `Ủy ban nhân dân huyện ${place}`);
  yield district;
  for (const [at, name] of DISTRICT_OFFICES.entries()) {
    yield add(district, top, at + 1, `${name} huyện ${place}`);
  }
  for (let commune = 0; commune < COMMUNES; commune += 1) {
    const own = placeName(seed * 31 + commune * 3);
    const committeeBelow = add(district, top, DISTRICT_OFFICES.length + commune + 1, `UBND xã ${own}`);
    yield committeeBelow;
    for (const [at, name] of COMMUNE_OFFICES.entries()) {
      yield add(committeeBelow, top, at + 1, `${name} xã ${own}`);
    }
  }
}

function listed(node: Node, list: 'code' | 'qd20'): ListedAgency {
  const { name } = node;
  const version = node.id;
  if (list === 'qd20') {
    return {
      list,
      id: `Q${node.id}`,
      code: codeQd20(node),
      name,
      codeQcvn102: codeQcvn102(node),
      isDeleted: false,
    };
  }
  return {
    list,
    id: String(node.id),
    ...(node.parent !== null && { parentId: String(node.parent) }),
    code: codeQcvn102(node),
    name,
    mail: `vanthu.${node.id}@vidu.gov.vn`,
    version,
    isDeleted: false,
  };
}

export const BOOK_SIZE = 111_000;

/** Both lists of the first `count` bodies, in pieces as a client hands them over. */
export async function* bothLists(count = BOOK_SIZE, piece = 1_000): AsyncGenerator<ListedAgency[]> {
  for (const list of ['code', 'qd20'] as const) {
    yield* oneList(list, count, piece);
  }
}

export async function* oneList(
  list: 'code' | 'qd20',
  count = BOOK_SIZE,
  piece = 1_000,
): AsyncGenerator<ListedAgency[]> {
  let rows: ListedAgency[] = [];
  let seen = 0;
  for (const node of walk()) {
    if (seen === count) {
      break;
    }
    seen += 1;
    rows.push(listed(node, list));
    if (rows.length === piece) {
      yield rows;
      rows = [];
    }
  }
  if (rows.length > 0) {
    yield rows;
  }
}
