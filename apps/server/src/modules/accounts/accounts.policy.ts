import { definePolicies, hasRole, no, type Role, type Subject, YES } from '../../platform/authorise.ts';
import type { AccountState } from './accounts.tables.ts';

/** Whose register: `own` the agency of the subject, `below` an agency below it, `none` of an agency asked for by nobody in particular. */
export interface AccountFactsForPolicy {
  reach: 'own' | 'below';
  state: AccountState;
  kept: boolean;
  /** The person has no password yet. */
  invited: boolean;
  own: boolean;
  /** Holds the right of Mẫu số 08. */
  mobile: boolean;
}

export type AccountAction =
  | 'accounts.list'
  | 'accounts.read'
  | 'accounts.keep'
  | 'accounts.unkeep'
  | 'accounts.withdraw_mobile'
  | 'accounts.invite';

/** Who sees the register of the agency; the others see their own account. */
const KEEPERS: Role[] = ['clerk', 'leader', 'unit_head', 'focal', 'administrator', 'auditor'];
/** Who looks after the agencies below, too: the guiding office. */
const GUIDES: Role[] = ['leader', 'focal', 'administrator', 'auditor'];

export function seesAgency(subject: Subject): boolean {
  return hasRole(subject, ...KEEPERS);
}

export function seesBelow(subject: Subject): boolean {
  return hasRole(subject, ...GUIDES);
}

const IN_USE: AccountState[] = ['active', 'suspended', 'revoke_requested'];

function keepsTheRegister(subject: Subject, account: AccountFactsForPolicy): boolean {
  return account.reach === 'own' ? hasRole(subject, 'clerk', 'leader', 'focal') : hasRole(subject, 'focal');
}

const NOT_KEEPER = 'Văn thư, lãnh đạo cơ quan hoặc đầu mối hướng dẫn được làm việc này.';

export const accountPolicies = definePolicies<AccountFactsForPolicy, AccountAction>({
  'accounts.list': () => YES,
  'accounts.read': (subject, account) =>
    account.own || seesAgency(subject) ? YES : no('Chỉ xem được tài khoản của mình.'),
  'accounts.keep': (subject, account) => {
    if (!keepsTheRegister(subject, account)) {
      return no(NOT_KEEPER);
    }
    return IN_USE.includes(account.state) ? YES : no('Chỉ giữ được tài khoản đang dùng.');
  },
  'accounts.unkeep': (subject, account) => {
    if (!keepsTheRegister(subject, account)) {
      return no(NOT_KEEPER);
    }
    return account.kept ? YES : no('Tài khoản này không ở diện được giữ.');
  },
  'accounts.withdraw_mobile': (subject, account) => {
    if (!keepsTheRegister(subject, account)) {
      return no(NOT_KEEPER);
    }
    return account.mobile && IN_USE.includes(account.state)
      ? YES
      : no('Tài khoản này không có quyền sửa trên iPad, điện thoại.');
  },
  'accounts.invite': (subject, account) => {
    const may = (account.reach === 'own' && hasRole(subject, 'clerk', 'leader')) || hasRole(subject, 'administrator');
    if (!may) {
      return no('Văn thư, lãnh đạo của cơ quan hoặc quản trị lấy liên kết đặt mật khẩu.');
    }
    return account.invited && IN_USE.includes(account.state)
      ? YES
      : no('Người này không chờ đặt mật khẩu trên hệ thống này.');
  },
});

export type RegisterAction =
  | 'accounts.import'
  | 'accounts.export'
  | 'accounts.waste'
  | 'accounts.ask_attestations'
  | 'accounts.attest'
  | 'accounts.see_attestation';

/** Acts on a register or a board as a whole; which agencies it holds stands in the statements. */
export const registerPolicies = definePolicies<null, RegisterAction>({
  'accounts.import': (subject) =>
    hasRole(subject, 'focal', 'administrator') ? YES : no('Đầu mối hướng dẫn hoặc quản trị nhập sổ tài khoản.'),
  'accounts.export': (subject) => (seesAgency(subject) ? YES : no('Vai đang làm việc không xuất được sổ tài khoản.')),
  'accounts.waste': (subject) =>
    hasRole(subject, ...GUIDES, 'clerk', 'unit_head') ? YES : no('Vai đang làm việc không xem bảng rà soát tài khoản.'),
  'accounts.ask_attestations': (subject) =>
    hasRole(subject, 'focal') ? YES : no('Đầu mối hướng dẫn đề nghị thủ trưởng xác nhận.'),
  'accounts.see_attestation': (subject) =>
    hasRole(subject, 'leader', 'clerk') ? YES : no('Lãnh đạo và văn thư cơ quan xem việc rà soát tài khoản.'),
  'accounts.attest': (subject) =>
    hasRole(subject, 'leader')
      ? YES
      : no('Thủ trưởng cơ quan xác nhận và chịu trách nhiệm về tài khoản không dùng (Công văn, mục 3).'),
});
