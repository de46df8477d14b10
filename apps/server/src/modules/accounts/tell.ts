import { notify } from '#modules/notifications';
import { listPositions } from '#modules/org';
import type { Role } from '../../platform/authorise.ts';
import { vietnamDate } from '../../platform/clock.ts';
import type { Context } from '../../platform/context.ts';
import type { Tx } from '../../platform/db.ts';
import type { AccountRow } from './accounts.tables.ts';

/** Where the register shows one account. */
export function accountLink(id: string): string {
  return `/so-tai-khoan?id=${id}`;
}

export interface News {
  kind: string;
  text: string;
  link: string;
  reason: string;
}

/** Whoever holds one of the roles in the agency today. */
export async function tellRoles(
  tx: Tx,
  context: Context,
  agencyId: string,
  roles: readonly Role[],
  news: News,
): Promise<void> {
  const positions = await listPositions(tx, agencyId, vietnamDate(context.clock.now()));
  const personIds = positions
    .filter((position) => roles.some((role) => position.roles.includes(role)))
    .map(({ personId }) => personId);
  await notify(tx, context, { ...news, agencyId, personIds });
}

/** The holder, and the clerk and leaders of the unit: what happens to an account concerns both. */
export async function tellHolderAndUnit(
  tx: Tx,
  context: Context,
  account: Pick<AccountRow, 'agency_id' | 'id' | 'person_id'>,
  news: { kind: string; toHolder: string; toUnit: string },
): Promise<void> {
  const link = accountLink(account.id);
  await tellRoles(tx, context, account.agency_id, ['clerk', 'leader'], {
    kind: news.kind,
    text: news.toUnit,
    link,
    reason: 'Tài khoản của cơ quan',
  });
  if (account.person_id !== null) {
    await notify(tx, context, {
      agencyId: account.agency_id,
      personIds: [account.person_id],
      kind: news.kind,
      text: news.toHolder,
      link,
      reason: 'Tài khoản của mình',
    });
  }
}
