import { type KnownAccount, nameKey } from '@congvu/forms';
import type { Db, Tx } from '../../platform/db.ts';
import { accountNameKey } from './accounts.store.ts';
import { type AccountRow, accountTables } from './accounts.tables.ts';

export interface AccountFacts {
  /** By `accountNameKey`. */
  byName: Map<string, KnownAccount>;
  /** By `nameKey` of the full name, over all agencies: somebody may be on the way from one unit to another. */
  byHolder: Map<string, KnownAccount[]>;
}

function toKnown(row: AccountRow, agencyId: string, today: string | undefined): KnownAccount {
  const isKept = row.state === 'active' && today !== undefined && row.kept_until !== null && row.kept_until >= today;
  return {
    name: row.name,
    holderName: row.holder_name,
    unitName: row.unit_name,
    ownUnit: row.agency_id === agencyId,
    state: isKept ? 'kept' : row.state,
    mobileEditing: row.mobile_editing_from !== null && row.mobile_editing_to === null,
  };
}

/** What the rules of Mẫu 06–08 ask the register, in two statements for any number of lines. */
export async function accountFacts(
  db: Db | Tx,
  asked: {
    agencyId: string;
    names?: readonly string[];
    holders?: readonly { fullName: string; unitName: string }[];
    /** The day of the check, for accounts that are kept until a day. */
    today?: string;
  },
): Promise<AccountFacts> {
  const byName = new Map<string, KnownAccount>();
  const byHolder = new Map<string, KnownAccount[]>();
  const keys = [...new Set((asked.names ?? []).map(accountNameKey))];
  if (keys.length > 0) {
    const rows = await accountTables(db)
      .selectFrom('account')
      .selectAll()
      .where((where) => where('name_key', '=', where.fn.any(where.val(keys))))
      .execute();
    for (const row of rows) {
      byName.set(row.name_key, toKnown(row, asked.agencyId, asked.today));
    }
  }
  const names = [...new Set((asked.holders ?? []).map(({ fullName }) => nameKey(fullName)))];
  if (names.length > 0) {
    const rows = await accountTables(db)
      .selectFrom('account')
      .selectAll()
      .where((where) => where('search_name', '=', where.fn.any(where.val(names))))
      .where('state', '<>', 'revoked')
      .execute();
    for (const row of rows) {
      byHolder.set(row.search_name, [
        ...(byHolder.get(row.search_name) ?? []),
        toKnown(row, asked.agencyId, asked.today),
      ]);
    }
  }
  return { byName, byHolder };
}
