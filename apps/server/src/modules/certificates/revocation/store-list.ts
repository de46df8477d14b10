import { createHash } from 'node:crypto';
import { displayName } from '@congvu/pki';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { issuerKeyOf } from '../certificates.store.ts';
import type { CertificateRow, CrlRow } from '../certificates.tables.ts';
import type { LossPorts } from '../ports.ts';
import { applyList } from './apply-revocations.ts';
import { putCrl } from './evidence.store.ts';
import type { ProvenCrl } from './read-crl.ts';

function rowOf({ list, issuer }: ProvenCrl, source: string, now: Date): CrlRow {
  const der = Buffer.from(list.raw);
  return {
    issuer_sha256: createHash('sha256').update(issuer.raw).digest('hex'),
    scope: [list.scope.holds, ...(list.scope.points ?? [])].join(' '),
    issuer_key: issuerKeyOf(list.issuer),
    issuer_name: displayName(list.issuer).normalize('NFC'),
    der,
    sha256: createHash('sha256').update(der).digest('hex'),
    this_update: list.thisUpdate,
    next_update: list.nextUpdate ?? null,
    revoked_count: list.entries.count,
    source,
    stored_at: now,
  };
}

/** Keeps the list and makes it count at once; undefined when the one at hand is as new. */
export async function storeList(
  tx: Tx,
  context: Context,
  ports: LossPorts,
  { proven, source }: { proven: ProvenCrl; source: string },
): Promise<CertificateRow[] | undefined> {
  const isNewer = await putCrl(tx, rowOf(proven, source, context.clock.now()));
  return isNewer ? applyList(tx, context, ports, proven.list) : undefined;
}
