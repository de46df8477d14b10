import type { CheckDuplicate, DuplicateView } from '@congvu/contracts';
import type { z } from 'zod';
import { findDuplicates } from '#modules/documents';
import type { ActingContext } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { printDay } from '../../../platform/print-dates.ts';
import { tidy } from '../incoming.entry.ts';
import { authorizeInAgency } from '../incoming.policy.ts';
import { findByEnvelope, type IncomingRow } from '../incoming.store.ts';
import { incomingTables } from '../incoming.tables.ts';

type Kind = DuplicateView['kind'];

const WORDS: Record<Kind, string> = {
  business_key: 'Trùng số, ký hiệu và nơi ban hành với',
  file: 'Trùng tệp với',
  conflict: 'Cùng mã gói tin nhưng khác nội dung với',
};
const SHOWN = 5;
/** Every date of a duplicate is shown with its year. */

async function listed(db: Db | Tx, agencyId: string, kind: Kind, ids: readonly string[]): Promise<DuplicateView[]> {
  if (ids.length === 0) {
    return [];
  }
  const rows = await incomingTables(db)
    .selectFrom('incoming_document')
    .select(['id', 'number_symbol', 'type_name', 'arrival_number', 'arrived_on'])
    .where('agency_id', '=', agencyId)
    .where('id', 'in', ids)
    .orderBy('arrived_at')
    .limit(SHOWN)
    .execute();
  return rows.map((row) => {
    const name = [row.type_name, row.number_symbol].filter((part) => part !== '').join(' ');
    const number = row.arrival_number === null ? 'chưa vào sổ' : `số đến ${row.arrival_number}`;
    return {
      id: row.id,
      kind,
      text: `${WORDS[kind]} ${name}, ${number}, đến ngày ${printDay(row.arrived_on)}.`,
      arrivalNumber: row.arrival_number,
      arrivedOn: row.arrived_on,
      link: `/van-ban-den/${row.id}`,
    };
  });
}

/** Documents of the agency whose page is the very same file. */
export async function findSamePage(
  db: Db | Tx,
  agencyId: string,
  sha256: string,
  exceptId?: string,
): Promise<DuplicateView[]> {
  if (sha256 === '') {
    return [];
  }
  const rows = await incomingTables(db)
    .selectFrom('incoming_document')
    .select('id')
    .where('agency_id', '=', agencyId)
    .where('main_sha256', '=', sha256)
    .limit(SHOWN + 1)
    .execute();
  const ids = rows.map((row) => row.id).filter((id) => id !== exceptId);
  return listed(db, agencyId, 'file', ids);
}

export async function findSameKey(
  db: Db | Tx,
  agencyId: string,
  wanted: { numberSymbol: string; issuingAgencyName: string; issuedOn: string | null; exceptId?: string },
): Promise<DuplicateView[]> {
  const alike = await findDuplicates(db, { agencyId, ...wanted });
  return listed(
    db,
    agencyId,
    'business_key',
    alike.map((document) => document.id),
  );
}

/** What a letter looks like that is not a document yet. */
export async function findAlikeIncoming(
  db: Db | Tx,
  agencyId: string,
  letter: { numberSymbol: string; issuingAgencyName: string; issuedOn: string | null; sha256: string },
): Promise<DuplicateView[]> {
  const { sha256, ...key } = letter;
  const named = key.numberSymbol === '' || key.issuingAgencyName === '' ? [] : await findSameKey(db, agencyId, key);
  const found = [...named, ...(await findSamePage(db, agencyId, sha256))];
  return found.filter((view, index) => found.findIndex((other) => other.id === view.id) === index);
}

/** Everything that looks like this document, each other document once, the strongest reason first. */
export async function listDuplicates(db: Db | Tx, row: IncomingRow): Promise<DuplicateView[]> {
  const { agency_id: agencyId, id } = row;
  const envelope = await findByEnvelope(db, {
    agencyId,
    senderCode: row.sender_code,
    envelopeDocumentId: row.envelope_document_id,
  });
  const others = envelope.map((item) => item.id).filter((other) => other !== id);
  const found = [
    ...(await findSamePage(db, agencyId, row.main_sha256, id)),
    ...(await listed(db, agencyId, 'conflict', others)),
    ...(await findSameKey(db, agencyId, {
      numberSymbol: row.number_symbol,
      issuingAgencyName: row.issuing_agency_name,
      issuedOn: row.issued_on,
      exceptId: id,
    })),
  ];
  return found.filter((view, index) => found.findIndex((other) => other.id === view.id) === index);
}

/** Asked while the clerk types. */
export async function checkDuplicate(
  context: ActingContext,
  query: z.infer<typeof CheckDuplicate>,
): Promise<{ items: DuplicateView[] }> {
  authorizeInAgency(context.subject, 'incoming.create');
  const items = await findSameKey(context.db, context.subject.agencyId, {
    numberSymbol: tidy(query.numberSymbol),
    issuingAgencyName: tidy(query.issuingAgencyName),
    issuedOn: query.issuedOn ?? null,
  });
  return { items };
}
