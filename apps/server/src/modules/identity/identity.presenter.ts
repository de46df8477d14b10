import type { AccountView } from '@congvu/contracts';

type AccountState = AccountView['state'];

export const STATE_LABELS: Record<AccountState, string> = {
  invited: 'Chờ đặt mật khẩu',
  active: 'Đang dùng',
  locked: 'Tạm khóa',
  disabled: 'Đã ngừng',
};

export interface AccountRow {
  userId: string;
  userName: string;
  personId: string;
  fullName: string;
  sortName: string;
  title: string | null;
  unitName: string | null;
  agencyId: string;
  agencyName: string;
  state: AccountState;
  secondFactor: boolean;
  ssoLinked: boolean;
  mustChangePassword: boolean;
  openSessions: number;
  lastSignInAt: Date | null;
  createdAt: Date;
}

export function presentAccount(row: AccountRow): AccountView {
  const { sortName: _sortName, ...shown } = row;
  return {
    ...shown,
    title: row.title ?? 'Không giữ chức vụ',
    unitName: row.unitName ?? '',
    stateLabel: STATE_LABELS[row.state],
    lastSignInAt: row.lastSignInAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  };
}
