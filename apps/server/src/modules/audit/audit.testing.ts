import type { Subject } from '../../platform/authorise.ts';
import { type Context, command } from '../../platform/context.ts';
import { newId } from '../../platform/ids.ts';
import { rawQuery } from '../../platform/sql.ts';
import type { TestOffice } from '../../platform/testing/test-context.ts';
import { type AuditEvent, record } from './record.ts';

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

export async function write(context: Context, given: Partial<AuditEvent> = {}): Promise<void> {
  await command(context, async (tx) =>
    record(tx, context, {
      action: 'incoming.received',
      agencyId: AGENCY,
      objectKind: 'document',
      objectId: newId(),
      ...given,
    }),
  );
}

export async function writeMany(office: TestOffice, count: number, given: Partial<AuditEvent> = {}): Promise<void> {
  const context = office.as(somebody());
  for (let at = 0; at < count; at += 1) {
    await write(context, given);
  }
}

export interface StoredLeaf {
  seq: number;
  leaf_hash: Buffer;
  leaf_id: string;
}

export async function placed(office: TestOffice): Promise<StoredLeaf[]> {
  return rawQuery<StoredLeaf>(office.db, 'select seq, leaf_hash, leaf_id from audit_entry order by seq', []);
}
