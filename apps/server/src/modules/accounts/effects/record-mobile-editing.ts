import { record } from '#modules/audit';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { conflict } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { printDay } from '../../../platform/print-dates.ts';
import { IN_USE } from '../accounts.states.ts';
import { addHistory, lockByName, updateAccount } from '../accounts.store.ts';
import { tellHoldersAndUnits } from '../tell.ts';
import type { AccountEffect } from './record-revoked-accounts.ts';

/**
 * Mẫu 08 was granted, or the right is taken back: from now on the server lets the holder write drafts on phone and tablet, or not.
 * @throws AppError 404 `accounts.not_found` · 409 `accounts.wrong_state` for an account nobody uses any more
 */
export async function recordMobileEditing(
  tx: Tx,
  context: Context,
  given: AccountEffect & { granted: boolean; reason?: string },
): Promise<void> {
  const account = await lockByName(tx, given.agencyId, given.accountName);
  const hasIt = account.mobile_editing_from !== null && account.mobile_editing_to === null;
  if (hasIt === given.granted) {
    return;
  }
  const moved = await updateAccount(tx, context, account, {
    from: IN_USE,
    set: given.granted ? { mobile_editing_from: given.on, mobile_editing_to: null } : { mobile_editing_to: given.on },
  });
  if (!moved) {
    throw conflict(
      'accounts.wrong_state',
      `Tài khoản ${account.name} không còn dùng nên không thay đổi được quyền chỉnh sửa trên thiết bị di động. Tải lại sổ tài khoản; người này còn cần tài khoản thì lập Mẫu số 06.`,
    );
  }
  const what = given.granted
    ? 'được chỉnh sửa văn bản trên máy tính bảng, điện thoại'
    : 'thôi được chỉnh sửa văn bản trên máy tính bảng, điện thoại';
  const why = given.reason === undefined ? '' : `: ${given.reason}`;
  await addHistory(tx, context, account, { text: `Từ ngày ${printDay(given.on)} ${what}${why}`, link: given.link });
  await record(tx, context, {
    action: given.granted ? 'accounts.mobile_editing_granted' : 'accounts.mobile_editing_withdrawn',
    agencyId: given.agencyId,
    objectKind: 'account',
    objectId: account.id,
    detail: { name: account.name, on: given.on, requestId: given.requestId, reason: given.reason ?? null },
  });
  await tellHoldersAndUnits(tx, context, 'accounts.mobile_editing', [
    {
      account,
      toHolder: `Tài khoản ${account.name} ${what}, từ ngày ${printDay(given.on)}.`,
      toUnit: `${account.holder_name} (${account.name}) ${what}, từ ngày ${printDay(given.on)}.`,
    },
  ]);
  await publish(tx, { topic: 'accounts', agencyId: given.agencyId, ids: [account.id] });
}
