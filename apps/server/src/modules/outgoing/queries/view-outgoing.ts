import type { OutgoingView } from '@congvu/contracts';
import { type DocumentFile, findFreeze, listDocumentFiles, listMovements } from '#modules/documents';
import { getDraft, viewRelated } from '#modules/drafting';
import { getFile, serveFile } from '#modules/files';
import { hasRole } from '../../../platform/authorise.ts';
import type { ActingContext } from '../../../platform/context.ts';
import { notFound } from '../../../platform/errors.ts';
import type { FileAnswer } from '../../../platform/http/route.ts';
import { viewGate } from '../issue-gate.ts';
import { outgoingPolicies } from '../outgoing.policy.ts';
import { outgoingSteps } from '../outgoing.presenter.ts';
import { OUTGOING_STATE_LABELS } from '../outgoing.states.ts';
import { listCancelledNumbers, listReceivers, type OutgoingRecord, outgoingFacts } from '../outgoing.store.ts';
import type { OutgoingPorts } from '../ports.ts';
import { viewAttachmentGate } from '../purposes/attachment-gate.ts';
import { readVisible } from '../purposes/purpose-parts.ts';
import { forecast } from '../purposes/seal-purpose.ts';
import { showVerdict } from '../verdicts.ts';

const NO_DELIVERIES = { total: 0, sent: 0, arrived: 0, registered: 0, done: 0, refused: 0, failed: 0 };

function presentFile(documentId: string, { fileId, role, name, mediaType, size, malware }: DocumentFile) {
  return { fileId, role, name, mediaType, size, malware, url: `/api/outgoing/${documentId}/files/${fileId}` };
}

/** The newest role of the page wins: an issued page is shown as issued though it is the sealed one. */
function findMain(record: OutgoingRecord, files: readonly DocumentFile[]): DocumentFile {
  const pages = files.filter((file) => file.fileId === record.row.current_file_id);
  const page = pages.find((file) => file.role === 'issued') ?? pages[0];
  if (page === undefined) {
    throw notFound('files.not_found', 'Không tìm thấy tệp văn bản. Báo quản trị kiểm tra kho tệp.');
  }
  return page;
}

async function viewDeliveries(context: ActingContext, ports: OutgoingPorts, { row }: OutgoingRecord) {
  if (row.state !== 'issued') {
    return { deliveries: [], deliveryCounts: NO_DELIVERIES };
  }
  const [deliveries, counts] = await Promise.all([
    ports.listDeliveries(context.db, row.agency_id, row.id),
    ports.countDeliveries(context.db, row.agency_id, [row.id]),
  ]);
  return { deliveries, deliveryCounts: counts.get(row.id) ?? NO_DELIVERIES };
}

async function viewNextNumber(context: ActingContext, record: OutgoingRecord): Promise<number | null> {
  const isWaiting = record.row.state === 'signed' && hasRole(context.subject, 'clerk');
  return isWaiting ? forecast(context.db, context, record) : null;
}

function people({ row }: OutgoingRecord) {
  return {
    drafterName: row.drafter_name,
    signerName: row.signer_name,
    signerTitle: row.signer_title,
    blockLines: row.block_lines,
    signedAt: row.signed_at?.toISOString() ?? null,
    sealedAt: row.sealed_at?.toISOString() ?? null,
    sealedBy: row.sealed_by,
    issuedAt: row.issued_at?.toISOString() ?? null,
    issuedBy: row.issued_by,
    returned:
      row.state === 'returned' && row.returned_at !== null
        ? { reason: row.returned_reason ?? '', by: row.returned_by ?? '', at: row.returned_at.toISOString() }
        : null,
  };
}

function facts({ row, document }: OutgoingRecord) {
  return {
    id: row.id,
    state: row.state,
    stateLabel: OUTGOING_STATE_LABELS[row.state],
    documentType: document.document_type,
    typeName: document.type_name,
    abstract: document.abstract,
    urgency: document.urgency,
    number: document.number,
    symbol: document.symbol,
    numberSymbol: document.number_symbol,
    issuedOn: document.issued_on,
    issuingAgencyName: document.issuing_agency_name,
    draftingUnitName: document.drafting_unit,
    pages: row.pages,
    recipients: row.recipients,
  };
}

export async function viewOutgoing(context: ActingContext, ports: OutgoingPorts, id: string): Promise<OutgoingView> {
  const record = await readVisible(context, id);
  const { row } = record;
  const { agency_id: agencyId } = row;
  const [bytes, verdict, files, receivers, cancelled, draft, movements, related, delivered, frozen = null] =
    await Promise.all([
      context.blobs.readBytes(row.current_sha256),
      showVerdict(context, agencyId, row.current_sha256),
      listDocumentFiles(context.db, agencyId, id),
      listReceivers(context.db, agencyId, id),
      listCancelledNumbers(context.db, agencyId, id),
      getDraft(context.db, agencyId, id),
      listMovements(context.db, agencyId, id),
      viewRelated(context, agencyId, id),
      viewDeliveries(context, ports, record),
      findFreeze(context.db, agencyId, id),
    ]);
  const gate = [
    ...(await viewGate(context.db, record, bytes, verdict)),
    ...(row.state === 'issued' ? [] : await viewAttachmentGate(context, record)),
  ];
  return {
    ...facts(record),
    ...people(record),
    ...delivered,
    frozen,
    nextNumber: await viewNextNumber(context, record),
    mainFile: presentFile(id, findMain(record, files)),
    attachments: files.filter((file) => file.role === 'attachment').map((file) => presentFile(id, file)),
    // A page of our own that waits for its first signature is no unsigned letter of somebody.
    verdict: row.state === 'awaiting_signature' ? { ...verdict, sentence: 'Chưa ký.' } : verdict,
    receivers: receivers.map(({ receiver_agency_id, name, code }) => ({ agencyId: receiver_agency_id, name, code })),
    gate: row.state === 'issued' ? [] : gate.map(({ ok, text }) => ({ ok, text })),
    cancelledNumbers: cancelled.map((entry) => ({ ...entry, at: entry.at.toISOString() })),
    steps: outgoingSteps(row, draft),
    movements,
    related,
    abilities: outgoingPolicies.abilities(context.subject, outgoingFacts(row)),
  };
}

export async function readOutgoingFile(
  context: ActingContext,
  id: string,
  fileId: string,
  download: boolean,
): Promise<FileAnswer> {
  const { row } = await readVisible(context, id);
  const linked = await listDocumentFiles(context.db, row.agency_id, id);
  if (!linked.some((file) => file.fileId === fileId)) {
    throw notFound('files.not_found', 'Không tìm thấy tệp này.');
  }
  const file = await getFile(context.db, row.agency_id, fileId);
  return serveFile(context, file, { inline: !download });
}
