import { CONTACT, type Columns, MAIL, NOT_PERSONAL, PAPERS, PERSON, SIGN_IN, TRAIL } from './personal-columns.ts';

/** One class of personal data: what it is for and on what ground, how long, for whom, how it is kept. ASVS 14.1.1, 14.1.2. */
export interface PersonalDataClass {
  key: string;
  name: string;
  /** Sensitive under Decree 356/2025. */
  sensitive: boolean;
  purpose: string;
  ground: string;
  retention: string;
  readers: string;
  protection: string;
  columns: Columns;
}

export const PERSONAL_CLASSES: readonly PersonalDataClass[] = [
  {
    key: 'papers',
    name: 'Số giấy tờ tùy thân, mã số thuế',
    sensitive: true,
    purpose: 'Cấp, thu hồi, khôi phục chứng thư số và tài khoản theo Mẫu số 01–10.',
    ground: 'Thực hiện nhiệm vụ của cơ quan nhà nước: mẫu đề nghị theo Nghị định 68/2024/NĐ-CP.',
    retention: 'Cùng hồ sơ đề nghị và chứng thư; bản quét giấy tờ bị xóa theo hạn ở trang Đề nghị, nơi gửi.',
    readers: 'Người khai, trưởng đơn vị, văn thư, đầu mối của đề nghị đó.',
    protection: 'Che số ở danh sách, nhật ký; hiện đủ trong biểu mẫu cần đến; lượt xem được ghi.',
    columns: PAPERS,
  },
  {
    key: 'contact',
    name: 'Số điện thoại, thư điện tử, ngày sinh',
    sensitive: false,
    purpose: 'Liên hệ công việc, gửi thông báo, giao thiết bị ký.',
    ground: 'Thực hiện nhiệm vụ của cơ quan nhà nước.',
    retention: 'Khi còn công tác; sau đó theo hồ sơ có ghi.',
    readers: 'Đồng nghiệp trong cơ quan (danh bạ), quản trị.',
    protection: 'Sau đăng nhập; che ở nhật ký.',
    columns: CONTACT,
  },
  {
    key: 'person',
    name: 'Họ tên, chức vụ, việc đã làm',
    sensitive: false,
    purpose: 'Soạn, ký, phân công, xử lý, theo dõi văn bản và đề nghị.',
    ground: 'Nghị định 30/2020/NĐ-CP (văn bản, sổ, luân chuyển ghi người xử lý).',
    retention: 'Theo thời hạn bảo quản của văn bản, sổ.',
    readers: 'Người được xem văn bản, đề nghị đó.',
    protection: 'Phân quyền theo chức vụ và đối tượng; ghi dấu vết.',
    columns: PERSON,
  },
  {
    key: 'sign_in',
    name: 'Đăng nhập: phiên, địa chỉ mạng, loại máy',
    sensitive: false,
    purpose: 'An toàn tài khoản: phát hiện đăng nhập lạ, cho người dùng xem và đóng phiên.',
    ground: 'Nghĩa vụ bảo đảm an toàn hệ thống thông tin.',
    retention: 'Phiên hết hạn thì không dùng được nữa; sự kiện an toàn giữ ít nhất 12 tháng.',
    readers: 'Chính người đó; quản trị thấy tên đăng nhập và trạng thái.',
    protection: 'Mã phiên, mật khẩu chỉ giữ dạng băm.',
    columns: SIGN_IN,
  },
  {
    key: 'mail',
    name: 'Thư công vụ: người gửi, người nhận, nội dung',
    sensitive: false,
    purpose: 'Trao đổi công vụ; chặn thư giả mạo, mã độc.',
    ground: 'Thực hiện nhiệm vụ của cơ quan nhà nước.',
    retention: 'Thùng rác 30 ngày; hộp thư của người đã nghỉ được bàn giao rồi xóa theo quyết định.',
    readers: 'Chủ hộp thư, người được giao hộp chung; quản trị không đọc nội dung.',
    protection: 'Phân quyền theo hộp thư; ảnh ngoài không tải; ghi dấu vết khi xuất, xóa.',
    columns: MAIL,
  },
  {
    key: 'trail',
    name: 'Nhật ký',
    sensitive: false,
    purpose: 'Chứng minh ai làm gì, lúc nào.',
    ground: 'Nghĩa vụ lưu nhật ký của hệ thống thông tin.',
    retention: 'Ít nhất 12 tháng với nhật ký an toàn, 5 năm với dấu vết văn bản; không sửa, không xóa được.',
    readers: 'Kiểm toán; người liên quan thấy luân chuyển của văn bản.',
    protection: 'Chỉ ghi thêm; che số giấy tờ, điện thoại, muốn thấy phải nêu lý do; xem và xuất cũng được ghi.',
    columns: TRAIL,
  },
];

export function listColumns(columns: Columns): string[] {
  return Object.entries(columns).flatMap(([table, names]) => names.split(' ').map((name) => `${table}.${name}`));
}

/** Names of columns that make one ask whether a person stands behind them. */
const LOOKS_PERSONAL =
  /(?:^|_)(?:name|names|person|phone|mobile|born|email|mail_from|address|addresses|identity|birth|cccd|cmnd|passport|tax_code|ip|agent|holder|signer|gender|portrait|salary)(?:_|$)/;

/** Columns of a database that look personal and stand neither in a class nor among those that are not. */
export function findUnmapped(columns: readonly string[]): string[] {
  const known = new Set([...PERSONAL_CLASSES.flatMap((one) => listColumns(one.columns)), ...listColumns(NOT_PERSONAL)]);
  return columns.filter((column) => LOOKS_PERSONAL.test(column.split('.')[1] ?? '') && !known.has(column));
}

/** What the map speaks of and the database does not have. */
export function findGone(columns: readonly string[]): string[] {
  const there = new Set(columns);
  const mapped = [...PERSONAL_CLASSES.flatMap((one) => listColumns(one.columns)), ...listColumns(NOT_PERSONAL)];
  return mapped.filter((column) => !there.has(column));
}
