import { MODULE_WORDS } from './words/action-words.ts';

const OBJECTS: Record<string, string> = {
  account: 'Tài khoản',
  account_attestation: 'Rà soát tài khoản',
  account_import: 'Tệp nhập tài khoản',
  account_rule: 'Mức phí, hạn không dùng',
  address_book: 'Sổ địa chỉ',
  address_book_source: 'Nguồn sổ địa chỉ',
  addressbook_import: 'Tệp nhập sổ địa chỉ',
  agency: 'Cơ quan',
  agency_event: 'Biến động cơ quan',
  antivirus: 'Máy quét mã độc',
  audit_log: 'Nhật ký',
  audit_witness: 'Nơi làm chứng',
  book_agency: 'Cơ quan trong sổ địa chỉ',
  campaign: 'Đợt thu',
  certificate: 'Chứng thư',
  certificate_anchor: 'Nơi cấp tin cậy',
  certificate_crl: 'Danh sách thu hồi',
  certificate_entry: 'Chứng thư',
  certificate_import: 'Tệp nhập chứng thư',
  certificate_token: 'Thiết bị lưu khóa',
  connection: 'Kết nối',
  delegation: 'Giao quyền ký',
  document: 'Văn bản',
  draft: 'Dự thảo',
  file_infection: 'Tệp có mã độc',
  guarded_change: 'Việc cần hai người',
  hand_over: 'Bàn giao',
  incoming: 'Văn bản đến',
  incoming_upload: 'Bản quét',
  installation: 'Hệ thống',
  interchange_message: 'Gói tin',
  mail_domain: 'Tên miền thư',
  mail_draft: 'Thư nháp',
  mail_file_link: 'Đường dẫn tệp',
  mail_folder: 'Thư mục thư',
  mail_import: 'Tệp nhập hộp thư',
  mail_item: 'Thư liên thông',
  mail_message: 'Thư',
  mail_submission: 'Thư gửi',
  mailbox: 'Hộp thư',
  org_import: 'Tệp nhập tổ chức',
  outgoing: 'Văn bản đi',
  outgoing_setting: 'Cài đặt văn bản đi',
  person: 'Cán bộ',
  position: 'Chức vụ',
  proposal: 'Đề xuất',
  receiver_code: 'Mã nơi nhận',
  register: 'Sổ',
  request: 'Đề nghị',
  request_batch: 'Danh sách tổng hợp',
  request_template: 'Mẫu Word',
  route: 'Chức năng',
  signing_batch: 'Lượt ký',
  signing_check: 'Kiểm tra chữ ký',
  signing_session: 'Chữ ký',
  threat_cluster: 'Thư bị báo',
  threat_drill: 'Diễn tập',
  threat_drill_template: 'Mẫu diễn tập',
  threat_incident: 'Sự cố',
  threat_notice: 'Thông báo an toàn',
  threat_release: 'Thả thư cách ly',
  threat_report: 'Báo thư giả mạo',
  threat_rule: 'Quy tắc chặn',
  threat_scan: 'Quét thiết bị',
  training: 'Trục mô phỏng',
  unit: 'Đơn vị',
  upkeep: 'Sao lưu, rà soát',
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
