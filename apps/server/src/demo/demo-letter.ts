import type { DraftContent } from '@congvu/contracts';

type Block = DraftContent['blocks'][number];

/** Our own wording of a letter with the parts, duties, dates, forms and addressees of March 2021. */
const PARAGRAPHS: readonly (readonly [kind: Block['kind'], text: string])[] = [
  [
    'basis',
    'Căn cứ Công văn số 313/STTTT-BCVTCNTT ngày 12/3/2021 của Sở Thông tin và Truyền thông tỉnh Lai Châu về đẩy mạnh gửi, nhận văn bản điện tử trong toàn tỉnh;',
  ],
  [
    'basis',
    'Căn cứ Công văn số 315/STTTT-BCVTCNTT ngày 12/3/2021 của Sở Thông tin và Truyền thông tỉnh Lai Châu về việc thư giả mạo đánh cắp tài khoản hộp thư công vụ.',
  ],
  [
    'paragraph',
    'Nhằm đưa chính quyền điện tử của huyện đi đúng lộ trình năm 2021, UBND huyện yêu cầu người đứng đầu các cơ quan, đơn vị và Chủ tịch UBND các xã, thị trấn triển khai những việc dưới đây:',
  ],
  ['heading', '1. Giữ an toàn thông tin'],
  [
    'point',
    '- Người đứng đầu trực tiếp chỉ đạo việc giữ an toàn thông tin khi xử lý công vụ; bố trí phần mềm phòng, chống mã độc cho mọi máy tính và định kỳ kiểm tra theo cảnh báo của cơ quan chuyên môn.',
  ],
  [
    'point',
    '- Khi nhận thư có dấu hiệu giả mạo thì không mở liên kết, không nhập mật khẩu, báo ngay cho Phòng Văn hóa và Thông tin huyện.',
  ],
  ['heading', '2. Chữ ký số'],
  ['point', '- Ký số mọi văn bản do cơ quan, đơn vị ban hành, trừ văn bản có nội dung thuộc danh mục bí mật nhà nước.'],
  [
    'point',
    '- Thiết bị lưu khóa bí mật thất lạc phải báo ngay về UBND huyện qua Phòng Văn hóa và Thông tin để chuyển cơ quan cấp chứng thư khóa kịp thời.',
  ],
  [
    'point',
    '- Rà soát và lập danh sách đề nghị cấp mới, gia hạn, thay đổi thông tin, khôi phục thiết bị, thu hồi chứng thư số của cá nhân và tổ chức (theo Mẫu từ 01 đến 05 gửi kèm). Cá nhân được đề nghị cấp phải có hộp thư công vụ và thường xuyên ký báo cáo tại đơn vị.',
  ],
  [
    'point',
    '- Cá nhân chuyển sang khối Đảng, đoàn thể làm việc với bộ phận cơ yếu của Huyện ủy để điều chỉnh thông tin chữ ký số.',
  ],
  ['heading', '3. Hệ thống quản lý văn bản và điều hành'],
  [
    'point',
    '- Gửi, nhận văn bản hoàn toàn trên hệ thống quản lý văn bản và điều hành, thư điện tử công vụ và trục liên thông; không gửi thêm bản giấy đối với văn bản đã ký số.',
  ],
  [
    'point',
    '- Lập danh sách cấp mới và thu hồi tài khoản (theo Mẫu số 06, 07 gửi kèm). Mỗi tài khoản tốn khoảng 20.000 đồng một năm từ ngân sách tỉnh; tài khoản bỏ không là lãng phí và người đứng đầu đơn vị chịu trách nhiệm.',
  ],
  [
    'point',
    '- Lập danh sách tài khoản được sửa văn bản trên máy tính bảng, điện thoại (theo Mẫu số 08 gửi kèm), gửi Phòng Văn hóa và Thông tin huyện trước ngày 02/4/2021.',
  ],
  ['heading', '4. Thư điện tử công vụ'],
  [
    'point',
    '- Công việc chỉ trao đổi bằng hộp thư công vụ. Không dùng hộp thư miễn phí như gmail, yahoo để nhận, gửi văn bản hoặc làm địa chỉ giao dịch.',
  ],
  [
    'point',
    '- Lập danh sách thu hồi và cấp mới hộp thư công vụ (theo Mẫu số 09, 10 gửi kèm), gửi Phòng Văn hóa và Thông tin huyện trước ngày 02/4/2021.',
  ],
  ['heading', '5. Tổ chức thực hiện'],
  [
    'paragraph',
    'Giao Phòng Văn hóa và Thông tin huyện hướng dẫn, đôn đốc, kiểm tra, tổng hợp gửi Sở Thông tin và Truyền thông; đơn vị làm chậm hoặc bỏ sót chịu trách nhiệm trước UBND huyện. Vướng mắc liên hệ Phòng Văn hóa và Thông tin huyện để được giải đáp.',
  ],
  ['paragraph', 'Yêu cầu các cơ quan, đơn vị, UBND các xã, thị trấn nghiêm túc thực hiện.'],
];

const LINES = [
  'Như trên',
  'Sở Thông tin và Truyền thông',
  'TT. Huyện ủy (b/c)',
  'TT. HĐND huyện',
  'Chủ tịch, Phó CT. UBND huyện',
  'Chi nhánh Viễn thông Tam Đường',
  'VNPT Lai Châu',
  'Lưu: VT, VHTT',
];

export function demoLetter(signerPositionId: string): DraftContent {
  return {
    documentType: 'official_letter',
    abstract: 'V/v tăng cường ứng dụng công nghệ thông tin và bảo mật thông tin',
    urgency: 'normal',
    signerPositionId,
    addressees: [
      { kind: 'group', group: 'specialised_departments', label: 'Các cơ quan, ban, ngành huyện' },
      { kind: 'group', group: 'communes', label: 'Ủy ban nhân dân các xã, thị trấn' },
    ],
    recipients: LINES.map((label) => ({ kind: 'line', label })),
    blocks: PARAGRAPHS.map(([kind, text], index) => ({ id: `b${index + 1}`, kind, runs: [{ text }] })),
    typistMark: '',
  };
}
