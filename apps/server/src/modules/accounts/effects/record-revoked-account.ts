import { record } from '#modules/audit';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { conflict } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { ACCOUNT_TRANSITIONS, leaveLabel } from '../accounts.states.ts';
import { addHistory, lockByName, refreshDuplicates, updateAccount } from '../accounts.store.ts';
import type { AccountRow } from '../accounts.tables.ts';
import { shownDay } from '../dates.ts';
import { enterUsers } from '../sweeps/sync-users.ts';
import { tellHolderAndUnit } from '../tell.ts';
import { askToShut } from './shut-sign-in.ts';

export interface AccountEffect {
  agencyId: string;
  accountName: string;
  on: string;
  requestId: string | null;
  link: string | null;
}

/** A list may have brought the account before anybody looked for its sign-in: found now, or it would stay open. */
async function lockWithSignIn(tx: Tx, context: Context, given: AccountEffect): Promise<AccountRow> {
  const account = await lockByName(tx, given.agencyId, given.accountName);
  if (account.user_id !== null || account.person_id === null) {
    return account;
  }
  await enterUsers(tx, context, { personId: account.person_id });
  return lockByName(tx, given.agencyId, given.accountName);
}

/**
 * Mẫu 07 was granted: the register says so at once; the sign-in is shut as soon as nothing would be orphaned. The same result
 * twice changes nothing.
 * @throws AppError 404 `accounts.not_found`
 */
export async function recordRevokedAccount(
  tx: Tx,
  context: Context,
  given: AccountEffect & { reason: string },
): Promise<void> {
  const account = await lockWithSignIn(tx, context, given);
  if (account.state === 'revoked') {
    return;
  }
  const moved = await updateAccount(tx, context, account, {
    from: ACCOUNT_TRANSITIONS.revoke.from,
    set: {
      state: ACCOUNT_TRANSITIONS.revoke.to,
      disabled_on: given.on,
      duplicate: false,
      kept_reason: null,
      kept_until: null,
      ...(account.mobile_editing_from !== null && {
        mobile_editing_to: account.mobile_editing_to ?? given.on,
      }),
    },
  });
  if (!moved) {
    throw conflict('accounts.wrong_state', `Tài khoản ${account.name} vừa thay đổi. Tải lại sổ tài khoản.`);
  }
  const why = leaveLabel(given.reason);
  await addHistory(tx, context, account, {
    text: `Thu hồi từ ngày ${shownDay(given.on)}: ${why}`,
    link: given.link,
  });
  await askToShut(tx, context, account, given.reason);
  await refreshDuplicates(tx, [given.agencyId]);
  await record(tx, context, {
    action: 'accounts.revoked',
    agencyId: given.agencyId,
    objectKind: 'account',
    objectId: account.id,
    detail: { name: account.name, on: given.on, reason: given.reason, requestId: given.requestId },
  });
  const waits = account.user_id === null ? '' : ' Đăng nhập khóa ngay khi không còn việc, dự thảo nào đang mở.';
  await tellHolderAndUnit(tx, context, account, {
    kind: 'accounts.revoked',
    toHolder: `Tài khoản ${account.name} đã được thu hồi (${why}).${waits}`,
    toUnit: `Tài khoản ${account.name} của ${account.holder_name} đã được thu hồi (${why}).${waits}`,
  });
  await publish(tx, { topic: 'accounts', agencyId: given.agencyId, ids: [account.id] });
}
