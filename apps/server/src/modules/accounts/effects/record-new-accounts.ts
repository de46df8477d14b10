import { recordAll } from '#modules/audit';
import { createInvitedUser } from '#modules/identity';
import { getAgency } from '#modules/org';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { AppError, conflict } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { printDay } from '../../../platform/print-dates.ts';
import { inSavepoint } from '../../../platform/savepoint.ts';
import { ACCOUNT_TRANSITIONS, IN_USE } from '../accounts.states.ts';
import {
  accountNameKey,
  addHistories,
  findByName,
  insertAccount,
  insertAccounts,
  lockById,
  nameColumns,
  refreshDuplicates,
  updateAccount,
} from '../accounts.store.ts';
import { type AccountRow, accountTables } from '../accounts.tables.ts';
import { tellHoldersAndUnits } from '../tell.ts';

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

/** What is the same for a whole list, asked once. */
interface Asked {
  /** Agencies of this installation. */
  hosted: ReadonlySet<string>;
  /** People who stand in the register because they sign in here. */
  signingIn: ReadonlySet<string>;
}

async function ask(tx: Tx, all: readonly NewAccount[]): Promise<Asked> {
  const withPerson = all.filter(({ personId }) => personId !== null);
  const hosted = new Set<string>();
  for (const agencyId of new Set(withPerson.map((given) => given.agencyId))) {
    if ((await getAgency(tx, agencyId)).hosted) {
      hosted.add(agencyId);
    }
  }
  const rows = await accountTables(tx)
    .selectFrom('account')
    .select('person_id')
    .where((where) => where('person_id', '=', where.fn.any(where.val(withPerson.map(({ personId }) => personId)))))
    .where('source', '=', 'sign_in')
    .execute();
  return { hosted, signingIn: new Set(rows.flatMap((row) => row.person_id ?? [])) };
}

async function openSignIn(tx: Tx, context: Context, given: NewAccount, asked: Asked): Promise<string | null> {
  if (given.personId === null || !asked.hosted.has(given.agencyId)) {
    return null;
  }
  const user = await createInvitedUser(tx, context, {
    agencyId: given.agencyId,
    personId: given.personId,
    userName: given.accountName,
  });
  return user.userId;
}

function columnsOf(given: NewAccount, userId: string | null) {
  return {
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
}

function newRow(given: NewAccount, userId: string | null) {
  return {
    agency_id: given.agencyId,
    holder_name: given.holderName,
    used_on: given.on,
    ...columnsOf(given, userId),
  };
}

async function store(tx: Tx, context: Context, given: NewAccount, asked: Asked): Promise<AccountRow> {
  const userId = await openSignIn(tx, context, given, asked);
  const mayBePresent = given.personId !== null && asked.signingIn.has(given.personId);
  const inserted = mayBePresent ? undefined : await insertAccount(tx, context, newRow(given, userId));
  if (inserted !== undefined) {
    return inserted;
  }
  const present = await findPresent(tx, given);
  if (present === undefined) {
    const late = await insertAccount(tx, context, newRow(given, userId));
    if (late === undefined) {
      throw nameTaken(given.accountName);
    }
    return late;
  }
  const columns = columnsOf(given, userId);
  const set = {
    ...columns,
    ...nameColumns(given.holderName),
    name_key: accountNameKey(columns.name),
    activated_on: present.activated_on ?? given.on,
  };
  await updateAccount(tx, context, present, { set });
  return { ...present, ...set };
}

interface Granted {
  given: NewAccount;
  account: AccountRow;
}

type Answer = { accountId: string; userId: string | null } | AppError;

/** Of people without a personal record here, under names nobody has: one statement for all of them. */
async function insertPlain(tx: Tx, context: Context, all: readonly NewAccount[]): Promise<Map<NewAccount, AccountRow>> {
  // Of two lines with one name the first wins; whether the other is the same account is looked at on its own.
  const byKey = new Map<string, NewAccount>();
  for (const given of all.filter(({ personId }) => personId === null)) {
    const key = accountNameKey(given.accountName);
    byKey.set(key, byKey.get(key) ?? given);
  }
  const rows = await insertAccounts(
    tx,
    context,
    [...byKey.values()].map((given) => newRow(given, null)),
  );
  return new Map(
    rows.flatMap((row) => {
      const given = byKey.get(row.name_key);
      return given === undefined ? [] : [[given, row] as const];
    }),
  );
}

async function grantOne(tx: Tx, context: Context, given: NewAccount, asked: Asked): Promise<AccountRow | AppError> {
  let account: AccountRow | undefined;
  const refusal = await inSavepoint(tx, async () => {
    account = await store(tx, context, given, asked);
  });
  return account === undefined || refusal !== undefined ? (refusal ?? nameTaken(given.accountName)) : account;
}

const HAND_OVER = ' Mở sổ tài khoản để lấy liên kết đặt mật khẩu dùng một lần rồi trao cho người dùng.';

/** Everything that stands beside the rows: history, audit, who is told, once for all of them. */
async function follow(tx: Tx, context: Context, granted: readonly Granted[]): Promise<void> {
  const agencies = Map.groupBy(granted, ({ account }) => account.agency_id);
  await refreshDuplicates(tx, [...agencies.keys()]);
  await addHistories(
    tx,
    context,
    granted.map(({ given, account }) => ({
      account,
      text: `Cấp tài khoản ${account.name} cho ${account.holder_name}, từ ngày ${printDay(given.on)}`,
      link: given.link,
    })),
  );
  await recordAll(
    tx,
    context,
    granted.map(({ given, account }) => ({
      action: 'accounts.granted',
      agencyId: given.agencyId,
      objectKind: 'account',
      objectId: account.id,
      detail: {
        name: account.name,
        personId: given.personId,
        userId: account.user_id,
        requestId: given.requestId,
        on: given.on,
      },
    })),
  );
  await tellHoldersAndUnits(
    tx,
    context,
    'accounts.granted',
    granted.map(({ account }) => ({
      account,
      toHolder: `Tài khoản ${account.name} đã được cấp cho mình. Nhận liên kết đặt mật khẩu ở văn thư cơ quan.`,
      toUnit: `Tài khoản ${account.name} của ${account.holder_name} đã được cấp.${account.user_id === null ? '' : HAND_OVER}`,
    })),
  );
  for (const [agencyId, own] of agencies) {
    await publish(tx, { topic: 'accounts', agencyId, ids: own.map(({ account }) => account.id) });
  }
}

/**
 * Lines of Mẫu 06 were granted: the accounts stand in the register, and people of an agency of this installation get a sign-in without
 * a password. Its one-time link is made when somebody hands it over (`issueInvitation`). The same result twice is one account. One
 * that is refused, such as a name that is taken (409 `accounts.name_taken`), leaves no trace and stops no other: answers by line.
 */
export async function recordNewAccounts(tx: Tx, context: Context, all: readonly NewAccount[]): Promise<Answer[]> {
  const plain = await insertPlain(tx, context, all);
  const asked = await ask(tx, all);
  const answers: Answer[] = [];
  const granted: Granted[] = [];
  for (const given of all) {
    const account = plain.get(given) ?? (await grantOne(tx, context, given, asked));
    if (account instanceof AppError) {
      answers.push(account);
    } else {
      answers.push({ accountId: account.id, userId: account.user_id });
      granted.push({ given, account });
    }
  }
  if (granted.length > 0) {
    await follow(tx, context, granted);
  }
  return answers;
}

/** One account by itself. @throws AppError 409 `accounts.name_taken` and whatever else refuses it */
export async function recordNewAccount(
  tx: Tx,
  context: Context,
  given: NewAccount,
): Promise<{ accountId: string; userId: string | null }> {
  const [answer = nameTaken(given.accountName)] = await recordNewAccounts(tx, context, [given]);
  if (answer instanceof AppError) {
    throw answer;
  }
  return answer;
}
