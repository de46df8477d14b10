import type { SecurityEventKind, SecurityEventView } from '@congvu/contracts';
import type { ActingContext, Context } from '../../platform/context.ts';
import type { Db, Tx } from '../../platform/db.ts';
import { newId } from '../../platform/ids.ts';
import { enqueueWhen } from '../../platform/jobs.ts';
import { rawQuery } from '../../platform/sql.ts';
import { deviceName } from './device-name.ts';
import { findUserById } from './identity.store.ts';
import { type IdentityTables, identityTables, type User } from './identity.tables.ts';

type SecurityEvent = IdentityTables['identity_security_event'];

export const TELL_EVENT = 'identity.tell_security_event';
const DAY_MS = 24 * 3_600_000;
/** How far back the person sees what happened to the account; what is older stays in the audit log only. */
const DAYS_SHOWN = 90;
const MOST_SHOWN = 100;

const TEXTS: Record<SecurityEventKind, string> = {
  new_device: 'Đăng nhập trên thiết bị mới',
  password_changed: 'Mật khẩu đã được đổi',
  second_factor_on: 'Đã bật ứng dụng xác thực hai lớp',
  second_factor_off: 'Đã tắt ứng dụng xác thực hai lớp',
  recovery_codes_renewed: 'Đã lấy bộ mã khôi phục mới',
  recovery_code_used: 'Đã dùng một mã khôi phục',
  passkey_added: 'Đã thêm khóa truy cập',
  passkey_removed: 'Đã gỡ khóa truy cập',
  certificate_on: 'Đã dùng chứng thư số làm lớp xác thực thứ hai',
  certificate_off: 'Đã thôi dùng chứng thư số làm lớp xác thực thứ hai',
  app_password_added: 'Đã tạo mật khẩu thiết bị cho chương trình thư',
  app_password_removed: 'Đã hủy mật khẩu thiết bị của chương trình thư',
  disabled_unused: 'Tài khoản đã tạm ngừng do lâu không dùng',
  locked: 'Tài khoản tạm khóa trên máy lạ do nhập sai nhiều lần',
  sessions_ended: 'Đã kết thúc các phiên khác',
  account_reset: 'Quản trị đã cấp liên kết đặt lại mật khẩu',
};

export function describeEvent(event: Pick<SecurityEvent, 'kind' | 'what'>): string {
  return event.what === '' ? TEXTS[event.kind] : `${TEXTS[event.kind]}: ${event.what}`;
}

/**
 * Something happened to the account that its owner must hear of (ASVS 6.3.7): a row of his page, and a notice that a job writes, since
 * notices belong to a module above. In the transaction of the event.
 */
export async function noteSecurityEvent(
  tx: Tx,
  context: Context,
  user: Pick<User, 'agency_id' | 'id'>,
  kind: SecurityEventKind,
  what = '',
): Promise<void> {
  await insertEvent(tx, context, user, { kind, what, really: true });
}

/**
 * Whether a wrong try locked the account: the same two statements run for accounts that do not exist and for tries that lock nothing, so
 * that the time of the answer tells nothing (T08).
 */
export async function noteLocked(
  tx: Tx,
  context: Context,
  user: Pick<User, 'agency_id' | 'id'>,
  locked: boolean,
): Promise<void> {
  await insertEvent(tx, context, user, { kind: 'locked', what: '', really: locked });
}

async function insertEvent(
  tx: Tx,
  context: Context,
  user: Pick<User, 'agency_id' | 'id'>,
  event: { kind: SecurityEventKind; what: string; really: boolean },
): Promise<void> {
  const at = context.clock.now();
  const id = newId(at.getTime());
  const { userAgent, ip } = context.meta;
  const device = userAgent === '' ? 'Hệ thống' : deviceName(userAgent);
  await rawQuery(
    tx,
    `insert into identity_security_event (agency_id, id, user_id, kind, at, device, ip, what)
     select $1::uuid, $2::uuid, $3::uuid, $4::text, $5::timestamptz, $6::text, $7::text, $8::text where $9::boolean`,
    [user.agency_id, id, user.id, event.kind, at, device, ip, event.what, event.really],
  );
  await enqueueWhen(tx, event.really, TELL_EVENT, { agencyId: user.agency_id, id });
}

/** For the modules above: something of the person who acts now was made or taken away. */
export async function noteOwnSecurityEvent(
  tx: Tx,
  context: ActingContext,
  kind: SecurityEventKind,
  what = '',
): Promise<void> {
  const user = await findUserById(tx, context.subject.userId);
  if (user !== undefined) {
    await noteSecurityEvent(tx, context, user, kind, what);
  }
}

export async function findSecurityEvent(
  db: Db | Tx,
  key: { agencyId: string; id: string },
): Promise<SecurityEvent | undefined> {
  return identityTables(db)
    .selectFrom('identity_security_event')
    .selectAll()
    .where('agency_id', '=', key.agencyId)
    .where('id', '=', key.id)
    .executeTakeFirst();
}

export async function listSecurityEvents(
  db: Db | Tx,
  user: Pick<User, 'agency_id' | 'id'>,
  now: Date,
): Promise<SecurityEventView[]> {
  const rows = await identityTables(db)
    .selectFrom('identity_security_event')
    .selectAll()
    .where('agency_id', '=', user.agency_id)
    .where('user_id', '=', user.id)
    .where('at', '>', new Date(now.getTime() - DAYS_SHOWN * DAY_MS))
    .orderBy('id', 'desc')
    .limit(MOST_SHOWN)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    text: describeEvent(row),
    at: row.at.toISOString(),
    device: row.device,
    ip: row.ip,
    denied: row.denied_at !== null,
  }));
}
