import type { SigningDevice, SigningPurposeName } from '@congvu/contracts';

interface PurposeWords {
  /** Verb of the button: "Ký", "Cấp số và đóng dấu". */
  verb: string;
  done: string;
  /** What is signed: "văn bản", "đề nghị". */
  noun: string;
  /** Whose key signs. */
  owner: 'person' | 'organisation';
  queue: string;
  emptyTitle: string;
  empty: string;
  keyTitle: string;
  /** What the signing program shows as the reason, where nobody wrote one. */
  reason: string;
  place: (name: string) => readonly string[];
  field: string;
}

/** How the key is asked, after the count; and the button while it is. */
export const WAYS: Record<SigningDevice['way'], { how: string; waiting: string }> = {
  page: { how: 'nhập mã PIN một lần', waiting: 'Đang chờ mã PIN' },
  agent: { how: 'nhập mã PIN một lần ở chương trình ký', waiting: 'Đang chờ chương trình ký' },
  phone: { how: 'xác nhận một lần trên điện thoại', waiting: 'Đang chờ xác nhận' },
  server: { how: 'khóa trong máy chủ lưu khóa, không cần mã PIN', waiting: 'Đang ký' },
};

export const WORDS: Record<SigningPurposeName, PurposeWords> = {
  'outgoing.sign': {
    verb: 'Ký',
    done: 'Đã ký',
    noun: 'văn bản',
    owner: 'person',
    queue: 'Chờ tôi ký',
    emptyTitle: 'Không có văn bản chờ ký',
    empty: 'Văn bản đã duyệt nội dung và đạt thể thức, có tên ở khối ký, sẽ nằm ở đây.',
    keyTitle: 'Chứng thư dùng để ký',
    reason: 'Ký văn bản của người có thẩm quyền',
    place: (name) => ['Chữ ký của', name],
    field: 'KyNguoi1',
  },
  'outgoing.seal': {
    verb: 'Cấp số và đóng dấu',
    done: 'Đã cấp số và đóng dấu',
    noun: 'văn bản',
    owner: 'organisation',
    queue: 'Chờ cấp số và đóng dấu',
    emptyTitle: 'Không có văn bản chờ cấp số',
    empty: 'Văn bản người có thẩm quyền đã ký sẽ nằm ở đây, chờ cấp số, ghi ngày và ký số cơ quan.',
    keyTitle: 'Chứng thư của cơ quan',
    reason: 'Cấp số và ký số của cơ quan',
    place: () => ['Dấu', 'cơ quan'],
    field: 'DauCoQuan',
  },
  'requests.declare': {
    verb: 'Ký',
    done: 'Đã ký',
    noun: 'đề nghị',
    owner: 'person',
    queue: 'Đề nghị chờ tôi ký',
    emptyTitle: 'Không có đề nghị chờ ký',
    empty: 'Đề nghị đứng tên người khai, đã điền đủ, sẽ nằm ở đây.',
    keyTitle: 'Chứng thư dùng để ký',
    reason: 'Ký đề nghị của người khai',
    place: (name) => ['Chữ ký của', name],
    field: 'KyNguoiKhai',
  },
  'requests.approve': {
    verb: 'Duyệt và ký',
    done: 'Đã duyệt và ký',
    noun: 'đề nghị',
    owner: 'person',
    queue: 'Danh sách, đề nghị chờ thủ trưởng duyệt',
    emptyTitle: 'Không có danh sách, đề nghị chờ duyệt',
    empty: 'Đề nghị và danh sách của đơn vị, đã kiểm tra, sẽ nằm ở đây chờ thủ trưởng duyệt.',
    keyTitle: 'Chứng thư dùng để ký',
    reason: 'Thủ trưởng duyệt đề nghị của đơn vị',
    place: (name) => ['Chữ ký của', name],
    field: 'KyThuTruong',
  },
  'requests.seal': {
    verb: 'Đóng dấu và gửi',
    done: 'Đã đóng dấu và gửi',
    noun: 'đề nghị',
    owner: 'organisation',
    queue: 'Đề nghị chờ đóng dấu',
    emptyTitle: 'Không có đề nghị chờ đóng dấu',
    empty: 'Đề nghị mà biểu mẫu ghi “ký tên, đóng dấu”, thủ trưởng đã duyệt, sẽ nằm ở đây.',
    keyTitle: 'Chứng thư của cơ quan',
    reason: 'Ký số của cơ quan trên đề nghị',
    place: () => ['Dấu', 'cơ quan'],
    field: 'DauCoQuan',
  },
  'webmail.sign': {
    verb: 'Ký và gửi',
    done: 'Đã ký',
    noun: 'thư',
    owner: 'person',
    queue: '',
    emptyTitle: '',
    empty: '',
    keyTitle: 'Chứng thư dùng để ký',
    reason: 'Ký số thư điện tử công vụ',
    place: () => [],
    field: '',
  },
  'webmail.seal': {
    verb: 'Ký và gửi',
    done: 'Đã ký',
    noun: 'thư',
    owner: 'organisation',
    queue: '',
    emptyTitle: '',
    empty: '',
    keyTitle: 'Chứng thư của cơ quan',
    reason: 'Ký số của cơ quan trên thư điện tử',
    place: () => [],
    field: '',
  },
};
