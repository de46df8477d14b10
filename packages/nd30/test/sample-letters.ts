import {
  DOCUMENT_TYPES,
  type DocumentTypeCode,
  exampleLetter,
  type FormDetails,
  type Letter,
  symbolFor,
} from '../src/index.ts';

const DETAILS: Partial<Record<DocumentTypeCode, FormDetails>> = {
  telegram: {
    form: 'telegram',
    from: 'Chủ tịch UBND huyện Bản Sen',
    to: ['Chủ tịch UBND các xã', 'Các phòng, ban'],
  },
  invitation: {
    form: 'invitation',
    inviter: 'Ủy ban nhân dân huyện Bản Sen',
    guests: 'các thành viên Ban Chỉ đạo',
    event: 'Hội nghị sơ kết',
    time: '08 giờ 00, ngày 22/3/2021',
    venue: 'Phòng họp số 1',
  },
  introduction: {
    form: 'introduction',
    introducer: 'Ủy ban nhân dân huyện Bản Sen',
    person: 'Vàng A Páo',
    position: 'Chuyên viên',
    sentTo: 'Sở Thông tin và Truyền thông',
    purpose: 'nhận thiết bị',
    validUntil: '31/3/2021',
  },
  minutes: {
    form: 'minutes',
    startedAt: '08 giờ 00',
    venue: 'Phòng họp số 1',
    participants: ['Ông A', 'Bà B'],
    chair: 'Ông A',
    secretary: 'Bà B',
    endedAt: '11 giờ 30, ngày 22 tháng 3 năm 2021',
  },
  leave_permit: {
    form: 'leave_permit',
    applicationOn: '15/3/2021',
    person: 'Vàng A Páo',
    position: 'Chuyên viên',
    leaveKind: 'phép năm',
    period: 'từ ngày 05/4/2021 đến hết ngày 09/4/2021',
    place: 'huyện Bản Sen',
  },
};

/** A short letter of each of the 29 types. */
export function sampleOf(type: DocumentTypeCode): Letter {
  const { addressees, appendices: _, ...rest } = exampleLetter();
  const form = DOCUMENT_TYPES.find((known) => known.code === type)?.form;
  const details = DETAILS[type];
  const isOrdered = form === 'decision' || form === 'resolution';
  return {
    ...rest,
    type,
    number: 7,
    issuedOn: '2021-02-05',
    symbol: symbolFor({ type, agency: 'UBND', unit: 'VHTT' }),
    ...(form === 'official_letter' && addressees !== undefined ? { addressees } : {}),
    ...(details === undefined ? {} : { details }),
    ...(isOrdered
      ? {
          authority: ['Ủy ban nhân dân huyện Bản Sen'],
          legalBases: ['Căn cứ Luật Tổ chức chính quyền địa phương'],
        }
      : {}),
    ...(form === 'minutes' ? { secondSignatory: { lines: ['Thư ký'], name: 'Nguyễn Thu Thủy' } } : {}),
    body: [{ kind: 'article', number: 1, text: 'Nội dung của văn bản' }],
  };
}
