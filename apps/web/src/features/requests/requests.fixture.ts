import type { FormCode, RequestListItem, RequestView } from '@congvu/contracts';
import { exampleForm, formByCode } from '@congvu/forms';
import { asAnswers } from './editor/problems.ts';

export const REQUEST_ID = '01900000-0000-7000-8000-000000000701';
const AGENCY_ID = '01900000-0000-7000-8000-000000000001';

export function listItem(part: Partial<RequestListItem> = {}): RequestListItem {
  const id = part.id ?? REQUEST_ID;
  return {
    id,
    kind: 'cert.issue.person',
    form: 'M01',
    formLabel: 'Mẫu 01',
    title: 'Cấp chứng thư số cho cá nhân',
    subject: 'Lò Thị Hương',
    agencyId: AGENCY_ID,
    agencyName: 'UBND xã Khun Há',
    unitName: 'Văn phòng - Thống kê',
    declarantName: 'Lò Thị Hương',
    state: 'draft',
    stateLabel: 'Nháp',
    nil: false,
    urgent: false,
    late: false,
    itemCount: 1,
    doneCount: 0,
    errors: 0,
    warnings: 0,
    returnedReason: null,
    campaignId: null,
    dueBefore: null,
    submittedAt: null,
    updatedAt: '2021-03-24T03:42:00Z',
    link: `/de-nghi/${id}`,
    abilities: {},
    ...part,
  };
}

/** A draft of the form as the package's own example fills it in: nothing to correct. */
export function view(code: FormCode, part: Partial<RequestView> = {}): RequestView {
  const form = formByCode(code);
  const { addressee, place, fields, rows } = exampleForm(code);
  return {
    ...listItem({ kind: form.kind, form: code, formLabel: form.label, title: form.shortTitle }),
    abilities: { 'requests.edit': true, 'requests.send': true },
    set: '2021',
    revision: 1,
    version: 3,
    content: {
      ...(addressee !== undefined && { addressee }),
      ...(place !== undefined && { place }),
      date: null,
      ...(fields !== undefined && { fields: asAnswers(fields) }),
      ...(rows !== undefined && { rows: [...rows] }),
    },
    findings: [],
    overrides: [],
    prefilled: [],
    consolidatorName: 'UBND huyện Tam Đường',
    declareModes: [],
    approveModes: [],
    signatures: [],
    items: [],
    moreItems: false,
    pdfUrl: `/api/requests/${REQUEST_ID}/print?format=pdf`,
    attachments: [],
    steps: [
      { key: 'draft', label: 'Khai', state: 'now', at: null, by: null },
      { key: 'approve', label: 'Chủ tịch UBND xã duyệt', state: 'waiting', at: null, by: null },
    ],
    movements: [],
    returned: null,
    revisions: [],
    batch: null,
    yearlyCost: null,
    ...part,
  };
}
