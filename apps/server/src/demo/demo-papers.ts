import type { DraftContent } from '@congvu/contracts';

export interface Paper {
  type: string;
  abstract: string;
  urgency?: DraftContent['urgency'];
  paragraphs: readonly string[];
  addressees: DraftContent['addressees'];
  recipients: readonly string[];
}

const COMMUNES: DraftContent['addressees'] = [
  { kind: 'group', group: 'communes', label: 'Ủy ban nhân dân các xã, thị trấn' },
];

export const INVITATION: Paper = {
  type: 'invitation',
  abstract: 'Họp giao ban công tác tháng 3 năm 2021',
  paragraphs: [
    'Ủy ban nhân dân huyện trân trọng kính mời Chủ tịch UBND các xã, thị trấn dự họp giao ban công tác tháng 3 năm 2021.',
    '1. Thời gian: 08 giờ 00 ngày 24/3/2021.',
    '2. Địa điểm: Phòng họp số 1, trụ sở HĐND và UBND huyện.',
    '3. Nội dung: đánh giá nhiệm vụ phát triển kinh tế - xã hội quý I và việc chuẩn bị bầu cử.',
    'Đề nghị các đại biểu dự họp đúng thành phần, thời gian.',
  ],
  addressees: COMMUNES,
  recipients: ['Như trên', 'Chủ tịch, các Phó Chủ tịch UBND huyện', 'Lưu: VT, VP'],
};

export const STEERING_COMMITTEE: Paper = {
  type: 'decision',
  abstract: 'Kiện toàn Ban Chỉ đạo chuyển đổi số huyện Tam Đường',
  paragraphs: [
    'Căn cứ Luật Tổ chức chính quyền địa phương ngày 19/6/2015;',
    'Căn cứ Luật Công nghệ thông tin ngày 29/6/2006;',
    'Theo đề nghị của Trưởng phòng Văn hóa và Thông tin.',
    'Điều 1. Kiện toàn Ban Chỉ đạo chuyển đổi số huyện Tam Đường gồm Trưởng ban, hai Phó Trưởng ban và các ủy viên là thủ trưởng các cơ quan chuyên môn.',
    'Điều 2. Ban Chỉ đạo giúp UBND huyện chỉ đạo, đôn đốc việc ứng dụng công nghệ thông tin, xây dựng chính quyền điện tử trên địa bàn huyện.',
    'Điều 3. Chánh Văn phòng HĐND và UBND huyện, thủ trưởng các cơ quan có liên quan chịu trách nhiệm thi hành Quyết định này.',
  ],
  addressees: [],
  recipients: ['Như Điều 3', 'Chủ tịch, các Phó Chủ tịch UBND huyện', 'Lưu: VT, VHTT'],
};

export const STAFF_REVIEW: Paper = {
  type: 'official_letter',
  abstract: 'V/v rà soát, cập nhật hồ sơ cán bộ, công chức, viên chức năm 2021',
  paragraphs: [
    'Thực hiện kế hoạch công tác năm 2021, Phòng Nội vụ đề nghị UBND các xã, thị trấn rà soát, bổ sung hồ sơ của cán bộ, công chức thuộc quyền quản lý.',
    'Báo cáo kết quả gửi về Phòng Nội vụ trước ngày 26/3/2021 để tổng hợp trình UBND huyện.',
  ],
  addressees: COMMUNES,
  recipients: ['Như trên', 'Lưu: VT, CM'],
};

export const DISEASE_CONTROL: Paper = {
  type: 'official_letter',
  abstract: 'V/v tăng cường các biện pháp phòng, chống dịch Covid-19 tại các chợ phiên',
  urgency: 'express',
  paragraphs: [
    'Trước diễn biến của dịch bệnh, Phòng Y tế đề nghị UBND các xã, thị trấn tổ chức đo thân nhiệt, nhắc người dân đeo khẩu trang, giữ khoảng cách tại các chợ phiên từ ngày 20/3/2021.',
    'Kết quả báo cáo hằng ngày về Phòng Y tế trước 16 giờ.',
  ],
  addressees: COMMUNES,
  recipients: ['Như trên', 'Lưu: VT, CM'],
};

export const WEEKLY_REPORT: Paper = {
  type: 'report',
  abstract: 'Kết quả thực hiện chính quyền điện tử quý I năm 2021',
  paragraphs: [
    'Thực hiện chỉ đạo của UBND huyện, UBND xã báo cáo kết quả thực hiện chính quyền điện tử quý I năm 2021 như sau:',
    '1. Văn bản gửi, nhận qua hệ thống quản lý văn bản và điều hành đạt 96%.',
    '2. Cán bộ, công chức được cấp hộp thư công vụ đạt 100%.',
    '3. Đề nghị UBND huyện quan tâm cấp chứng thư số cho công chức chuyên môn.',
  ],
  addressees: [],
  recipients: ['UBND huyện Tam Đường', 'Lưu: VT, VP'],
};

export const ELECTION_PLAN: Paper = {
  type: 'plan',
  abstract: 'Tuyên truyền bầu cử đại biểu Quốc hội khóa XV và đại biểu HĐND các cấp tại các xã, thị trấn',
  paragraphs: [
    '1. Mục đích: để nhân dân hiểu quyền và nghĩa vụ của cử tri, tích cực tham gia ngày bầu cử.',
    '2. Nội dung: tuyên truyền trên hệ thống truyền thanh, pa nô, khẩu hiệu từ ngày 25/3/2021.',
    '3. Giao Phòng Văn hóa và Thông tin chủ trì, phối hợp với UBND các xã, thị trấn thực hiện.',
  ],
  addressees: [],
  recipients: ['UBND các xã, thị trấn', 'Lưu: VT, VHTT'],
};

/** Letters of bodies outside this installation, as scanned or sent by mail. */
export const OUTSIDE_LETTERS = [
  {
    number: 313,
    symbol: 'STTTT-BCVTCNTT',
    issuedOn: '2021-03-12',
    abstract: 'V/v đẩy mạnh gửi, nhận văn bản điện tử trên hệ thống quản lý văn bản và điều hành',
    text: 'Sở Thông tin và Truyền thông đề nghị UBND các huyện, thành phố chỉ đạo gửi, nhận văn bản hoàn toàn trên hệ thống quản lý văn bản và điều hành; lập danh sách tài khoản cần cấp mới, thu hồi gửi về Sở.',
  },
  {
    number: 315,
    symbol: 'STTTT-BCVTCNTT',
    issuedOn: '2021-03-12',
    abstract: 'V/v cảnh báo thư giả mạo đánh cắp tài khoản hộp thư điện tử công vụ',
    text: 'Gần đây xuất hiện thư giả danh quản trị hệ thống yêu cầu người dùng nhập lại mật khẩu hộp thư công vụ. Sở đề nghị các cơ quan thông báo tới cán bộ, công chức không mở liên kết, không cung cấp mật khẩu.',
  },
] as const;

export function paperContent(paper: Paper, signerPositionId: string, receiver?: DraftContent['recipients'][number]) {
  const kindOf = (text: string): DraftContent['blocks'][number]['kind'] => {
    if (text.startsWith('Căn cứ ') || text.startsWith('Theo đề nghị ')) {
      return 'basis';
    }
    return text.startsWith('Điều ') ? 'article' : 'paragraph';
  };
  const recipients = paper.recipients.map((label) =>
    receiver?.label === label ? receiver : ({ kind: 'line', label } as const),
  );
  return {
    documentType: paper.type,
    abstract: paper.abstract,
    urgency: paper.urgency ?? 'normal',
    signerPositionId,
    addressees: paper.addressees,
    recipients,
    blocks: paper.paragraphs.map((text, index) => ({
      id: `b${index + 1}`,
      kind: kindOf(text),
      runs: [{ text }],
    })),
    typistMark: '',
  } satisfies DraftContent;
}
