import { MODULE_WORDS } from './words/action-words.ts';

const OBJECTS: Record<string, string> = {
  account: 'Tài khoản',
  agency: 'Cơ quan',
  audit_log: 'Nhật ký',
  audit_witness: 'Nơi làm chứng',
  campaign: 'Đợt thu',
  certificate: 'Chứng thư',
  certificate_entry: 'Chứng thư',
  certificate_token: 'Thiết bị lưu khóa',
  connection: 'Kết nối',
  delegation: 'Giao quyền ký',
  document: 'Văn bản',
  draft: 'Dự thảo',
  incoming: 'Văn bản đến',
  interchange_message: 'Gói tin',
  mail_domain: 'Tên miền thư',
  mail_message: 'Thư',
  mail_draft: 'Thư nháp',
  mail_submission: 'Thư gửi',
  mailbox: 'Hộp thư',
  outgoing: 'Văn bản đi',
  person: 'Cán bộ',
  position: 'Chức vụ',
  register: 'Sổ',
  request: 'Đề nghị',
  request_batch: 'Danh sách tổng hợp',
  route: 'Chức năng',
  signing_batch: 'Lượt ký',
  unit: 'Đơn vị',
  user: 'Người dùng',
};

export function objectWords(kind: string): string {
  return OBJECTS[kind] ?? kind;
}

const EVERY = '';

/** The modules of the log as a choice, by their names. */
export function moduleOptions(): { value: string; label: string }[] {
  const modules = Object.entries(MODULE_WORDS).map(([value, { label }]) => ({ value, label }));
  return [
    { value: EVERY, label: 'Mọi việc' },
    ...modules.sort((left, right) => left.label.localeCompare(right.label, 'vi')),
  ];
}

/** Acts of one module; the whole module stands first. */
export function actOptions(module: string): { value: string; label: string }[] {
  const acts = Object.entries(MODULE_WORDS[module]?.acts ?? {});
  return [
    { value: module, label: 'Mọi thao tác' },
    ...acts.map(([act, label]) => ({ value: `${module}.${act}`, label })),
  ];
}

function shown(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : JSON.stringify(value);
}

/** What a line adds, name by name, as the server wrote it. */
export function detailLines(detail: Record<string, unknown>): [string, string][] {
  return Object.entries(detail).map(([name, value]) => [name, shown(value)]);
}

const TROUBLE: Record<string, string> = {
  unreachable: 'Không liên lạc được; điểm kiểm tra mới nhất chưa được làm chứng.',
  unknown_log: 'Nơi làm chứng chưa biết nhật ký này: gửi khóa nhật ký cho quản trị bên đó.',
  refused: 'Nơi làm chứng từ chối ký: nhật ký ở đây không nối tiếp điểm đã ký. Kiểm tra ngay.',
  ahead: 'Nơi làm chứng đã ký nhiều dòng hơn nhật ký đang có: nhật ký đã bị cắt hoặc khôi phục từ bản cũ.',
  bad_answer: 'Nơi làm chứng trả lời chữ ký không đúng khóa đã khai.',
  signature: 'Điểm kiểm tra gửi đến không ký bằng khóa đã khai.',
  shrunk: 'Nhật ký bên đó ngắn hơn điểm đã ký: đã bị cắt hoặc khôi phục từ bản cũ.',
  forked: 'Nhật ký bên đó trái với điểm đã ký: đã bị viết lại.',
};

export function troubleWords(code: string): string {
  return TROUBLE[code] ?? code;
}
