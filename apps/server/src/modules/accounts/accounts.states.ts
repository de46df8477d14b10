import { LEAVE_REASONS } from '@congvu/forms';
import { printDay } from '../../platform/print-dates.ts';
import type { AccountRow, AccountState, AttestationRow } from './accounts.tables.ts';
import { daysBetween } from './dates.ts';

export const ACCOUNT_STATE_LABELS: Record<AccountState, string> = {
  requested: 'Đang đề nghị cấp',
  active: 'Đang dùng',
  suspended: 'Tạm ngừng',
  revoke_requested: 'Đang đề nghị thu hồi',
  revoked: 'Đã thu hồi',
};

/** Which act leads from where to where; any other pair is `accounts.wrong_state`. */
export const ACCOUNT_TRANSITIONS = {
  grant: { from: ['requested', 'active'], to: 'active' },
  request_revocation: { from: ['active', 'suspended'], to: 'revoke_requested' },
  give_up_revocation: { from: ['revoke_requested'], to: 'active' },
  revoke: { from: ['requested', 'active', 'suspended', 'revoke_requested'], to: 'revoked' },
} as const satisfies Record<string, { from: readonly AccountState[]; to: AccountState }>;

/** Paid for: until the province has taken it away an account costs, whatever is asked for it. */
export const IN_USE: readonly AccountState[] = ['active', 'suspended', 'revoke_requested'];

export const ATTESTATION_LABELS: Record<AttestationRow['state'], string> = {
  waiting: 'Chờ xác nhận',
  attested: 'Đã xác nhận',
  escalated: 'Quá hạn xác nhận',
};

export type Waste = 'idle' | 'left' | 'duplicate';

/** Ways of writing a reason that are not in the list stay as they were written. */
export function leaveLabel(reason: string): string {
  return LEAVE_REASONS.find(({ value }) => value === reason)?.label ?? reason;
}

export function isKept(account: Pick<AccountRow, 'kept_until'>, today: string): boolean {
  return account.kept_until !== null && account.kept_until >= today;
}

/** The same rule as `WASTE` in waste.sql.ts, for one row. */
export function wasteOf(account: AccountRow, day: { today: string; idleDays: number }): Waste | null {
  const { today } = day;
  if (account.type !== 'business' || !IN_USE.includes(account.state) || isKept(account, today)) {
    return null;
  }
  if (account.left_on !== null && account.left_on <= today) {
    return 'left';
  }
  if (account.duplicate) {
    return 'duplicate';
  }
  return daysBetween(account.used_on, today) > day.idleDays ? 'idle' : null;
}

function wasUsed(account: AccountRow): boolean {
  return account.last_sign_in_at !== null || account.last_action_at !== null;
}

/** Days without use; null when it was never used. */
export function idleDaysOf(account: AccountRow, today: string): number | null {
  return wasUsed(account) ? Math.max(0, daysBetween(account.used_on, today)) : null;
}

/** "Không dùng 71 ngày", "Chuyển công tác", "Nghỉ thai sản đến 30/6/2021". */
export function wasteLabelOf(account: AccountRow, waste: Waste | null, today: string): string {
  if (isKept(account, today) && account.kept_until !== null) {
    return `${account.kept_reason ?? ''} đến ${printDay(account.kept_until)}`;
  }
  switch (waste) {
    case 'left':
      return leaveLabel(account.left_reason ?? 'resigned');
    case 'duplicate':
      return 'Trùng tài khoản';
    case 'idle': {
      const days = daysBetween(account.used_on, today);
      return wasUsed(account) ? `Không dùng ${days} ngày` : `Chưa đăng nhập lần nào, cấp ${days} ngày`;
    }
    default:
      return '';
  }
}
