import type { EvidenceAuditLeaf, EvidenceParty, EvidenceRecord } from '@congvu/evidence';
import { listLeaves } from '#modules/audit';
import { type ExchangeRecord, exchangeRecord } from '#modules/interchange';
import { currentAgencyCode, getAgency } from '#modules/org';
import type { Services } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';

export interface DocumentKey {
  agencyId: string;
  documentId: string;
}

/** Making evidence leaves a trace of its own, which would make the next archive of the same state another one. */
const OWN_TRACE = 'evidence.';
const KINDS = ['document', 'incoming', 'outgoing'];

async function loadAudit(db: Db | Tx, { agencyId, documentId: id }: DocumentKey): Promise<EvidenceAuditLeaf[]> {
  const leaves = await listLeaves(db, { agencyId, kinds: KINDS, id });
  return leaves
    .filter(({ action }) => !action.startsWith(OWN_TRACE))
    .map(({ at, action, leafHash }) => ({ at: at.toISOString(), action, leafHash }));
}

async function loadParty(db: Db | Tx, agencyId: string, code: string | undefined): Promise<EvidenceParty> {
  const { name } = await getAgency(db, agencyId);
  return { code: code ?? (await currentAgencyCode(db, agencyId)) ?? '', name };
}

/** One moment of the office: everything a record is made of is read in one snapshot. */
export async function inSnapshot<T>(services: Pick<Services, 'db'>, read: (tx: Tx) => Promise<T>): Promise<T> {
  return services.db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(read);
}

export interface LoadedParts {
  exchange: ExchangeRecord;
  agency: EvidenceParty;
  audit: EvidenceAuditLeaf[];
}

export async function loadParts(tx: Tx, key: DocumentKey): Promise<LoadedParts> {
  const exchange = await exchangeRecord(tx, key.agencyId, key.documentId);
  const code = exchange.dispatches[0]?.row.sender_code ?? exchange.origin?.receiver_code;
  return {
    exchange,
    agency: await loadParty(tx, key.agencyId, code),
    audit: await loadAudit(tx, key),
  };
}

/** When the last thing happened that the record tells of. */
export function latestOf(parts: Pick<EvidenceRecord, 'audit'>, instants: readonly (Date | string | null)[]): string {
  const times = [...parts.audit.map(({ at }) => at), ...instants].flatMap((at) => (at === null ? [] : +new Date(at)));
  return new Date(Math.max(0, ...times)).toISOString();
}
