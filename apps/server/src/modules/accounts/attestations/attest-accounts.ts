import type { AttestAccounts, AttestationView } from '@congvu/contracts';
import type { z } from 'zod';
import { record } from '#modules/audit';
import { clearNotices } from '#modules/notifications';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { conflict, invalid, notFound } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { registerPolicies } from '../accounts.policy.ts';
import type { ListedAccount } from '../accounts.presenter.ts';
import { addHistory } from '../accounts.store.ts';
import { type AttestationRow, type AttestationRowAnswer, accountTables } from '../accounts.tables.ts';
import { assertKeepUntil, keepRow } from '../commands/keep-account.ts';
import { quarterLabel, quarterOf } from '../dates.ts';
import { ruledDay } from '../day.ts';
import { accountsById } from '../queries/list-accounts.ts';
import { tellRoles } from '../tell.ts';
import { findCurrent } from './attestations.store.ts';
import { ATTESTATION_LINK } from './tell-heads.ts';
import { openRows, presentAttestation } from './view-attestation.ts';

type Given = z.infer<typeof AttestAccounts>['rows'][number];

function incomplete(message: string, path: string) {
  return invalid('accounts.attestation_incomplete', message, [{ path, message }]);
}

function readAnswer(given: Given, index: number, today: string): AttestationRowAnswer {
  if (given.answer === 'keep') {
    if (given.until === undefined || (given.reason ?? '').length < 3) {
      throw incomplete('Giữ tài khoản cần lý do và ngày hết hạn (nghỉ thai sản, đi học…).', `rows.${index}`);
    }
    assertKeepUntil(given.until, today);
  }
  return {
    accountId: given.accountId,
    answer: given.answer,
    reason: given.reason ?? '',
    until: given.answer === 'keep' ? (given.until ?? null) : null,
  };
}

/** Every row that waits has exactly one answer, and nothing else is answered. */
function readAnswers(
  rows: readonly Given[],
  open: readonly ListedAccount[],
  today: string,
): Map<ListedAccount, AttestationRowAnswer> {
  const byId = new Map(open.map((account) => [account.id, account]));
  const answers = new Map<ListedAccount, AttestationRowAnswer>();
  rows.forEach((given, index) => {
    const account = byId.get(given.accountId);
    if (account === undefined || answers.has(account)) {
      throw incomplete('Có dòng không thuộc đợt rà soát này hoặc ghi hai lần. Tải lại trang.', `rows.${index}`);
    }
    answers.set(account, readAnswer(given, index, today));
  });
  const missing = open.filter((account) => !answers.has(account));
  if (missing.length > 0) {
    const names = missing
      .slice(0, 5)
      .map((account) => account.name)
      .join(', ');
    throw incomplete(`Còn ${missing.length} tài khoản chưa chọn (${names}). Chọn cần dùng, thu hồi hoặc giữ.`, 'rows');
  }
  return answers;
}

const WORDS = { needed: 'xác nhận cần dùng', revoke: 'đề nghị thu hồi', keep: 'giữ' };

async function applyAnswers(
  tx: Tx,
  context: ActingContext,
  quarter: string,
  answers: Map<ListedAccount, AttestationRowAnswer>,
): Promise<void> {
  for (const [account, answer] of answers) {
    const why = answer.reason === '' ? '' : `: ${answer.reason}`;
    await addHistory(tx, context, account, {
      text: `Rà soát ${quarterLabel(quarter)}, thủ trưởng ${WORDS[answer.answer]}${why}`,
      link: ATTESTATION_LINK,
    });
    if (answer.answer === 'keep' && answer.until !== null) {
      await keepRow(tx, context, account, { reason: answer.reason, until: answer.until });
    }
  }
}

async function settle(
  tx: Tx,
  context: ActingContext,
  row: AttestationRow,
  answers: AttestationRowAnswer[],
): Promise<void> {
  const { subject } = context;
  const done = await accountTables(tx)
    .updateTable('account_attestation')
    .set({
      state: 'attested',
      attested_at: context.clock.now(),
      attested_by: subject.personId,
      attested_by_name: subject.displayName,
      answers: JSON.stringify(answers) as unknown as AttestationRowAnswer[], // jsonb: the driver would send a list as an array of SQL
    })
    .where('agency_id', '=', row.agency_id)
    .where('id', '=', row.id)
    .where('state', 'in', ['waiting', 'escalated'])
    .executeTakeFirst();
  if (done.numUpdatedRows === 0n) {
    throw conflict('accounts.attestation_done', 'Đợt rà soát này đã được xác nhận. Tải lại trang.');
  }
}

async function tellGuide(tx: Tx, context: ActingContext, row: AttestationRow, revoke: number): Promise<void> {
  const { subject } = context;
  await clearNotices(tx, { agencyId: row.agency_id, link: ATTESTATION_LINK });
  await tellRoles(tx, context, row.agency_id, ['clerk'], {
    kind: 'accounts.attested',
    text: `${subject.displayName} đã xác nhận rà soát tài khoản ${quarterLabel(row.quarter)}${revoke === 0 ? '.' : `; ${revoke} tài khoản cần lập Mẫu số 07.`}`,
    link: ATTESTATION_LINK,
    reason: 'Văn thư lập danh sách thu hồi',
  });
  await publish(tx, { topic: 'accounts', agencyId: row.agency_id, ids: [row.id] });
  if (row.asked_by_agency_id !== row.agency_id) {
    await publish(tx, { topic: 'accounts', agencyId: row.asked_by_agency_id, ids: [row.id] });
  }
}

/**
 * The head's word on every account without use: needed, to revoke, or kept until a day. Late answers count, too.
 * @throws AppError 404 `accounts.attestation_not_found` · 409 `accounts.attestation_done` · 422 `accounts.attestation_incomplete`
 */
export async function attestAccounts(
  context: ActingContext,
  body: z.infer<typeof AttestAccounts>,
): Promise<AttestationView> {
  const { subject } = context;
  registerPolicies.authorize('accounts.attest', subject, null);
  return command(context, async (tx) => {
    const { today } = await ruledDay(tx, context);
    const row = await findCurrent(tx, subject.agencyId, quarterOf(today).key);
    if (row === undefined) {
      throw notFound('accounts.attestation_not_found', 'Chưa có đợt rà soát tài khoản nào chờ cơ quan xác nhận.');
    }
    if (row.state === 'attested') {
      throw conflict('accounts.attestation_done', 'Đợt rà soát này đã được xác nhận. Tải lại trang.');
    }
    const open = openRows(await accountsById(tx, row.agency_id, row.account_ids));
    const answers = readAnswers(body.rows, open, today);
    await settle(tx, context, row, [...answers.values()]);
    await applyAnswers(tx, context, row.quarter, answers);
    const revoke = [...answers.values()].filter((answer) => answer.answer === 'revoke').length;
    await record(tx, context, {
      action: 'accounts.attested',
      agencyId: row.agency_id,
      objectKind: 'account_attestation',
      objectId: row.id,
      detail: { quarter: row.quarter, accounts: answers.size, revoke, late: row.state === 'escalated' },
    });
    await tellGuide(tx, context, row, revoke);
    const settled = await findCurrent(tx, subject.agencyId, row.quarter);
    return presentAttestation(tx, context, settled ?? row);
  });
}
