/**
 * Drill letters in the manner of real lures seen in Vietnamese offices (spec mail.md §10.3), rated by the NIST Phish Scale (Steves,
 * Greene, Theofanos 2020): the fewer the cues and the closer the premise to daily work, the harder. Names of agencies in them do not
 * exist; `{ten}` is the addressee, `{lien_ket}` the link to the page that explains.
 */
export interface DrillTemplate {
  code: string;
  name: string;
  difficulty: 'easy' | 'moderate' | 'hard';
  senderName: string;
  senderAddress: string;
  subject: string;
  /** Paragraphs; one that is exactly `{lien_ket}` becomes the link. */
  body: readonly string[];
  linkText: string;
  /** What should have been noticed. */
  cues: readonly string[];
}

export const DIFFICULTY_LABELS = { easy: 'Độ khó thấp', moderate: 'Độ khó vừa', hard: 'Độ khó cao' } as const;

export const DRILL_TEMPLATES: readonly DrillTemplate[] = [
  {
    code: 'qua-tang',
    name: 'Trúng thưởng thẻ cào',
    difficulty: 'easy',
    senderName: 'Ban To Chuc Chuong Trinh',
    senderAddress: 'ban-to-chuc@trung-thuong-2021.example',
    subject: 'CHUC MUNG!!! Ban da trung thuong the cao 500.000d',
    body: [
      'Kính gửi quý khách hàng may mắn,',
      'Hộp thư của quý khách được chọn ngẫu nhiên để nhận thẻ cào trị giá 500.000đ. Phần thưởng chỉ giữ trong 24 giờ.',
      '{lien_ket}',
      'Ban tổ chức trân trọng thông báo.',
    ],
    linkText: 'NHẬN THƯỞNG NGAY',
    cues: [
      'Người gửi lạ, tên miền không phải của cơ quan nào.',
      'Tiêu đề viết không dấu, chữ in, ba dấu chấm than.',
      'Lời chào chung "quý khách hàng", không ghi tên người nhận.',
      'Hứa cho tiền và giục trong 24 giờ.',
    ],
  },
  {
    code: 'day-hop-thu',
    name: 'Hộp thư đầy, nâng cấp trong 48 giờ',
    difficulty: 'moderate',
    senderName: 'Quản trị Thư công vụ',
    senderAddress: 'quantri@nangcap-hopthu.example',
    subject: 'Nâng cấp hộp thư công vụ trong vòng 48 giờ',
    body: [
      'Kính gửi {ten},',
      'Hộp thư của đồng chí đã dùng 98 % dung lượng. Để không bị tạm khóa, đề nghị đăng nhập xác nhận nâng cấp trong vòng 48 giờ.',
      '{lien_ket}',
      'Sau thời hạn trên, thư mới gửi đến sẽ bị trả lại.',
      'Bộ phận quản trị thư điện tử.',
    ],
    linkText: 'Xác nhận nâng cấp hộp thư',
    cues: [
      'Địa chỉ gửi không thuộc tên miền thư công vụ.',
      'Đòi đăng nhập qua liên kết; hệ thống chỉ báo dung lượng trong trang thư, không gửi liên kết đăng nhập.',
      'Giục trong 48 giờ và dọa khóa hộp thư.',
      'Không có tên người, số điện thoại của bộ phận quản trị.',
    ],
  },
  {
    code: 'hoan-thue',
    name: 'Quyết toán, hoàn thuế thu nhập cá nhân',
    difficulty: 'moderate',
    senderName: 'Cục Thuế - Bộ phận hỗ trợ',
    senderAddress: 'hotro@hoanthue-dientu.example',
    subject: 'Thông báo số thuế thu nhập cá nhân được hoàn năm 2020',
    body: [
      'Kính gửi {ten},',
      'Theo dữ liệu quyết toán, đồng chí được hoàn 1.284.000 đồng thuế thu nhập cá nhân nộp thừa năm 2020.',
      'Đề nghị xác nhận số tài khoản nhận tiền trước ngày làm việc tiếp theo:',
      '{lien_ket}',
      'Trân trọng.',
    ],
    linkText: 'Tra cứu và xác nhận số tài khoản',
    cues: [
      'Tên miền gửi không phải của ngành thuế (gdt.gov.vn).',
      'Hỏi số tài khoản qua liên kết trong thư.',
      'Số tiền cụ thể để tạo lòng tin, hạn xác nhận rất ngắn.',
    ],
  },
  {
    code: 'lich-cong-tac',
    name: 'Lịch công tác tuần thay đổi',
    difficulty: 'hard',
    senderName: 'Văn phòng',
    senderAddress: 'vanphong@lichcongtac-noibo.example',
    subject: 'Lịch công tác tuần (thay thế bản gửi sáng nay)',
    body: [
      'Kính gửi {ten},',
      'Văn phòng gửi lịch công tác tuần đã điều chỉnh theo ý kiến lãnh đạo, thay thế bản gửi sáng nay. Đề nghị các đồng chí xem phần việc của mình.',
      '{lien_ket}',
      'Văn phòng.',
    ],
    linkText: 'Lịch công tác tuần.pdf',
    cues: [
      'Tên người gửi là "Văn phòng" nhưng địa chỉ ở ngoài hệ thống.',
      'Tệp PDF thật ra là một liên kết mở trang ngoài.',
      'Lịch công tác được đăng trong hệ thống, không gửi từ địa chỉ ngoài.',
    ],
  },
  {
    code: 'ket-luan-kiem-tra',
    name: 'Dự thảo kết luận kiểm tra, đề nghị giải trình',
    difficulty: 'hard',
    senderName: 'Đoàn kiểm tra công vụ',
    senderAddress: 'doankiemtra@congvu-kiemtra.example',
    subject: 'V/v lấy ý kiến dự thảo kết luận kiểm tra công vụ',
    body: [
      'Kính gửi {ten},',
      'Đoàn kiểm tra gửi dự thảo kết luận có nội dung liên quan đến đồng chí. Ý kiến giải trình gửi lại trước 16 giờ hôm nay; quá thời hạn coi như thống nhất.',
      '{lien_ket}',
      'Trưởng đoàn kiểm tra.',
    ],
    linkText: 'Dự thảo kết luận và phụ lục',
    cues: [
      'Văn bản kiểm tra gửi qua hệ thống quản lý văn bản, có số và chữ ký số; không gửi bằng liên kết trong thư.',
      'Địa chỉ gửi không thuộc cơ quan nhà nước nào.',
      'Gây lo lắng và giục trong ngày.',
    ],
  },
];

export function findTemplate(code: string): DrillTemplate | undefined {
  return DRILL_TEMPLATES.find((template) => template.code === code);
}
