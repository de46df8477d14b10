import { record } from '#modules/audit';
import { createInvitedUser } from '#modules/identity';
import { getAgency } from '#modules/org';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { conflict } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { ACCOUNT_TRANSITIONS, IN_USE } from '../accounts.states.ts';
import {
  accountNameKey,
  addHistory,
  findByName,
  insertAccount,
  lockById,
  nameColumns,
  refreshDuplicates,
  updateAccount,
} from '../accounts.store.ts';
import { type AccountRow, accountTables } from '../accounts.tables.ts';
import { shownDay } from '../dates.ts';
import { tellHolderAndUnit } from '../tell.ts';

export interface NewAccount {
  agencyId: string;
  personId: string | null;
  holderName: string;
  positionTitle: string;
  unitName: string;
  phone: string;
  accountName: string;
  on: string;
  requestId: string | null;
  link: string | null;
}

function nameTaken(name: string) {
  return conflict(
    'accounts.name_taken',
    `Tên tài khoản ${name} đã có trong sổ, của người khác hoặc đã thu hồi. Mỗi tên chỉ cấp một lần; kiểm tra lại kết quả rồi nhập tên đúng.`,
  );
}

function isSameHolder(row: AccountRow, given: NewAccount): boolean {
  return row.person_id !== null && given.personId !== null
    ? row.person_id === given.personId
    : row.search_name === nameColumns(given.holderName).search_name;
}

/** The row that is this very account already: asked for, recorded before, or here because the person signs in here. */
async function findPresent(tx: Tx, given: NewAccount): Promise<AccountRow | undefined> {
  const named = await findByName(tx, given.accountName);
  if (named !== undefined) {
    if (named.agency_id !== given.agencyId || named.state === 'revoked' || !isSameHolder(named, given)) {
      throw nameTaken(given.accountName);
    }
    return lockById(tx, named.id);
  }
  if (given.personId === null) {
    return undefined;
  }
  return accountTables(tx)
    .selectFrom('account')
    .selectAll()
    .where('agency_id', '=', given.agencyId)
    .where('person_id', '=', given.personId)
    .where('source', '=', 'sign_in')
    .where('state', 'in', IN_USE)
    .forNoKeyUpdate()
    .executeTakeFirst();
}

async function openSignIn(tx: Tx, context: Context, given: NewAccount): Promise<string | null> {
  if (given.personId === null || !(await getAgency(tx, given.agencyId)).hosted) {
    return null;
  }
  const user = await createInvitedUser(tx, context, {
    agencyId: given.agencyId,
    personId: given.personId,
    userName: given.accountName,
  });
  return user.userId;
}

async function store(tx: Tx, context: Context, given: NewAccount, userId: string | null): Promise<AccountRow> {
  const columns = {
    name: given.accountName.normalize('NFC').trim(),
    person_id: given.personId,
    user_id: userId,
    position_title: given.positionTitle,
    unit_name: given.unitName,
    phone: given.phone,
    state: ACCOUNT_TRANSITIONS.grant.to,
    source: 'request' as const,
    activated_on: given.on,
    source_request_id: given.requestId,
  };
  const present = await findPresent(tx, given);
  if (present === undefined) {
    const inserted = await insertAccount(tx, context, {
      agency_id: given.agencyId,
      holder_name: given.holderName,
      used_on: given.on,
      ...columns,
    });
    if (inserted === undefined) {
      throw nameTaken(given.accountName);
    }
    return inserted;
  }
  const set = {
    ...columns,
    ...nameColumns(given.holderName),
    name_key: accountNameKey(columns.name),
    activated_on: present.activated_on ?? given.on,
  };
  await updateAccount(tx, context, present, { set });
  return { ...present, ...set };
}

/**
 * Mẫu 06 was granted: the account stands in the register, and a person of an agency of this installation gets a sign-in without a
 * password. Its one-time link is made when somebody hands it over (`issueAccountInvitation`). The same result twice is one account.
 * @throws AppError 409 `accounts.name_taken`
 */
export async function recordNewAccount(
  tx: Tx,
  context: Context,
  given: NewAccount,
): Promise<{ accountId: string; userId: string | null }> {
  const userId = await openSignIn(tx, context, given);
  const account = await store(tx, context, given, userId);
  await refreshDuplicates(tx, [given.agencyId]);
  await addHistory(tx, context, account, {
    text: `Cấp tài khoản ${account.name} cho ${account.holder_name}, từ ngày ${shownDay(given.on)}`,
    link: given.link,
  });
  await record(tx, context, {
    action: 'accounts.granted',
    agencyId: given.agencyId,
    objectKind: 'account',
    objectId: account.id,
    detail: { name: account.name, personId: given.personId, userId, requestId: given.requestId, on: given.on },
  });
  const handOver =
    userId === null ? '' : ' Mở sổ tài khoản để lấy liên kết đặt mật khẩu dùng một lần rồi trao cho người dùng.';
  await tellHolderAndUnit(tx, context, account, {
    kind: 'accounts.granted',
    toHolder: `Tài khoản ${account.name} đã được cấp cho mình. Nhận liên kết đặt mật khẩu ở văn thư cơ quan.`,
    toUnit: `Tài khoản ${account.name} của ${account.holder_name} đã được cấp.${handOver}`,
  });
  await publish(tx, { topic: 'accounts', agencyId: given.agencyId, ids: [account.id] });
  return { accountId: account.id, userId };
}
