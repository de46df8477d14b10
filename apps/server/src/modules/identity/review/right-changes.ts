import type { RightChange } from '@congvu/contracts';
import { type Act, listActs } from '#modules/audit';
import type { Db, Tx } from '../../../platform/db.ts';
import { findTouched, listAgenciesAbove } from './review.store.ts';

/** Acts that give, change or take a right (QCVN 12:2026/BCA 3.7.2.8–3.7.2.9). */
const LABELS: Record<string, string> = {
  'org.position_created': 'Giao chức vụ',
  'org.position_edited': 'Đổi vai của chức vụ',
  'org.position_ended': 'Kết thúc chức vụ',
  'org.person_left': 'Cán bộ thôi việc, chuyển, nghỉ hưu',
  'org.delegation_created': 'Giao quyền ký',
  'org.delegation_revoked': 'Thu quyền ký',
  'org.import_confirmed': 'Nhập danh sách cán bộ, chức vụ',
  'identity.account_created': 'Cấp tài khoản',
  'identity.account_disabled': 'Ngừng tài khoản',
  'identity.account_enabled': 'Mở lại tài khoản',
  'identity.account_unlocked': 'Mở khóa trước hạn',
  'identity.account_reset': 'Cấp liên kết đặt lại mật khẩu',
  'identity.sso_forgotten': 'Gỡ liên kết đăng nhập một lần',
  'identity.security_settings_saved': 'Đổi quy định bảo mật',
};

const ROLE_LABELS: Record<string, string> = {
  clerk: 'Văn thư',
  leader: 'Lãnh đạo',
  unit_head: 'Trưởng đơn vị',
  specialist: 'Chuyên viên',
  focal: 'Đầu mối',
  administrator: 'Quản trị',
  auditor: 'Kiểm soát',
};

/** More than an agency changes in a quarter; the list says so when it is reached. */
const MOST = 2_000;

export function roleLabels(roles: readonly string[]): string[] {
  return roles.map((role) => ROLE_LABELS[role] ?? role);
}

function rolesText(value: unknown): string {
  const names = Array.isArray(value) ? roleLabels(value.filter((one) => typeof one === 'string')) : [];
  return names.length === 0 ? 'không có vai' : names.join(', ');
}

function isChange(value: unknown): value is { from: unknown; to: unknown } {
  return typeof value === 'object' && value !== null && 'from' in value && 'to' in value;
}

/** One line of what the leaf knows: the post, the roles before and after, the reason. */
export function describeChange({ detail }: Pick<Act, 'detail'>): string {
  const { title, roles, reason, basis, leaveReason } = detail;
  const parts = [
    typeof title === 'string' ? title : '',
    isChange(roles) ? `vai: ${rolesText(roles.from)} → ${rolesText(roles.to)}` : '',
    Array.isArray(roles) ? `vai: ${rolesText(roles)}` : '',
    ...[reason, basis, leaveReason].map((value) => (typeof value === 'string' ? value : '')),
  ];
  return parts.filter((part) => part !== '').join('; ');
}

export async function listRightChanges(
  db: Db | Tx,
  agencyId: string,
  span: { after: Date; until: Date },
): Promise<RightChange[]> {
  const agencyIds = await listAgenciesAbove(db, agencyId);
  const acts = await listActs(db, { agencyIds, actions: Object.keys(LABELS), ...span, limit: MOST });
  const touched = new Map((await findTouched(db, acts)).map((one) => [`${one.kind} ${one.id}`, one]));
  return acts.flatMap((act) => {
    const whose = touched.get(`${act.objectKind} ${act.objectId}`);
    // What an agency above did counts where the right belongs to somebody here.
    if ((whose?.agencyId ?? act.agencyId) !== agencyId) {
      return [];
    }
    const label = LABELS[act.action] ?? act.action;
    const person = whose?.name ?? '';
    return [{ at: act.at.toISOString(), label, person, detail: describeChange(act), by: act.by }];
  });
}
