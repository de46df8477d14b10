import type { ConfirmRegisterImport, RegisterImported } from '@congvu/contracts';
import type { z } from 'zod';
import { record } from '#modules/audit';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { publish } from '../../../platform/events.ts';
import { newId } from '../../../platform/ids.ts';
import { assertImportable, countEffects, takeImport, wrongRows } from '../../../platform/tables/register-import.ts';
import { registerPolicies } from '../accounts.policy.ts';
import { accountNameKey, addHistories, nameColumns, refreshDuplicates } from '../accounts.store.ts';
import { type AccountRow, accountTables } from '../accounts.tables.ts';
import { refreshHolders } from '../sweeps/refresh-holders.ts';
import { ACCOUNT_IMPORT, type KeptImport } from './import-accounts.ts';
import { type Given, type Judged, judgeRows } from './judge-rows.ts';
import { loadKnown } from './load-known.ts';

const CHUNK = 500;

function instantOf(day: string | undefined): Date | null {
  return day === undefined ? null : new Date(`${day}T00:00:00+07:00`);
}

function usedOn(given: Given, fallback: string): string {
  const days = [given.last_sign_in_on, given.last_action_on].filter((day) => day !== undefined).sort();
  return days.at(-1) ?? given.activated_on ?? fallback;
}

function newRow(judged: Judged, now: Date, today: string): AccountRow {
  const { last_sign_in_on, last_action_on, ...given } = judged.given;
  return {
    agency_id: judged.agencyId,
    id: newId(now.getTime()),
    name: judged.name,
    name_key: accountNameKey(judged.name),
    type: 'business',
    person_id: judged.personId,
    user_id: null,
    position_title: '',
    unit_name: '',
    phone: '',
    state: 'active',
    source: 'import',
    left_on: null,
    left_reason: null,
    duplicate: false,
    kept_reason: null,
    kept_until: null,
    activated_on: null,
    disabled_on: null,
    last_sign_in_at: instantOf(last_sign_in_on),
    last_action_at: instantOf(last_action_on),
    used_on: usedOn(judged.given, today),
    mobile_editing_from: null,
    mobile_editing_to: null,
    shut_waits_since: null,
    shut_reason: null,
    source_request_id: null,
    updated_at: now,
    ...given,
    ...nameColumns(given.holder_name),
  };
}

function later(left: Date | null, right: Date | null): Date | null {
  return left !== null && right !== null ? new Date(Math.max(left.getTime(), right.getTime())) : (left ?? right);
}

async function changeRow(tx: Tx, judged: Judged, present: AccountRow, now: Date): Promise<void> {
  const { last_sign_in_on, last_action_on, ...given } = judged.given;
  const used = usedOn(judged.given, present.used_on);
  await accountTables(tx)
    .updateTable('account')
    .set({
      ...given,
      ...nameColumns(given.holder_name),
      name_key: accountNameKey(judged.name),
      source: 'import',
      person_id: present.person_id ?? judged.personId,
      last_sign_in_at: later(present.last_sign_in_at, instantOf(last_sign_in_on)),
      last_action_at: later(present.last_action_at, instantOf(last_action_on)),
      used_on: [used, present.used_on].sort().at(-1) ?? used,
      updated_at: now,
    })
    .where('agency_id', '=', present.agency_id)
    .where('id', '=', present.id)
    .execute();
}

async function store(
  tx: Tx,
  context: ActingContext,
  rows: readonly Judged[],
  given: { accounts: Iterable<AccountRow>; fileName: string; today: string },
): Promise<void> {
  const now = context.clock.now();
  const fresh = rows.filter(({ effect }) => effect === 'new').map((row) => newRow(row, now, given.today));
  for (let start = 0; start < fresh.length; start += CHUNK) {
    await accountTables(tx)
      .insertInto('account')
      .values(fresh.slice(start, start + CHUNK))
      .execute();
  }
  const byId = new Map([...given.accounts].map((row) => [row.id, row]));
  const changed: AccountRow[] = [];
  for (const row of rows.filter(({ effect }) => effect === 'update')) {
    const present = byId.get(row.accountId ?? '');
    if (present !== undefined) {
      await changeRow(tx, row, present, now);
      changed.push(present);
    }
  }
  await addHistories(tx, context, [
    ...fresh.map((account) => ({ account, text: `Nhập sổ từ tệp ${given.fileName}` })),
    ...changed.map((account) => ({ account, text: `Cập nhật theo tệp ${given.fileName}` })),
  ]);
}

/**
 * Writes what was previewed; rows are judged again, since others went on working.
 * @throws AppError 404 `accounts.import_not_found` · 409 `accounts.import_confirmed` · 422 `accounts.import_errors`
 */
export async function confirmAccounts(
  context: ActingContext,
  id: string,
  body: z.output<typeof ConfirmRegisterImport>,
): Promise<z.infer<typeof RegisterImported>> {
  const { subject } = context;
  registerPolicies.authorize('accounts.import', subject, null);
  return command(context, async (tx) => {
    const { fileName, kept } = await takeImport<KeptImport>(tx, context, ACCOUNT_IMPORT, id);
    const today = vietnamDate(context.clock.now());
    const sheet = { rows: kept.rows, letters: new Map(kept.letters) };
    const known = await loadKnown(tx, { agencyId: subject.agencyId, today, sheet });
    const rows = judgeRows(kept.rows, known);
    assertImportable(ACCOUNT_IMPORT, wrongRows(rows), body.skipErrors);
    const accounts = [...known.accounts.values(), ...known.signIns.values()];
    await store(tx, context, rows, { accounts, fileName, today });
    const agencies = [...new Set(rows.map((row) => row.agencyId))];
    await refreshDuplicates(tx, agencies);
    await refreshHolders(
      tx,
      context,
      rows.flatMap((row) => row.personId ?? []),
    );
    const { fresh, updated, wrong: skipped } = countEffects(rows);
    await record(tx, context, {
      action: 'accounts.imported',
      agencyId: subject.agencyId,
      objectKind: 'account_import',
      objectId: id,
      detail: { fileName, fresh, updated, skipped },
    });
    await publish(tx, { topic: 'accounts', agencyId: subject.agencyId });
    return { fresh, updated, skipped };
  });
}
