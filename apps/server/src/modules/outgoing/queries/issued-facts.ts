import { getDocument } from '#modules/documents';
import type { Db, Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { findOutgoingRow, listReceivers } from '../outgoing.store.ts';

/** An outgoing document as those need it that deal with its life after sending. */
export interface IssuedFacts {
  agencyId: string;
  id: string;
  isIssued: boolean;
  /** "Công văn 367/UBND-VHTT" */
  name: string;
  typeName: string;
  numberSymbol: string;
  abstract: string;
  issuedOn: string | null;
  unitId: string;
  drafterPersonId: string;
  signerPersonId: string;
  receivers: { agencyId: string | null; name: string; code: string }[];
}

/** Undefined for what is no outgoing document of the agency. */
export async function findIssuedFacts(db: Db | Tx, agencyId: string, id: string): Promise<IssuedFacts | undefined> {
  const row = await findOutgoingRow(db, agencyId, id);
  if (row === undefined) {
    return undefined;
  }
  const document = await getDocument(db, agencyId, id);
  const receivers = await listReceivers(db, agencyId, id);
  return {
    agencyId,
    id,
    isIssued: row.state === 'issued',
    name: [document.type_name, document.number_symbol].filter((part) => part !== '').join(' '),
    typeName: document.type_name,
    numberSymbol: document.number_symbol,
    abstract: document.abstract,
    issuedOn: document.issued_on,
    unitId: row.unit_id,
    drafterPersonId: row.drafter_person_id,
    signerPersonId: row.signer_person_id,
    receivers: receivers.map(({ receiver_agency_id, name, code }) => ({ agencyId: receiver_agency_id, name, code })),
  };
}

/** One at a time amends a document: twins wait here and then see what was done. */
export async function lockIssuedFacts(tx: Tx, agencyId: string, id: string): Promise<IssuedFacts | undefined> {
  await rawQuery(tx, 'select 1 as one from outgoing_document where agency_id = $1 and id = $2 for update', [
    agencyId,
    id,
  ]);
  return findIssuedFacts(tx, agencyId, id);
}
