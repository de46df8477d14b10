import { foldAccents } from '@congvu/vntext';
import { relateDocuments } from '#modules/documents';
import type { Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';

interface Newcomer {
  agencyId: string;
  id: string;
  senderAgencyId: string | null;
  senderCode: string;
  numberSymbol: string;
  abstract: string;
  /** Numbers the envelope answers to (ResponseFor). */
  names: readonly string[];
}

/** "Đính chính" is a letter of its own that says so: business kind 0 has no other sign (Decree 30/2020 Art. 18.2). */
function corrects(abstract: string): boolean {
  return foldAccents(abstract).toLowerCase().includes('dinh chinh');
}

const SAME_SENDER = `(d.sender_code = $2 or exists (select 1 from document own
  where own.agency_id = d.agency_id and own.id = d.id and own.issuing_agency_id = $3))`;

async function findEarlier(tx: Tx, newcomer: Newcomer, names: readonly string[]): Promise<string[]> {
  const rows = await rawQuery<{ id: string }>(
    tx,
    `select d.id from incoming_document d
     where d.agency_id = $1 and d.number_symbol = any($4::text[]) and d.id <> $5 and ${SAME_SENDER} limit 20`,
    [newcomer.agencyId, newcomer.senderCode, newcomer.senderAgencyId, names, newcomer.id],
  );
  return rows.map((row) => row.id);
}

/** Corrections of the same sender that came before what they correct. */
async function findWaiting(tx: Tx, newcomer: Newcomer): Promise<string[]> {
  const rows = await rawQuery<{ id: string }>(
    tx,
    `select d.id from incoming_reference r
     join incoming_document d on d.agency_id = r.agency_id and d.id = r.document_id
     where r.agency_id = $1 and r.number_symbol = $4 and d.id <> $5 and ${SAME_SENDER}`,
    [newcomer.agencyId, newcomer.senderCode, newcomer.senderAgencyId, newcomer.numberSymbol, newcomer.id],
  );
  return rows.map((row) => row.id);
}

/** Of these numbers, as `agency number`, those that a correction which came earlier speaks of. */
export async function listAwaitedNumbers(
  tx: Tx,
  letters: readonly { agencyId: string; numberSymbol: string }[],
): Promise<Set<string>> {
  const rows = await rawQuery<{ agency_id: string; number_symbol: string }>(
    tx,
    `select reference.agency_id, reference.number_symbol from unnest($1::uuid[], $2::text[]) as wanted(agency_id, number_symbol)
     join incoming_reference reference on reference.agency_id = wanted.agency_id
       and reference.number_symbol = wanted.number_symbol and wanted.number_symbol <> ''`,
    [letters.map(({ agencyId }) => agencyId), letters.map(({ numberSymbol }) => numberSymbol)],
  );
  return new Set(rows.map((row) => `${row.agency_id} ${row.number_symbol}`));
}

/** Links a correction with what it corrects, whichever of the two came first. */
export async function relateCorrections(tx: Tx, newcomer: Newcomer): Promise<void> {
  const { agencyId, id, numberSymbol, abstract } = newcomer;
  const names = [...new Set(newcomer.names)].filter((name) => name !== '' && name !== numberSymbol);
  if (names.length > 0 && corrects(abstract)) {
    for (const corrected of await findEarlier(tx, newcomer, names)) {
      await relateDocuments(tx, agencyId, id, corrected, 'corrects');
    }
    await rawQuery(
      tx,
      `insert into incoming_reference (agency_id, number_symbol, document_id)
       select $1, name, $3 from unnest($2::text[]) as named(name) on conflict do nothing`,
      [agencyId, names, id],
    );
  }
  if (numberSymbol !== '') {
    for (const correction of await findWaiting(tx, newcomer)) {
      await relateDocuments(tx, agencyId, correction, id, 'corrects');
    }
  }
}
