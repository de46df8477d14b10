import type { Context } from '../../platform/context.ts';
import type { Tx } from '../../platform/db.ts';
import { conflict, invalid } from '../../platform/errors.ts';
import { newId } from '../../platform/ids.ts';
import { findUserOfPerson } from './identity.store.ts';
import { identityTables, type User } from './identity.tables.ts';
import { foldUserName, isUserName, suggestUserName } from './user-name.ts';

const MOST_NAMESAKES = 1_000;

export interface NewUser {
  agencyId: string;
  personId: string;
  fullName: string;
  /** Left out: proposed from the full name, with a number for namesakes. */
  userName?: string | undefined;
  passwordHash: string | null;
  demo?: boolean;
}

/** Undefined when the name, or an account of the person, is there already. */
async function tryInsert(tx: Tx, context: Context, given: NewUser, userName: string): Promise<User | undefined> {
  const now = context.clock.now();
  return identityTables(tx)
    .insertInto('identity_user')
    .values({
      agency_id: given.agencyId,
      id: newId(now.getTime()),
      person_id: given.personId,
      user_name: userName,
      password_hash: given.passwordHash,
      password_changed_at: given.passwordHash === null ? null : now,
      must_change_password: false,
      totp_secret: null,
      totp_enabled_at: null,
      totp_last_step: 0,
      passkey_count: 0,
      certificate_since: null,
      reopened_at: null,
      failed_count: 0,
      locked_until: null,
      disabled_at: null,
      disabled_reason: null,
      last_position_id: null,
      last_sign_in_at: null,
      created_at: now,
      demo: given.demo ?? false,
    })
    .onConflict((on) => on.doNothing())
    .returningAll()
    .executeTakeFirst();
}

async function assertNoAccount(tx: Tx, personId: string): Promise<void> {
  if ((await findUserOfPerson(tx, personId)) !== undefined) {
    throw conflict(
      'identity.account_exists',
      'Người này đã có tài khoản. Mỗi người chỉ có một tài khoản; tìm trong danh sách.',
    );
  }
}

async function insertNamed(tx: Tx, context: Context, given: NewUser, typed: string): Promise<User> {
  const { userName } = foldUserName(typed);
  if (!isUserName(userName)) {
    const message =
      'Tên đăng nhập gồm 3 đến 50 chữ cái không dấu, chữ số, dấu chấm, gạch nối hoặc gạch dưới; bắt đầu và kết thúc bằng chữ hoặc số.';
    throw invalid('identity.user_name_invalid', message, [{ path: 'userName', message }]);
  }
  const user = await tryInsert(tx, context, given, userName);
  if (user === undefined) {
    await assertNoAccount(tx, given.personId);
    throw conflict('identity.user_name_taken', `Tên đăng nhập ${userName} đã có người dùng. Chọn tên khác.`);
  }
  return user;
}

/**
 * A new account of a person who has none. User names are plain letters, unique in the whole installation.
 * @throws AppError `identity.account_exists`, `identity.user_name_taken`, `identity.user_name_invalid`
 */
export async function insertUser(tx: Tx, context: Context, given: NewUser): Promise<User> {
  await assertNoAccount(tx, given.personId);
  if (given.userName !== undefined) {
    return insertNamed(tx, context, given, given.userName);
  }
  const proposed = suggestUserName(given.fullName);
  for (let number = 1; number <= MOST_NAMESAKES; number += 1) {
    const user = await tryInsert(tx, context, given, number === 1 ? proposed : `${proposed}${number}`);
    if (user !== undefined) {
      return user;
    }
    await assertNoAccount(tx, given.personId);
  }
  throw conflict('identity.user_name_taken', `Tên đăng nhập ${proposed} đã có quá nhiều người dùng. Tự đặt tên khác.`);
}
