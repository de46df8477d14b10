import type { AmendmentBoard, AmendmentRequestView, IncomingAmendments } from '@congvu/contracts';

export const DOCUMENT_ID = '01900000-0000-7000-8000-0000000000e1';
const AMENDMENT_ID = '01900000-0000-7000-8000-0000000000e2';
export const REQUEST_ID = '01900000-0000-7000-8000-0000000000e3';
const LETTER_ID = '01900000-0000-7000-8000-0000000000e4';
export const DISPATCH_IDS = ['01900000-0000-7000-8000-0000000000d1', '01900000-0000-7000-8000-0000000000d2'] as const;

const NAMES = ['UBND xã Bình Lư', 'UBND xã Nà Tăm'];

export function board(part: Partial<AmendmentBoard> = {}): AmendmentBoard {
  return {
    documentId: DOCUMENT_ID,
    numberSymbol: '367/UBND-VHTT',
    frozen: null,
    links: [],
    amendments: [],
    choices: [
      { kind: 'take_back', label: 'Lấy lại văn bản gửi nhầm', sentence: 'Gửi ngay yêu cầu.', allowed: true },
      { kind: 'recall', label: 'Thu hồi bằng văn bản', sentence: 'Mở dự thảo công văn thu hồi.', allowed: true },
      { kind: 'replace', label: 'Thay thế bằng văn bản mới', sentence: 'Mở dự thảo cùng loại.', allowed: true },
      {
        kind: 'correct',
        label: 'Đính chính',
        sentence: 'Mở dự thảo đính chính.',
        allowed: 'Văn bản đã được thay thế.',
      },
      { kind: 'update', label: 'Gửi bản cập nhật', sentence: 'Mở dự thảo gửi bổ sung.', allowed: true },
    ],
    askable: DISPATCH_IDS.map((dispatchId, index) => ({
      dispatchId,
      name: NAMES[index] ?? '',
      code: `H35.1.${index}`,
      stateLabel: '',
      registered: index === 1,
    })),
    consentRule: 'after_registration',
    abilities: { 'amendments.change_receivers': true },
    ...part,
  };
}

export const refusedAmendment: AmendmentBoard['amendments'][number] = {
  id: AMENDMENT_ID,
  kind: 'take_back',
  kindLabel: 'Lấy lại',
  state: 'asked',
  stateLabel: 'Đã gửi nơi nhận',
  reason: 'Gửi nhầm bản chưa duyệt',
  requestedBy: 'Lò Thị Thư',
  requestedAt: '2021-03-22T02:00:00.000Z',
  consent: null,
  letter: null,
  counts: { asked: 2, agreed: 1, rejected: 1, paperDue: 1 },
  receivers: [
    {
      dispatchId: DISPATCH_IDS[0],
      name: 'UBND xã Bình Lư',
      code: 'H35.1.0',
      state: 'agreed',
      stateLabel: 'Đồng ý',
      rounds: [
        {
          round: 1,
          askedAt: '2021-03-22T02:00:00.000Z',
          reason: 'Gửi nhầm',
          answer: 'agreed',
          answeredAt: '2021-03-22T03:00:00.000Z',
          note: 'Đã hủy 2 tệp',
        },
      ],
      paper: 'due',
      paperBackOn: null,
      paperNote: '',
      abilities: { 'amendments.paper_back': true, 'amendments.ask_again': 'Chỉ yêu cầu lại nơi đã từ chối.' },
    },
    {
      dispatchId: DISPATCH_IDS[1],
      name: 'UBND xã Nà Tăm',
      code: 'H35.1.1',
      state: 'rejected',
      stateLabel: 'Từ chối',
      rounds: [
        {
          round: 1,
          askedAt: '2021-03-22T02:00:00.000Z',
          reason: 'Gửi nhầm',
          answer: 'rejected',
          answeredAt: '2021-03-22T03:00:00.000Z',
          note: 'Đã triển khai xong',
        },
      ],
      paper: 'none',
      paperBackOn: null,
      paperNote: '',
      abilities: { 'amendments.ask_again': true },
    },
  ],
  abilities: {},
};

export function request(part: Partial<AmendmentRequestView> = {}): AmendmentRequestView {
  return {
    id: REQUEST_ID,
    kind: 'recall',
    sentence: 'UBND huyện Bản Sen đề nghị thu hồi Công văn 367/UBND-VHTT',
    reason: 'Văn bản ban hành sai thẩm quyền',
    senderName: 'UBND huyện Bản Sen',
    round: 1,
    state: 'waiting',
    stateLabel: 'Chờ văn thư trả lời',
    askedAt: '2021-03-22T02:00:00.000Z',
    answerBy: '2021-03-23',
    overdue: false,
    target: {
      documentId: DOCUMENT_ID,
      name: 'Công văn 367/UBND-VHTT của UBND huyện Bản Sen',
      arrivalNumber: 45,
      arrivedOn: '2021-03-22',
      link: `/van-ban-den/${DOCUMENT_ID}`,
    },
    letter: { documentId: LETTER_ID, name: 'Công văn 12/UBND-VP ngày 23/03/2021', link: `/van-ban-den/${LETTER_ID}` },
    consequences: ['Hủy 2 tệp cùng trích yếu; không lấy lại được.', '2 việc đang xử lý sẽ dừng.'],
    openParts: [
      { name: 'Nguyễn Thị Vân Anh', label: 'Chủ trì' },
      { name: 'Tao Thị Nhung', label: 'Phối hợp' },
    ],
    answeredAt: null,
    answeredBy: '',
    answerNote: '',
    abilities: { 'amendments.agree': true, 'amendments.reject': true },
    ...part,
  };
}

export function asked(part: Partial<IncomingAmendments> = {}): IncomingAmendments {
  return { documentId: DOCUMENT_ID, destroyed: null, requests: [request()], links: [], ...part };
}
