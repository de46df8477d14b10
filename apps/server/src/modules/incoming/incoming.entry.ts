import { parseNumberSymbol } from '@congvu/nd30';
import type { DocumentRow } from '#modules/documents';
import { attachFile, attachFiles } from '#modules/documents';
import { insertFile, insertFiles, type StoredBlob } from '#modules/files';
import { put, roleAudience, type SearchEntry } from '#modules/search';
import type { Context } from '../../platform/context.ts';
import type { Tx } from '../../platform/db.ts';
import { askToReadPage } from './commands/read-page.ts';
import type { IncomingRow } from './incoming.store.ts';
import { type IncomingTables, incomingTables } from './incoming.tables.ts';
import { indexWords, issuerKey } from './incoming.words.ts';
import type { ReceivedFacts } from './ports.ts';

/** Control characters (but not line ends) never belong to a fact; everything is NFC at the border. */
export function tidy(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[^\P{Cc}\n]/gu, ' ')
    .trim();
}

/** `313/STTTT-BCVTCNTT` → 313 and `STTTT-BCVTCNTT`. Letters of others follow no rule of ours: what does not fit stays a symbol. */
function splitNumberSymbol(numberSymbol: string): { number: number | null; symbol: string } {
  const parsed = parseNumberSymbol(numberSymbol);
  return { number: parsed?.number ?? null, symbol: parsed?.symbol ?? numberSymbol };
}

type Facts = Omit<ReceivedFacts, 'recipients' | 'replyDueOn' | 'replyToNumberSymbols' | 'ownNumberSymbols'>;

export function tidyFacts<F extends Facts>(facts: F): F {
  return {
    ...facts,
    numberSymbol: tidy(facts.numberSymbol),
    issuingAgencyName: tidy(facts.issuingAgencyName),
    typeName: tidy(facts.typeName),
    abstract: tidy(facts.abstract),
    signatory: tidy(facts.signatory),
    signatoryPosition: tidy(facts.signatoryPosition),
  };
}

/** The facts kept in the common record. */
export function documentFacts(
  facts: Facts,
): Omit<DocumentRow, 'agency_id' | 'id' | 'direction' | 'drafting_unit' | 'document_code' | 'created_at'> {
  return {
    document_type: facts.documentType,
    type_name: facts.typeName,
    ...splitNumberSymbol(facts.numberSymbol),
    number_symbol: facts.numberSymbol,
    abstract: facts.abstract,
    issued_on: facts.issuedOn,
    issuing_agency_id: facts.issuingAgencyId,
    issuing_agency_name: facts.issuingAgencyName,
    signatory: facts.signatory,
    signatory_position: facts.signatoryPosition,
    urgency: facts.urgency,
    page_count: facts.pageCount,
  };
}

/** The same facts as lists and books show them, with the words by which they are found. */
export function listedFacts(
  agencyId: string,
  facts: Facts,
): Pick<
  IncomingTables['incoming_document'],
  | 'number_symbol'
  | 'document_type'
  | 'type_name'
  | 'abstract'
  | 'issuing_agency_name'
  | 'issuer_key'
  | 'issued_on'
  | 'urgency'
  | 'words'
> {
  return {
    number_symbol: facts.numberSymbol,
    document_type: facts.documentType,
    type_name: facts.typeName,
    abstract: facts.abstract,
    issuing_agency_name: facts.issuingAgencyName,
    issuer_key: issuerKey(facts.issuingAgencyName),
    issued_on: facts.issuedOn,
    urgency: facts.urgency,
    words: indexWords(agencyId, [facts.numberSymbol, facts.typeName, facts.abstract, facts.issuingAgencyName]),
  };
}

interface ReceivedBlobs {
  agencyId: string;
  id: string;
  main: StoredBlob | null;
  attachments: readonly StoredBlob[];
}

/** The page first, then the enclosures in the order they came. */
export async function attachAllReceived(tx: Tx, context: Context, documents: readonly ReceivedBlobs[]): Promise<void> {
  const all = documents.flatMap(({ agencyId, id, main, attachments }) =>
    [
      ...(main === null ? [] : [{ blob: main, role: 'received' as const }]),
      ...attachments.map((blob) => ({ blob, role: 'attachment' as const })),
    ].map(({ blob, role }, sortOrder) => ({ agencyId, documentId: id, blob, role, sortOrder })),
  );
  const files = await insertFiles(tx, context, all);
  await attachFiles(
    tx,
    all.flatMap(({ agencyId, documentId, role, sortOrder }, index) => {
      const file = files[index];
      return file === undefined ? [] : { agencyId, documentId, fileId: file.id, role, sortOrder };
    }),
  );
}

/** The page first, then the enclosures in the order they came; the page is read for deadlines afterwards. */
export async function attachReceived(
  tx: Tx,
  context: Context,
  document: { agencyId: string; id: string },
  blobs: { main: StoredBlob | null; attachments: readonly StoredBlob[] },
): Promise<void> {
  const { agencyId, id: documentId } = document;
  const all = [
    ...(blobs.main === null ? [] : [{ blob: blobs.main, role: 'received' as const }]),
    ...blobs.attachments.map((blob) => ({ blob, role: 'attachment' as const })),
  ];
  for (const [sortOrder, { blob, role }] of all.entries()) {
    const file = await insertFile(tx, context, agencyId, blob, context.subject?.userId);
    await attachFile(tx, { agencyId, documentId, fileId: file.id, role, sortOrder });
  }
  await askToReadPage(tx, agencyId, blobs.main);
}

type Findable = Pick<
  IncomingRow,
  | 'agency_id'
  | 'id'
  | 'abstract'
  | 'number_symbol'
  | 'issuing_agency_name'
  | 'type_name'
  | 'arrived_at'
  | 'arrival_number'
>;

/** Found by the clerks and leaders, now or later, and by those it was given to; never by everyone of the agency. */
export function searchEntryOf(row: Findable, viewers: readonly string[]): SearchEntry {
  const arrival = row.arrival_number === null ? '' : `số đến ${row.arrival_number}`;
  return {
    agencyId: row.agency_id,
    kind: 'incoming',
    objectId: row.id,
    title: row.abstract,
    subtitle: [`${row.type_name} ${row.number_symbol}`.trim(), row.issuing_agency_name, arrival]
      .filter((part) => part !== '')
      .join(', '),
    link: `/van-ban-den/${row.id}`,
    sortedAt: row.arrived_at,
    audience: [roleAudience(row.agency_id, 'clerk'), roleAudience(row.agency_id, 'leader'), ...viewers],
    text: '',
  };
}

export async function putSearch(tx: Tx, row: Findable & Pick<IncomingRow, 'state'>): Promise<void> {
  // What was destroyed is not found any more, whatever is still done with its line in the book.
  if (row.state === 'recalled') {
    return;
  }
  const viewers = await incomingTables(tx)
    .selectFrom('incoming_viewer')
    .select('viewer_id')
    .where('agency_id', '=', row.agency_id)
    .where('document_id', '=', row.id)
    .execute();
  await put(
    tx,
    searchEntryOf(
      row,
      viewers.map((viewer) => viewer.viewer_id),
    ),
  );
}
