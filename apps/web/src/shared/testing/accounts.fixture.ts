import type { AccountEntryView } from '@congvu/contracts';
import { id } from './ids.ts';

export function account(part: Partial<AccountEntryView> = {}): AccountEntryView {
  return {
    id: id(100),
    name: 'tuala.binhlu',
    type: 'business',
    holderName: 'Lý A Tủa',
    personId: null,
    positionTitle: 'Công chức Tài chính',
    unitName: 'Văn phòng',
    agencyId: id(1),
    agencyName: 'UBND xã Bình Lư',
    state: 'active',
    stateLabel: 'Đang dùng',
    activatedOn: '2019-06-15',
    disabledOn: null,
    lastSignInAt: '2021-01-18T17:00:00Z',
    lastActionAt: null,
    idleDays: 71,
    waste: 'idle',
    wasteLabel: 'Không dùng 71 ngày',
    kept: null,
    mobileEditing: true,
    mobileEditingSince: '2021-02-01',
    yearlyFee: 20_000,
    linkedUser: true,
    abilities: { 'accounts.keep': true, 'accounts.invite': true },
    ...part,
  };
}
