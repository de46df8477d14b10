import type { Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import type { ReceivedLetter } from '../ports.ts';

type Letters = readonly ReceivedLetter[];

function columns(letters: Letters) {
  return {
    agencyIds: letters.map(({ agencyId }) => agencyId),
    senderCodes: letters.map(({ senderCode }) => senderCode),
    envelopeIds: letters.map(({ envelopeDocumentId }) => envelopeDocumentId),
    pages: letters.map(({ main }) => main?.sha256 ?? ''),
  };
}

/** Twins of one envelope queue here, so that the second finds the row of the first; the unique index is what guarantees it. */
export async function takeTurns(tx: Tx, letters: Letters): Promise<void> {
  const { agencyIds, senderCodes, envelopeIds } = columns(letters);
  await rawQuery(
    tx,
    `select pg_advisory_xact_lock(lock) from (
       select distinct hashtextextended(wanted.agency_id || '|' || wanted.sender_code || '|' || wanted.envelope_id, 41) as lock
       from unnest($1::text[], $2::text[], $3::text[]) as wanted(agency_id, sender_code, envelope_id) order by lock
     ) as turns`,
    [agencyIds, senderCodes, envelopeIds],
  );
}

/** The documents that these very letters (sender, DocumentId, page) became before, in order. */
export async function findSameEnvelopes(tx: Tx, letters: Letters): Promise<(string | undefined)[]> {
  const { agencyIds, senderCodes, envelopeIds, pages } = columns(letters);
  const rows = await rawQuery<{ place: number; id: string }>(
    tx,
    `select wanted.place::int as place, incoming.id from unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) with ordinality
       as wanted(agency_id, sender_code, envelope_id, page, place)
     join incoming_document incoming on incoming.agency_id = wanted.agency_id and incoming.sender_code = wanted.sender_code
       and incoming.envelope_document_id = wanted.envelope_id and incoming.main_sha256 = wanted.page
       and incoming.envelope_document_id <> ''`,
    [agencyIds, senderCodes, envelopeIds, pages],
  );
  const byPlace = new Map(rows.map((row) => [row.place - 1, row.id]));
  return letters.map((_letter, place) => byPlace.get(place));
}

/** Same number, symbol and issuer; the very same page; another content under the same DocumentId (Annex VI 1h). */
const ALIKE = `
  select wanted.place::int as place from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::date[])
    with ordinality as wanted(agency_id, sender_code, envelope_id, page, number_symbol, issuer, issued_on, place)
  where exists (select 1 from document where document.agency_id = wanted.agency_id and document.direction = 'incoming'
      and document.number_symbol = wanted.number_symbol and wanted.number_symbol <> ''
      and document.issuing_agency_name = wanted.issuer
      and (wanted.issued_on is null or document.issued_on = wanted.issued_on))
    or exists (select 1 from incoming_document incoming where incoming.agency_id = wanted.agency_id
      and incoming.sender_code = wanted.sender_code and incoming.envelope_document_id = wanted.envelope_id
      and incoming.envelope_document_id <> '')
    or exists (select 1 from incoming_document incoming where incoming.agency_id = wanted.agency_id
      and incoming.main_sha256 = wanted.page and incoming.main_sha256 <> '')`;

function looksLike(letter: ReceivedLetter, other: ReceivedLetter): boolean {
  const { facts } = letter;
  const sameNumber =
    facts.numberSymbol !== '' &&
    facts.numberSymbol === other.facts.numberSymbol &&
    facts.issuingAgencyName === other.facts.issuingAgencyName &&
    (facts.issuedOn === null || facts.issuedOn === other.facts.issuedOn);
  const sameEnvelope =
    letter.envelopeDocumentId !== '' &&
    letter.envelopeDocumentId === other.envelopeDocumentId &&
    letter.senderCode === other.senderCode;
  const samePage = letter.main !== null && letter.main.sha256 === other.main?.sha256;
  return letter.agencyId === other.agencyId && (sameNumber || sameEnvelope || samePage);
}

/** Which of the letters look like one that is here or stands before it in the list, in order. */
export async function findAlike(tx: Tx, letters: Letters): Promise<boolean[]> {
  const { agencyIds, senderCodes, envelopeIds, pages } = columns(letters);
  const rows = await rawQuery<{ place: number }>(tx, ALIKE, [
    agencyIds,
    senderCodes,
    envelopeIds,
    pages,
    letters.map(({ facts }) => facts.numberSymbol),
    letters.map(({ facts }) => facts.issuingAgencyName),
    letters.map(({ facts }) => facts.issuedOn),
  ]);
  const places = new Set(rows.map((row) => row.place - 1));
  return letters.map(
    (letter, place) => places.has(place) || letters.slice(0, place).some((before) => looksLike(letter, before)),
  );
}
