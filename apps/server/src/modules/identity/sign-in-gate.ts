import type { SecuritySettings } from '@congvu/contracts';
import { record } from '#modules/audit';
import type { Config } from '../../platform/config.ts';
import type { Context } from '../../platform/context.ts';
import type { Tx } from '../../platform/db.ts';
import { AppError } from '../../platform/errors.ts';
import { countDeviceFailure, findDevice } from './identity.devices.ts';
import { findSettings, updateUser } from './identity.store.ts';
import type { IdentityTables, User } from './identity.tables.ts';
import { NOBODY } from './secrets.ts';
import { noteLocked } from './security-events.ts';

const HOUR_MS = 3_600_000;

/** One text for unknown, wrong, locked and disabled: the answer tells nothing about the account (T08). */
export function wrongCredentials(): AppError {
  return new AppError(
    'identity.wrong_credentials',
    401,
    'Tên đăng nhập hoặc mật khẩu không đúng, hoặc tài khoản đang tạm khóa. Sau 5 lần sai, tài khoản khóa 12 giờ trên máy lạ. Kiểm tra bộ gõ và phím Caps Lock; nếu quên mật khẩu, đề nghị quản trị cấp liên kết đặt lại.',
  );
}

export interface Gate {
  user: User | undefined;
  device: IdentityTables['identity_device'] | undefined;
  settings: SecuritySettings;
  /** Why this account cannot come in now, whatever the password; null = open. */
  closed: 'unknown' | 'demo_only' | 'disabled' | 'invited' | 'locked' | null;
}

/** The password of a demo account is known to everybody: it opens nothing once the office runs without --demo. */
export function isDemoOnly(user: Pick<User, 'demo'>, config: Pick<Config, 'demo'>): boolean {
  return user.demo && !config.demo;
}

function whyClosed(user: User | undefined, hasDevice: boolean, context: Context): Gate['closed'] {
  if (user === undefined) {
    return 'unknown';
  }
  if (isDemoOnly(user, context.config)) {
    return 'demo_only';
  }
  if (user.disabled_at !== null) {
    return 'disabled';
  }
  if (user.password_hash === null) {
    return 'invited';
  }
  return user.locked_until !== null && user.locked_until > context.clock.now() && !hasDevice ? 'locked' : null;
}

/** The state of the account for this browser; the same statements run for accounts that do not exist. */
export async function readGate(
  tx: Tx,
  context: Context,
  user: User | undefined,
  deviceToken: string | undefined,
): Promise<Gate> {
  const device = await findDevice(tx, user, deviceToken);
  const settings = await findSettings(tx, user?.agency_id ?? NOBODY);
  return { user, device, settings, closed: whyClosed(user, device !== undefined, context) };
}

/** Somebody may have changed the password or shut the account while the hash was computed outside the transaction. */
export function isStillRight(gate: Gate, verified: User | undefined, isRight: boolean): gate is Gate & { user: User } {
  return (
    isRight && gate.user !== undefined && gate.closed === null && gate.user.password_hash === verified?.password_hash
  );
}

/** The same statements for an account that is there, for none, and for the try that locks it (T08). */
async function countAgainstAccount(tx: Tx, context: Context, { user, settings }: Gate): Promise<void> {
  const now = context.clock.now();
  const owner = user ?? { agency_id: NOBODY, id: NOBODY, failed_count: 0, locked_until: null };
  // A lock that stands is not prolonged: five wrong tries cannot keep somebody out for ever.
  const isLocked = owner.locked_until !== null && owner.locked_until > now;
  const failed = isLocked ? owner.failed_count : owner.failed_count + 1;
  const locks = !isLocked && failed >= settings.lockAfter;
  await noteLocked(tx, context, owner, locks && user !== undefined);
  await updateUser(tx, owner, {
    failed_count: locks ? 0 : failed,
    locked_until: locks ? new Date(now.getTime() + settings.lockHours * HOUR_MS) : owner.locked_until,
  });
}

/** Counts a wrong password or code against the browser when it is known, otherwise against the account. */
export async function countFailure(tx: Tx, context: Context, gate: Gate, reason: string): Promise<void> {
  if (gate.device === undefined) {
    await countAgainstAccount(tx, context, gate);
  } else {
    await countDeviceFailure(tx, gate.device);
  }
  await recordFailure(tx, context, gate, reason);
}

/** Failed attempts leave a trace, too (QCVN 12:2026 3.7.2.4). */
export async function recordFailure(tx: Tx, context: Context, gate: Gate, reason: string): Promise<void> {
  await record(tx, context, {
    action: 'identity.sign_in_failed',
    agencyId: gate.user?.agency_id ?? NOBODY,
    objectKind: 'user',
    objectId: gate.user?.id ?? NOBODY,
    detail: { reason, knownDevice: gate.device !== undefined, userAgent: context.meta.userAgent },
  });
}
