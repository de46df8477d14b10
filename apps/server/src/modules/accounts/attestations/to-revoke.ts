import type { Db, Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { leaveLabel } from '../accounts.states.ts';
import { type AccountRow, accountTables } from '../accounts.tables.ts';

/** One row of Mẫu 07 that a review asks for. */
export interface AccountToRevoke {
  agencyId: string;
  attestationId: string;
  /** `2021-Q1` */
  quarter: string;
  account: AccountRow;
  /** As in LEAVE_REASONS of @congvu/forms. */
  reasonCode: string;
  reason: string;
}

interface FoundRow {
  agency_id: string;
  attestation_id: string;
  quarter: string;
  account_id: string;
  said: string;
}

const IN_USE = `account.state in ('active', 'suspended')`;

const ATTESTED = `
  select attestation.agency_id, attestation.id as attestation_id, attestation.quarter, account.id as account_id,
    coalesce(answer ->> 'reason', '') as said
  from account_attestation attestation
  cross join lateral jsonb_array_elements(attestation.answers) answer
  join account on account.agency_id = attestation.agency_id and account.id = (answer ->> 'accountId')::uuid
  where attestation.state = 'attested' and answer ->> 'answer' = 'revoke' and ${IN_USE}
    and ($1::uuid is null or attestation.agency_id = $1::uuid)
  order by attestation.agency_id, attestation.quarter, account.sort_name, account.id`;

// Whoever came back to his account meanwhile, or is kept, is asked for no more.
const UNANSWERED = `
  select attestation.agency_id, attestation.id as attestation_id, attestation.quarter, account.id as account_id, '' as said
  from account_attestation attestation
  join account on account.agency_id = attestation.agency_id and account.id = any(attestation.account_ids)
  where attestation.state = 'escalated' and ${IN_USE}
    and not coalesce(account.kept_until >= attestation.escalated_at::date, false)
    and (account.left_on is not null or account.duplicate or account.used_on < attestation.asked_at::date)
    and ($1::uuid is null or attestation.agency_id = $1::uuid)
  order by attestation.agency_id, attestation.quarter, account.sort_name, account.id`;

function reasonCodeOf(account: AccountRow): string {
  if (account.left_on !== null) {
    return account.left_reason ?? 'resigned';
  }
  return account.duplicate ? 'duplicate' : 'unused';
}

async function toRows(db: Db | Tx, found: readonly FoundRow[]): Promise<AccountToRevoke[]> {
  if (found.length === 0) {
    return [];
  }
  const ids = found.map((row) => row.account_id);
  const accounts = await accountTables(db)
    .selectFrom('account')
    .selectAll()
    .where((where) => where('id', '=', where.fn.any(where.val(ids))))
    .execute();
  const byId = new Map(accounts.map((account) => [account.id, account]));
  const seen = new Set<string>();
  return found.flatMap((row) => {
    const account = byId.get(row.account_id);
    if (account === undefined || seen.has(account.id)) {
      return [];
    }
    seen.add(account.id);
    const reasonCode = reasonCodeOf(account);
    return [
      {
        agencyId: row.agency_id,
        attestationId: row.attestation_id,
        quarter: row.quarter,
        account,
        reasonCode,
        reason: row.said === '' ? leaveLabel(reasonCode) : row.said,
      },
    ];
  });
}

/** The head answered "thu hồi" and no Mẫu 07 is under way yet. */
export async function attestedToRevoke(db: Db | Tx, asked: { agencyId?: string } = {}): Promise<AccountToRevoke[]> {
  return toRows(db, await rawQuery<FoundRow>(db, ATTESTED, [asked.agencyId ?? null]));
}

/** The head said nothing by the day: rows of escalated reviews that are still without use. */
export async function unansweredAccounts(db: Db | Tx, asked: { agencyId?: string } = {}): Promise<AccountToRevoke[]> {
  return toRows(db, await rawQuery<FoundRow>(db, UNANSWERED, [asked.agencyId ?? null]));
}
