import {
  type EdxmlDocument,
  type EdxmlMessage,
  type EdxmlStatusCode,
  recallOf,
  refOf,
  replaceOf,
  STATUS_CODES,
  statusOf,
  updateOf,
} from '@congvu/edxml';

/** A complete letter with invented bodies and people. */
const LETTER: EdxmlDocument = {
  kind: 'document',
  from: {
    agencyCode: 'H35.9',
    governingBody: 'UBND tỉnh Lai Châu',
    name: 'UBND huyện Mẫu',
    address: 'Thị trấn Mẫu, tỉnh Lai Châu',
    email: 'ubndmau@example.vn',
    telephone: '02130000000',
  },
  to: [
    { agencyCode: 'H35.9.1', governingBody: 'UBND huyện Mẫu', name: 'Phòng Văn hóa và Thông tin' },
    { agencyCode: '001.09.00.H35', governingBody: 'UBND huyện Mẫu', name: 'UBND xã Ví Dụ' },
  ],
  documentId: 'H35.9,2026/03/16,123/UBND-VHTT',
  number: '123',
  symbol: 'UBND-VHTT',
  placeOfIssue: 'Lai Châu',
  issuedOn: '2026-03-16',
  documentType: { code: '1', detail: '0', name: 'Công văn' },
  abstract: 'V/v rà soát, đăng ký cấp chứng thư số chuyên dùng công vụ năm 2026',
  signatory: { signingCapacity: 'KT. CHỦ TỊCH', position: 'PHÓ CHỦ TỊCH', fullName: 'Nguyễn Văn Mẫu' },
  dueOn: '2026-03-31',
  urgency: 'normal',
  copyCount: 2,
  pageCount: 3,
  isDirective: true,
  appendices: ['Mẫu 01: Đề nghị cấp chứng thư số cho cá nhân'],
  steering: 'directive',
  recipients: ['Như trên', 'Lưu: VT, VHTT'],
  trace: [{ agencyCode: 'H35.9', at: '2026-03-16T09:30:00+07:00' }],
  business: {
    kind: 'new',
    reason: 'Văn bản điện tử mới',
    paperCopyFollows: false,
    staff: { department: 'Văn thư', name: 'Trần Thị Ví Dụ', email: 'vanthu@example.vn', mobile: '0900000000' },
  },
};

const STAFF = LETTER.business?.staff ?? {};
const LATER: EdxmlDocument = {
  ...LETTER,
  documentId: 'H35.9,2026/03/20,130/UBND-VHTT',
  number: '130',
  issuedOn: '2026-03-20',
  trace: [{ agencyCode: 'H35.9', at: '2026-03-20T08:00:00+07:00' }],
};

const RECALL = recallOf(
  { ...LATER, abstract: 'V/v thu hồi Công văn số 123/UBND-VHTT ngày 16/3/2026' },
  { targets: [refOf(LETTER)], reason: 'Thu hồi văn bản điện tử: gửi nhầm nơi nhận', staff: STAFF },
);

const UPDATE = updateOf(
  { ...LATER, abstract: 'V/v đính chính Công văn số 123/UBND-VHTT ngày 16/3/2026' },
  {
    documentId: LETTER.documentId,
    reason: 'Cập nhật văn bản điện tử: đổi hạn gửi và nơi nhận',
    staff: STAFF,
    contentChanged: true,
    receivers: [
      { agencyCode: '001.09.00.H35', change: 'removed' },
      { agencyCode: 'H35.9.2', change: 'added' },
    ],
  },
);

const REPLACE = replaceOf(
  { ...LATER, abstract: 'V/v rà soát chứng thư số (thay thế Công văn số 123/UBND-VHTT)' },
  { replacements: [{ documentId: LETTER.documentId }], reason: 'Văn bản thay thế', staff: STAFF },
);

/** Words of the example statuses; what a clerk would write. */
const DESCRIPTIONS: Record<EdxmlStatusCode, string> = {
  '01': 'Đã đến, văn thư chưa xử lý',
  '02': 'Từ chối: văn bản không thuộc thẩm quyền giải quyết',
  '03': 'Đã tiếp nhận, vào sổ văn bản đến',
  '04': 'Lãnh đạo đã phân công xử lý',
  '05': 'Đang xử lý',
  '06': 'Đã hoàn thành, lưu hồ sơ',
  '13': 'Yêu cầu lấy lại: gửi nhầm nơi nhận',
  '15': 'Đồng ý lấy lại',
  '16': 'Từ chối lấy lại: văn bản đã được giải quyết',
};

function statusExample(statusCode: EdxmlStatusCode): EdxmlMessage {
  const [receiver = LETTER.from] = LETTER.to;
  return statusOf(LETTER, {
    statusCode,
    from: STATUS_CODES[statusCode].sentBy === 'sender' ? LETTER.from : receiver,
    at: '2026-03-17T14:05:09+07:00',
    description: DESCRIPTIONS[statusCode],
    staff: { department: 'Văn thư', name: 'Lê Văn Thử', email: 'vanthu2@example.vn', mobile: '0900000001' },
  });
}

/** What `congvu edxml build --example NAME` prints: each a complete, valid input. */
export const EXAMPLES = {
  new: LETTER,
  recall: RECALL,
  update: UPDATE,
  replace: REPLACE,
  'status-01': statusExample('01'),
  'status-02': statusExample('02'),
  'status-03': statusExample('03'),
  'status-04': statusExample('04'),
  'status-05': statusExample('05'),
  'status-06': statusExample('06'),
  'status-13': statusExample('13'),
  'status-15': statusExample('15'),
  'status-16': statusExample('16'),
} as const;

export function isExampleName(name: string): name is keyof typeof EXAMPLES {
  return Object.hasOwn(EXAMPLES, name);
}
