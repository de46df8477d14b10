import type { Subject } from '../../platform/authorise.ts';
import { type Context, command } from '../../platform/context.ts';
import { newId } from '../../platform/ids.ts';
import { rawQuery } from '../../platform/sql.ts';
import type { TestOffice } from '../../platform/testing/test-context.ts';
import type { AuditPorts } from './ports.ts';
import { type AuditEvent, record, recordAll } from './record.ts';

export const AGENCY = '01890000-0000-7000-8000-000000000001';

export function somebody(given: Partial<Subject> = {}): Subject {
  return {
    userId: newId(),
    personId: newId(),
    positionId: newId(),
    agencyId: AGENCY,
    unitId: newId(),
    unitIds: [],
    roles: ['auditor'],
    displayName: 'Lò Văn Kiểm',
    title: 'Thanh tra viên',
    ...given,
  };
}

function eventOf(given: Partial<AuditEvent>): AuditEvent {
  return { action: 'incoming.received', agencyId: AGENCY, objectKind: 'document', objectId: newId(), ...given };
}

export async function write(context: Context, given: Partial<AuditEvent> = {}): Promise<void> {
  await command(context, async (tx) => record(tx, context, eventOf(given)));
}

/** Several leaves in one commit. */
export async function writeMany(office: TestOffice, count: number, given: Partial<AuditEvent> = {}): Promise<void> {
  const context = office.as(somebody());
  const events = Array.from({ length: count }, () => eventOf(given));
  await command(context, async (tx) => recordAll(tx, context, events));
}

export interface StoredLeaf {
  seq: number;
  leaf_hash: Buffer;
  leaf_id: string;
}

export async function placed(office: TestOffice): Promise<StoredLeaf[]> {
  return rawQuery<StoredLeaf>(office.db, 'select seq, leaf_hash, leaf_id from audit_entry order by seq', []);
}

/** An office without documents. */
export const NO_PORTS: AuditPorts = {
  maySee: async () => false,
  nameDocuments: async () => new Map(),
  documentsNamed: async () => [],
};
