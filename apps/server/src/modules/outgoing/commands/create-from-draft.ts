import type { OutgoingAck } from '@congvu/contracts';
import type { z } from 'zod';
import { record } from '#modules/audit';
import {
  addMovement,
  attachFile,
  getDocument,
  guardAgainstStateSecret,
  listDocumentFiles,
  updateDocument,
} from '#modules/documents';
import {
  composeLetter,
  type HandOver,
  letterFacts,
  lockApprovedDraft,
  markHandedOver,
  prepareHandOver,
} from '#modules/drafting';
import { insertFile, type StoredBlob, storeBytes } from '#modules/files';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { invalid } from '../../../platform/errors.ts';
import { announce, noticeNext, outgoingTitle } from '../outgoing.notices.ts';
import { outgoingAgencyPolicies } from '../outgoing.policy.ts';
import { acknowledge } from '../outgoing.presenter.ts';
import {
  findOutgoingRow,
  findSeries,
  forecastNumber,
  insertOutgoing,
  replaceReceivers,
  transitionOutgoing,
} from '../outgoing.store.ts';
import type { OutgoingRow } from '../outgoing.tables.ts';
import type { OutgoingPorts } from '../ports.ts';
import { chooseCheckCode } from '../public-check/check-code.store.ts';
import { toPageMark } from '../public-check/page-mark.ts';
import { expectDigits, reserveSlots } from '../slots.ts';

interface Prepared {
  handOver: HandOver;
  checkCode: string | null;
  file: StoredBlob;
  symbol: string;
  attachmentCount: number;
}

/** Number of paper copies as the typist's mark tells it: `PL.(300)` (Decree 30/2020 Annex I, ô 12). */
function copiesOf(typistMark: string): number {
  return Number(/\((\d{1,5})\)/u.exec(typistMark)?.[1] ?? '1');
}

async function prepare(context: ActingContext, draftId: string): Promise<Prepared> {
  const { agencyId } = context.subject;
  const checkCode = await chooseCheckCode(context.db, agencyId);
  const handOver = await prepareHandOver(context, draftId, {
    check: checkCode === null ? undefined : toPageMark(context.config.publicUrl, checkCode),
    expectDigits: async (documentType) => {
      const on = vietnamDate(context.clock.now());
      const series = await findSeries(context.db, agencyId, documentType);
      return expectDigits(await forecastNumber(context.db, agencyId, series, Number(on.slice(0, 4))), on);
    },
  });
  const { draft, rendered, receivers } = handOver;
  const files = (await listDocumentFiles(context.db, agencyId, draftId)).filter((file) => file.role === 'attachment');
  await guardAgainstStateSecret(
    context,
    { agencyId, name: 'outgoing.hand_over', objectId: draftId },
    { fileNames: files.map((file) => file.name) },
  );
  if (receivers.length === 0 && draft.content.documentType === 'official_letter') {
    throw invalid(
      'outgoing.no_receiver',
      'Công văn chưa có nơi nhận nào trong danh bạ. Trả lại người soạn để chọn nơi nhận.',
    );
  }
  const { letter } = composeLetter(draft.content, await letterFacts(context.db, context, draft));
  const base = reserveSlots(rendered.pdf, rendered.anchors);
  const name = `${outgoingTitle(await getDocument(context.db, agencyId, draftId)).slice(0, 120)}.pdf`;
  return {
    handOver,
    checkCode,
    // Durable before its row (ARCHITECTURE.md rule 4).
    file: await storeBytes(context, base, name, 'application/pdf'),
    symbol: letter.symbol,
    attachmentCount: files.length,
  };
}

function outgoingRow(context: ActingContext, prepared: Prepared, fileId: string): Omit<OutgoingRow, 'state'> {
  const { draft, signer, receivers, rendered, warnings } = prepared.handOver;
  const now = context.clock.now();
  return {
    agency_id: draft.agency_id,
    id: draft.id,
    unit_id: draft.unit_id,
    drafter_person_id: draft.drafter_person_id,
    drafter_name: draft.drafter_name,
    signer_position_id: signer.positionId,
    signer_person_id: signer.personId,
    signer_name: signer.fullName,
    signer_title: signer.title,
    signer_capacity: signer.capacity,
    block_lines: signer.lines,
    recipients: draft.content.recipients.map((pick) => pick.label),
    receiver_count: receivers.length,
    attachment_count: prepared.attachmentCount,
    pages: rendered.pages,
    series: 'all',
    copies: copiesOf(draft.content.typistMark),
    content_hash: draft.content_hash,
    findings: warnings,
    prepared_file_id: fileId,
    prepared_sha256: prepared.file.sha256,
    current_file_id: fileId,
    current_sha256: prepared.file.sha256,
    check_code: prepared.checkCode,
    format_checked_at: now,
    format_checked_by: context.subject.displayName,
    signed_at: null,
    numbered_at: null,
    sealed_at: null,
    sealed_by: null,
    sealed_by_person_id: null,
    issued_at: null,
    issued_by: null,
    reply_due_on: null,
    returned_reason: null,
    returned_by: null,
    returned_at: null,
    changed_at: now,
  };
}

/** A document that came back once keeps its row and starts anew; the earlier pages stay among its files. */
async function placeRow(tx: Tx, context: ActingContext, prepared: Prepared): Promise<OutgoingRow> {
  const { agencyId } = context.subject;
  const { draft } = prepared.handOver;
  const file = await insertFile(tx, context, agencyId, prepared.file, context.subject.userId);
  const versions = (await listDocumentFiles(tx, agencyId, draft.id)).map((known) => known.version);
  const isAgain = (await findOutgoingRow(tx, agencyId, draft.id)) !== undefined;
  const version = isAgain ? Math.max(0, ...versions) + 1 : 1;
  await attachFile(tx, { agencyId, documentId: draft.id, fileId: file.id, role: 'prepared', version });
  const row = outgoingRow(context, prepared, file.id);
  if (isAgain) {
    const { agency_id: _agency, id: _id, ...set } = row;
    return transitionOutgoing(tx, context, { agencyId, id: draft.id }, 'hand_over', set);
  }
  const inserted: OutgoingRow = { ...row, state: 'awaiting_signature' };
  await insertOutgoing(tx, inserted);
  return inserted;
}

/**
 * The gate of the format check: an approved draft becomes the page that will be signed, with room for number, date and both
 * signatures, and waits for its signer.
 * @throws AppError 403 · 409 `drafting.content_changed` · 422 `drafting.format_errors` · `documents.state_secret`
 */
export async function createFromDraft(
  context: ActingContext,
  ports: OutgoingPorts,
  draftId: string,
): Promise<z.infer<typeof OutgoingAck>> {
  const { agencyId } = context.subject;
  outgoingAgencyPolicies.authorize('outgoing.hand_over', context.subject, { agencyId });
  const prepared = await prepare(context, draftId);
  const { draft, signer, receivers } = prepared.handOver;
  return command(context, async (tx) => {
    await lockApprovedDraft(tx, context, { agencyId, id: draftId, contentHash: draft.content_hash });
    await markHandedOver(tx, context, { agencyId, id: draftId });
    const row = await placeRow(tx, context, prepared);
    await replaceReceivers(
      tx,
      { agencyId, id: draftId },
      receivers.map(({ agencyId: receiverId, name, code }) => ({ receiver_agency_id: receiverId, name, code })),
    );
    await updateDocument(tx, agencyId, draftId, {
      number: null,
      number_symbol: '',
      issued_on: null,
      document_code: '',
      symbol: prepared.symbol,
      signatory: signer.fullName,
      signatory_position: signer.title,
      page_count: row.pages,
    });
    const document = await getDocument(tx, agencyId, draftId);
    await addMovement(tx, context, {
      agencyId,
      documentId: draftId,
      kind: 'handed_over',
      text: `Thể thức đạt, trình ${signer.title} ${signer.fullName} ký`,
    });
    await record(tx, context, {
      action: 'outgoing.handed_over',
      agencyId,
      objectKind: 'outgoing',
      objectId: draftId,
      detail: { page: prepared.file.sha256, contentHash: draft.content_hash, signer: signer.positionId },
    });
    await noticeNext(tx, context, { row }, [signer.personId], {
      kind: 'outgoing.to_sign',
      text: `${outgoingTitle(document)} chờ ký.`,
      reason: 'Người ký văn bản',
    });
    await ports.documentMoved(tx, context, { agencyId, documentId: draftId, to: 'handed_over', numberSymbol: '' });
    await announce(tx, { row, document });
    return acknowledge({ row, document });
  });
}
