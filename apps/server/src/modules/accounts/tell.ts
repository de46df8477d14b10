import { notify, notifyEach } from '#modules/notifications';
import { listPositions } from '#modules/org';
import type { Role } from '../../platform/authorise.ts';
import { vietnamDate } from '../../platform/clock.ts';
import type { Context } from '../../platform/context.ts';
import type { Tx } from '../../platform/db.ts';
import type { AccountRow } from './accounts.tables.ts';

const REGISTER = '/so-tai-khoan';

/** Where the register shows one account. */
export function accountLink(id: string): string {
  return `${REGISTER}?id=${id}`;
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

interface Told {
  account: Pick<AccountRow, 'agency_id' | 'id' | 'person_id'>;
  toHolder: string;
  toUnit: string;
}

/** Of a whole list the unit is told once; the register shows the rest. */
async function tellUnit(
  tx: Tx,
  context: Context,
  agencyId: string,
  kind: string,
  told: readonly Told[],
): Promise<void> {
  const last = told.at(-1);
  if (last === undefined) {
    return;
  }
  const isOne = told.length === 1;
  const others = isOne ? '' : ' Cùng đợt còn các tài khoản khác của cơ quan, xem trong sổ tài khoản.';
  await tellRoles(tx, context, agencyId, ['clerk', 'leader'], {
    kind,
    text: `${last.toUnit}${others}`,
    link: isOne ? accountLink(last.account.id) : REGISTER,
    reason: 'Tài khoản của cơ quan',
  });
}

/** Each holder, and the clerk and leaders of the unit: what happens to an account concerns both. */
export async function tellHoldersAndUnits(
  tx: Tx,
  context: Context,
  kind: string,
  told: readonly Told[],
): Promise<void> {
  for (const [agencyId, own] of Map.groupBy(told, ({ account }) => account.agency_id)) {
    await tellUnit(tx, context, agencyId, kind, own);
  }
  await notifyEach(
    tx,
    context,
    told.map(({ account, toHolder }) => ({
      agencyId: account.agency_id,
      personIds: account.person_id === null ? [] : [account.person_id],
      kind,
      text: toHolder,
      link: accountLink(account.id),
      reason: 'Tài khoản của mình',
    })),
  );
}
