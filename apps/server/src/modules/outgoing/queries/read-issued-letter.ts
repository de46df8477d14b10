import { getDocument, listDocumentFiles, listRelated, type Urgency } from '#modules/documents';
import { currentAgencyCode, getAgency } from '#modules/org';
import type { Db, Tx } from '../../../platform/db.ts';
import { getOutgoing, listReceivers, wrongState } from '../outgoing.store.ts';

/** An issued document as the exchange puts it into an envelope; nothing of it changes any more. */
export interface IssuedLetter {
  agencyId: string;
  documentId: string;
  documentCode: string;
  documentType: string;
  typeName: string;
  number: number;
  symbol: string;
  numberSymbol: string;
  abstract: string;
  /** `yyyy-mm-dd` */
  issuedOn: string;
  place: string;
  signatory: string;
  signatoryPosition: string;
  blockLines: string[];
  urgency: Urgency;
  pageCount: number;
  copies: number;
  recipients: string[];
  /** What it answers; fields that are not known are empty. */
  replyTo: { numberSymbol: string; issuedOn: string; agencyCode: string }[];
  /** The day by which an answer is asked for, see `readReplyDeadline`. */
  dueOn: string | null;
  receivers: { agencyId: string | null; name: string; code: string }[];
  files: { fileId: string; sha256: string; name: string; mediaType: string; size: number; main: boolean }[];
}

async function repliesOf(db: Db | Tx, agencyId: string, documentId: string): Promise<IssuedLetter['replyTo']> {
  const related = await listRelated(db, agencyId, documentId);
  const answered = related.filter((document) => document.kind === 'reply' && document.direction === 'incoming');
  return Promise.all(
    answered.map(async (document) => ({
      numberSymbol: document.number_symbol,
      issuedOn: document.issued_on ?? '',
      agencyCode:
        document.issuing_agency_id === null ? '' : ((await currentAgencyCode(db, document.issuing_agency_id)) ?? ''),
    })),
  );
}

/** For `interchange`. @throws AppError 409 `outgoing.wrong_state` for a document that is not issued */
export async function readIssuedLetter(db: Db | Tx, agencyId: string, documentId: string): Promise<IssuedLetter> {
  const { row } = await getOutgoing(db, agencyId, documentId);
  const document = await getDocument(db, agencyId, documentId);
  if (row.state !== 'issued' || document.number === null || document.issued_on === null) {
    throw wrongState(row);
  }
  const [agency, files, receivers, replyTo] = await Promise.all([
    getAgency(db, agencyId),
    listDocumentFiles(db, agencyId, documentId),
    listReceivers(db, agencyId, documentId),
    repliesOf(db, agencyId, documentId),
  ]);
  return {
    agencyId,
    documentId,
    documentCode: document.document_code,
    documentType: document.document_type,
    typeName: document.type_name,
    number: document.number,
    symbol: document.symbol,
    numberSymbol: document.number_symbol,
    abstract: document.abstract,
    issuedOn: document.issued_on,
    place: agency.place,
    signatory: row.signer_name,
    signatoryPosition: row.signer_title,
    blockLines: row.block_lines,
    urgency: document.urgency,
    pageCount: row.pages,
    copies: row.copies,
    recipients: row.recipients,
    replyTo,
    dueOn: row.reply_due_on,
    receivers: receivers.map(({ receiver_agency_id, name, code }) => ({ agencyId: receiver_agency_id, name, code })),
    files: files
      .filter((file) => file.role === 'issued' || file.role === 'attachment')
      .map(({ fileId, sha256, name, mediaType, size, role }) => ({
        fileId,
        sha256,
        name,
        mediaType,
        size,
        main: role === 'issued',
      })),
  };
}
