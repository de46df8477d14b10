import { record } from '#modules/audit';
import { command, type Services, systemContext } from '../../../platform/context.ts';
import { printDay } from '../../../platform/print-dates.ts';
import { type AttestationRow, accountTables } from '../accounts.tables.ts';
import { quarterLabel } from '../dates.ts';
import { tellRoles } from '../tell.ts';

export const TELL_JOB = 'accounts.tell_heads';
export const ATTESTATION_LINK = '/ra-soat';

function newsOf(row: AttestationRow): string {
  const rows = row.account_ids.length;
  const what =
    rows === 0 ? 'Không có tài khoản nào lâu không dùng; xác nhận đã rà soát' : `${rows} tài khoản cần xác nhận`;
  const when = row.reminded_at === null ? 'trước hết ngày' : '(nhắc lại) trước hết ngày';
  return `Rà soát tài khoản ${quarterLabel(row.quarter)}: ${what}, ${when} ${printDay(row.due_on)}.`;
}

/** Tells the heads of agencies that were asked or reminded; one notice a place, however often it runs. */
export async function tellHeads(services: Services, ids: readonly string[]): Promise<void> {
  const context = systemContext(services);
  await command(context, async (tx) => {
    const rows = await accountTables(tx)
      .selectFrom('account_attestation')
      .selectAll()
      .where((where) => where('id', '=', where.fn.any(where.val(ids))))
      .where('state', '<>', 'attested')
      .execute();
    for (const row of rows) {
      await tellRoles(tx, context, row.agency_id, ['leader'], {
        kind: 'accounts.attestation_asked',
        text: newsOf(row),
        link: ATTESTATION_LINK,
        reason: 'Thủ trưởng chịu trách nhiệm về tài khoản không dùng',
      });
      await record(tx, context, {
        action: 'accounts.attestation_told',
        agencyId: row.agency_id,
        objectKind: 'account_attestation',
        objectId: row.id,
        detail: { quarter: row.quarter, accounts: row.account_ids.length },
      });
    }
    return null;
  });
}
