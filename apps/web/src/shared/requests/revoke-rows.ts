import type { AccountEntryView } from '@congvu/contracts';
import type { FormRow } from '@congvu/forms';

const REASONS = { idle: 'Không sử dụng', duplicate: 'Trùng tài khoản' } as const;

function reasonOf({ waste, wasteLabel }: AccountEntryView): string {
  return waste === 'left' ? wasteLabel : waste === null ? '' : REASONS[waste];
}

/** The line of Mẫu số 07 that asks for this account to be taken back. */
export function revokeRow(account: AccountEntryView): FormRow {
  return {
    fullName: account.holderName,
    position: account.positionTitle,
    unit: account.unitName === '' ? account.agencyName : account.unitName,
    account: account.name,
    reason: reasonOf(account),
    note: '',
  };
}
