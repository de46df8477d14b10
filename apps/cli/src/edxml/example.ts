import type { EdxmlDocument } from '@congvu/edxml';

/** What `congvu edxml build --example` prints: a complete, valid input with invented bodies and people. */
export const EXAMPLE_DOCUMENT: EdxmlDocument = {
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
