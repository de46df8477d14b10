import type { IncomingState } from '@congvu/contracts';
import { listDocumentFiles } from '#modules/documents';
import { listAssignments, ROLE_LABELS } from '#modules/tasks';
import type { Db, Tx } from '../../../platform/db.ts';
import { openPartsIn } from '../commands/destroy-incoming.ts';
import { nameOf } from '../incoming.notices.ts';
import { incomingTables } from '../incoming.tables.ts';

/** An incoming document as a request about it has to tell: name and number, never contents. */
export interface AmendedFacts {
  agencyId: string;
  id: string;
  state: IncomingState;
  /** "Công văn 367/UBND-VHTT của UBND huyện Tam Đường" */
  name: string;
  typeName: string;
  numberSymbol: string;
  issuedOn: string | null;
  issuingAgencyName: string;
  arrivalNumber: number | null;
  arrivedOn: string;
}

interface Key {
  agencyId: string;
  id: string;
}

function selectFacts(db: Db | Tx, key: Key) {
  return incomingTables(db)
    .selectFrom('incoming_document')
    .select([
      'agency_id',
      'id',
      'state',
      'type_name',
      'number_symbol',
      'issued_on',
      'issuing_agency_name',
      'arrival_number',
      'arrived_on',
    ])
    .where('agency_id', '=', key.agencyId)
    .where('id', '=', key.id);
}

type FactsRow = Awaited<ReturnType<ReturnType<typeof selectFacts>['executeTakeFirstOrThrow']>>;

function factsOf(row: FactsRow | undefined): AmendedFacts | undefined {
  return row === undefined
    ? undefined
    : {
        agencyId: row.agency_id,
        id: row.id,
        state: row.state,
        name: nameOf(row),
        typeName: row.type_name,
        numberSymbol: row.number_symbol,
        issuedOn: row.issued_on,
        issuingAgencyName: row.issuing_agency_name,
        arrivalNumber: row.arrival_number,
        arrivedOn: row.arrived_on,
      };
}

/** Undefined for what is no incoming document of the agency. */
export async function findAmendedFacts(db: Db | Tx, key: Key): Promise<AmendedFacts | undefined> {
  return factsOf(await selectFacts(db, key).executeTakeFirst());
}

/** As `findAmendedFacts`, locked: whoever answers about a document takes it first, as every step of the document itself does. */
export async function lockAmendedFacts(tx: Tx, key: Key): Promise<AmendedFacts | undefined> {
  return factsOf(await selectFacts(tx, key).forUpdate().executeTakeFirst());
}

export interface RunningWork {
  files: number;
  parts: { name: string; label: string }[];
}

/** What would end with the content of the document, said before anybody agrees. */
export async function readRunningWork(db: Db | Tx, key: Key): Promise<RunningWork> {
  const parts = await listAssignments(db, { agencyId: key.agencyId, kind: 'incoming', id: key.id });
  const files = await listDocumentFiles(db, key.agencyId, key.id);
  return {
    files: files.length,
    parts: openPartsIn(parts).map((part) => ({
      name: part.person_name ?? part.unit_name,
      label: ROLE_LABELS[part.role],
    })),
  };
}
