import { expect, test } from 'vitest';
import { describeDelegation } from './delegation-words.ts';
import type { DelegationRow } from './org.presenter.ts';

const TODAY = '2021-03-22';

function row(given: Partial<DelegationRow>): DelegationRow {
  return {
    id: 'd',
    agencyId: 'a',
    capacity: 'TUQ',
    fromName: 'Tẩn Văn Chủ',
    fromTitle: 'Chủ tịch',
    toPositionId: 'p',
    toName: 'Lê Thị Trưởng',
    toTitle: 'Trưởng phòng',
    toUnitName: 'Phòng Văn hóa',
    basis: 'Giấy ủy quyền số 04/GUQ-UBND',
    basisOn: '2021-01-15',
    documentTypes: [],
    fields: [],
    validFrom: '2021-01-20',
    validTo: '2021-06-30',
    revokedAt: null,
    revokedReason: null,
    holderValidTo: null,
    ...given,
  };
}

const HEAD = 'Ký thừa ủy quyền (TUQ.) do Tẩn Văn Chủ giao theo Giấy ủy quyền số 04/GUQ-UBND ngày 15/01/2021';

test.each<[string, Partial<DelegationRow>, string]>([
  ['in force', {}, `${HEAD}, có hiệu lực từ ngày 20/01/2021 đến hết ngày 30/6/2021.`],
  ['on its last day', { validTo: TODAY }, `${HEAD}, có hiệu lực từ ngày 20/01/2021 đến hết ngày 22/3/2021.`],
  ['without end', { validTo: null }, `${HEAD}, có hiệu lực từ ngày 20/01/2021 đến khi thay thế.`],
  [
    'coming',
    { validFrom: '2021-04-01' },
    `${HEAD}, chưa có hiệu lực, bắt đầu từ ngày 01/4/2021, đến hết ngày 30/6/2021.`,
  ],
  ['ended', { validTo: '2021-03-21' }, `${HEAD}, đã hết hiệu lực sau ngày 21/3/2021.`],
  [
    'ended with the post',
    { holderValidTo: '2021-03-10' },
    `${HEAD}, đã hết hiệu lực sau ngày 10/3/2021 cùng với chức vụ của người nhận.`,
  ],
  [
    'taken back, by the day of Vietnam',
    { revokedAt: new Date('2021-03-19T18:00:00Z'), revokedReason: 'Phân công lại' },
    `${HEAD}, đã bị thu hồi ngày 20/3/2021: Phân công lại.`,
  ],
  [
    'by the regulation',
    { fromName: null, capacity: 'TL', validTo: null },
    'Ký thừa lệnh (TL.) theo Giấy ủy quyền số 04/GUQ-UBND ngày 15/01/2021, có hiệu lực từ ngày 20/01/2021 đến khi thay thế.',
  ],
])('%s', (_name, given, sentence) => {
  expect(describeDelegation(row(given), TODAY)).toBe(sentence);
});
