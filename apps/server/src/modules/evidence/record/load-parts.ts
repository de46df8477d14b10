import type { EvidenceParty, EvidenceRecord } from '@congvu/evidence';
import { proveLeaves } from '#modules/audit';
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

/** The acts of office that the letter rests on, with who did them: what a third party is shown of the log. */
const IN_FULL = ['outgoing.issued', 'incoming.registered'];

/** Leaves and the checkpoint they stand in. */
export type Trail = Pick<EvidenceRecord, 'audit' | 'log'>;

async function loadTrail(services: Services, tx: Tx, { agencyId, documentId: id }: DocumentKey): Promise<Trail> {
  const { leaves, log } = await proveLeaves(services, tx, {
    agencyId,
    kinds: KINDS,
    id,
    inFull: IN_FULL,
    isLeftOut: (action) => action.startsWith(OWN_TRACE),
  });
  return { audit: leaves.map((leaf) => ({ ...leaf, at: leaf.at.toISOString() })), log: log ?? null };
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
  trail: Trail;
}

export async function loadParts(services: Services, tx: Tx, key: DocumentKey): Promise<LoadedParts> {
  const exchange = await exchangeRecord(tx, key.agencyId, key.documentId);
  const code = exchange.dispatches[0]?.row.sender_code ?? exchange.origin?.receiver_code;
  return {
    exchange,
    agency: await loadParty(tx, key.agencyId, code),
    trail: await loadTrail(services, tx, key),
  };
}

/** When the last thing happened that the record tells of. */
export function latestOf(parts: Pick<EvidenceRecord, 'audit'>, instants: readonly (Date | string | null)[]): string {
  const times = [...parts.audit.map(({ at }) => at), ...instants].flatMap((at) => (at === null ? [] : +new Date(at)));
  return new Date(Math.max(0, ...times)).toISOString();
}
