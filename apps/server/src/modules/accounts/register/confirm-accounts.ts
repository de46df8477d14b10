import type { ConfirmRegisterImport, RegisterImported } from '@congvu/contracts';
import type { z } from 'zod';
import { record } from '#modules/audit';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { invalid, notFound } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { registerPolicies } from '../accounts.policy.ts';
import { accountNameKey, nameColumns, refreshDuplicates } from '../accounts.store.ts';
import { type AccountRow, accountTables } from '../accounts.tables.ts';
import { refreshHolders } from '../sweeps/refresh-holders.ts';
import { KEPT_MS, type KeptImport } from './import-accounts.ts';
import { type Given, type Judged, judgeRows } from './judge-rows.ts';
import { loadKnown } from './load-known.ts';

const CHUNK = 500;
/** Two imports at once would judge each other's names as free: one waits for the other. */
const ONE_AT_A_TIME = "select pg_advisory_xact_lock(hashtext('account_import'))";

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

async function writeHistory(
  tx: Tx,
  context: ActingContext,
  lines: readonly { agency_id: string; account_id: string; text: string }[],
): Promise<void> {
  const now = context.clock.now();
  for (let start = 0; start < lines.length; start += CHUNK) {
    await accountTables(tx)
      .insertInto('account_history')
      .values(
        lines.slice(start, start + CHUNK).map((line) => ({
          ...line,
          id: newId(now.getTime()),
          at: now,
          who: context.subject.displayName,
          link: null,
        })),
      )
      .execute();
  }
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
  await writeHistory(tx, context, [
    ...fresh.map((row) => ({ agency_id: row.agency_id, account_id: row.id, text: `Nhập sổ từ tệp ${given.fileName}` })),
    ...changed.map((row) => ({
      agency_id: row.agency_id,
      account_id: row.id,
      text: `Cập nhật theo tệp ${given.fileName}`,
    })),
  ]);
}

async function takeImport(tx: Tx, context: ActingContext, id: string): Promise<{ fileName: string; kept: KeptImport }> {
  const now = context.clock.now();
  const row = await accountTables(tx)
    .updateTable('account_import')
    .set({ confirmed_at: now })
    .where('agency_id', '=', context.subject.agencyId)
    .where('id', '=', id)
    .where('confirmed_at', 'is', null)
    .where('created_at', '>=', new Date(now.getTime() - KEPT_MS))
    .returning(['file_name', 'rows'])
    .executeTakeFirst();
  if (row === undefined) {
    throw notFound(
      'accounts.import_not_found',
      'Không tìm thấy lần tải lên này: đã ghi rồi hoặc đã quá một ngày. Tải tệp lên lại.',
    );
  }
  // Written by `keep` of import-accounts.ts; what it holds of people goes with the confirmation.
  const kept = row.rows as KeptImport;
  await accountTables(tx)
    .updateTable('account_import')
    .set({ rows: '{}' })
    .where('agency_id', '=', context.subject.agencyId)
    .where('id', '=', id)
    .execute();
  return { fileName: row.file_name, kept };
}

/**
 * Writes what was previewed; rows are judged again, since others went on working. With an error in it a file is written only when
 * the person says that its good rows are enough.
 * @throws AppError 404 `accounts.import_not_found` · 422 `accounts.import_errors`
 */
export async function confirmAccounts(
  context: ActingContext,
  id: string,
  body: z.output<typeof ConfirmRegisterImport>,
): Promise<z.infer<typeof RegisterImported>> {
  const { subject } = context;
  registerPolicies.authorize('accounts.import', subject, null);
  return command(context, async (tx) => {
    await rawQuery(tx, ONE_AT_A_TIME, []);
    const { fileName, kept } = await takeImport(tx, context, id);
    const today = vietnamDate(context.clock.now());
    const sheet = { rows: kept.rows, letters: new Map(kept.letters) };
    const known = await loadKnown(tx, { agencyId: subject.agencyId, today, sheet });
    const rows = judgeRows(kept.rows, known);
    const wrong = rows.filter(({ effect }) => effect === 'error');
    if (wrong.length > 0 && !body.skipErrors) {
      throw invalid(
        'accounts.import_errors',
        `Tệp còn ${wrong.length} hàng có lỗi. Sửa tệp rồi tải lên lại, hoặc chọn chỉ ghi các hàng đúng.`,
        wrong.slice(0, 50).map((row) => ({ path: `rows.${row.row}`, message: row.problems[0]?.message ?? '' })),
      );
    }
    const accounts = [...known.accounts.values(), ...known.signIns.values()];
    await store(tx, context, rows, { accounts, fileName, today });
    const agencies = [...new Set(rows.map((row) => row.agencyId))];
    await refreshDuplicates(tx, agencies);
    await refreshHolders(
      tx,
      context,
      rows.flatMap((row) => row.personId ?? []),
    );
    const fresh = rows.filter(({ effect }) => effect === 'new').length;
    const updated = rows.filter(({ effect }) => effect === 'update').length;
    await record(tx, context, {
      action: 'accounts.imported',
      agencyId: subject.agencyId,
      objectKind: 'account_import',
      objectId: id,
      detail: { fileName, fresh, updated, skipped: wrong.length },
    });
    await publish(tx, { topic: 'accounts', agencyId: subject.agencyId });
    return { fresh, updated, skipped: wrong.length };
  });
}
