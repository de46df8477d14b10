import { type ForgottenContent, findFreeze, forgetContent, freezeDocument } from '#modules/documents';
import { remove } from '#modules/search';
import { type AssignmentRow, forgetWords, listAssignments, loadTaskOffice, withdrawParts } from '#modules/tasks';
import { vietnamDate } from '../../../platform/clock.ts';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { conflict } from '../../../platform/errors.ts';
import { beyondOwnAgency } from '../../../platform/reach.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { nameOf, publishIncoming, tell } from '../incoming.notices.ts';
import { peopleConcerned } from '../incoming.people.ts';
import { type IncomingKey, type IncomingRow, lockIncoming, transitionIncoming } from '../incoming.store.ts';
import { syncViewers } from '../incoming.viewers.ts';
import { indexWords } from '../incoming.words.ts';
import { clearIncomingNotices } from './act-on-incoming.ts';

export interface Destroyed extends ForgottenContent {
  /** Parts that were still worked on. */
  stopped: number;
}

export function openPartsIn(parts: readonly AssignmentRow[]): AssignmentRow[] {
  return parts.filter((part) => ['given', 'in_progress', 'reported'].includes(part.state) && part.role !== 'informed');
}

/** Deadlines read from the page stay while another document here is the very same page. */
async function forgetPage(tx: Tx, sha256: string): Promise<void> {
  await beyondOwnAgency('bytes', () =>
    rawQuery(
      tx,
      `delete from incoming_page where sha256 = $1
         and not exists (select 1 from incoming_document where main_sha256 = $1 and state <> 'recalled')`,
      [sha256],
    ),
  );
}

/** Everything beside number, dates of arrival and issue, issuer, and who had it (spec documents §14). */
function emptied(row: IncomingRow) {
  return {
    abstract: '',
    attachment_count: 0,
    due_on: null,
    reply_due_on: null,
    verdict_detail: JSON.stringify({ verdict: row.verdict, sentence: 'Nội dung đã hủy khi thu hồi.', signers: [] }),
    envelope: JSON.stringify({ carrier: row.envelope.carrier ?? '' }),
    result_text: null,
    returned_reason: null,
    note: '',
    words: indexWords(row.agency_id, [row.number_symbol, row.issuing_agency_name]),
  };
}

/**
 * Destroys the content of a recalled document in the caller's transaction, which has authorised and writes the audit leaf: files,
 * words, facts, directives; what is worked on stops. Register number, days, issuer and the ground remain, so that the series has no
 * gap (Decree 30/2020 Art. 18, Annex VI 8b). There is no way back.
 * @throws AppError 404 `incoming.not_found` · 409 `incoming.recalled`
 */
export async function destroyIncoming(
  tx: Tx,
  context: Context,
  { agencyId, id, ground }: IncomingKey & { ground: string },
): Promise<Destroyed> {
  const row = await lockIncoming(tx, { agencyId, id });
  if (row.state === 'recalled') {
    const freeze = await findFreeze(tx, agencyId, id);
    throw conflict('incoming.recalled', `Nội dung văn bản này đã hủy trước đó: ${freeze?.text ?? 'thu hồi'}.`);
  }
  const object = { agencyId, kind: 'incoming' as const, id };
  const parts = await listAssignments(tx, object);
  const office = await loadTaskOffice(tx, agencyId, vietnamDate(context.clock.now()));
  const concerned = peopleConcerned(row, parts, office);
  const ids = parts.map((part) => part.id);
  await withdrawParts(tx, context, parts, ids, office);
  await transitionIncoming(tx, row, 'recall', emptied(row));
  await freezeDocument(tx, context, { agencyId, documentId: id, kind: 'recalled', text: ground });
  const forgotten = await forgetContent(tx, agencyId, id);
  await forgetWords(tx, object, nameOf(row));
  await forgetPage(tx, row.main_sha256);
  await rawQuery(tx, 'delete from incoming_reference where agency_id = $1 and document_id = $2', [agencyId, id]);
  await syncViewers(tx, { ...row, state: 'recalled' }, parts);
  await remove(tx, agencyId, 'incoming', id);
  await clearIncomingNotices(tx, row);
  await tell(tx, context, row, {
    personIds: concerned,
    kind: 'incoming.recalled',
    text: `${nameOf(row)} đã bị thu hồi, dừng xử lý.`,
    reason: 'Văn bản đang ở chỗ bạn',
  });
  await publishIncoming(tx, agencyId, [id]);
  return { ...forgotten, stopped: openPartsIn(parts).length };
}
