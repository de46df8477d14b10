import { type CertificateList, crlReasonText } from '@congvu/pki';
import { z } from 'zod';
import { record } from '#modules/audit';
import { type Context, type Services, systemContext } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { issuerKeyOf, liftHold, listIssuedBy, lockCertificate, setRevoked } from '../certificates.store.ts';
import type { CertificateRow } from '../certificates.tables.ts';
import { followKey, revokedNews } from '../entries/follow-key.ts';
import { notifyRoles } from '../notify-roles.ts';
import type { LossPorts } from '../ports.ts';

/** A suspension: the only revocation that a later list may take back (RFC 5280 §5.3.1). */
const HOLD = crlReasonText('certificateHold');

interface Revocation {
  at: Date;
  reason: string;
}

/** In the transaction of the news: the row, what waits to be signed with it, who must know, and the audit trail. */
async function revoke(
  tx: Tx,
  context: Context,
  ports: LossPorts,
  row: CertificateRow,
  { at, reason }: Revocation,
): Promise<CertificateRow> {
  const key = { agencyId: row.agency_id, id: row.id };
  const revoked = await setRevoked(tx, key, { at, reason });
  await ports.revocationKnown(tx, context, { agencyId: row.agency_id, certificateId: row.id });
  await followKey(tx, context, row, revokedNews(at, reason, reason === HOLD));
  await record(tx, context, {
    action: 'certificates.revocation_learnt',
    agencyId: row.agency_id,
    objectKind: 'certificate',
    objectId: row.id,
    detail: { serial: row.serial, revokedAt: at.toISOString(), reason },
  });
  await notifyRoles(tx, context, {
    agencyId: row.agency_id,
    roles: ['clerk', 'administrator'],
    personIds: row.person_id === null ? [] : [row.person_id],
    kind: 'certificates.revoked',
    text: `Nơi cấp đã thu hồi chứng thư số ${row.serial} của ${row.subject_name}: ${reason}.`,
    link: `/chung-thu-so?chon=${row.id}`,
    reason: 'Không ký được bằng chứng thư này nữa',
  });
  return revoked;
}

async function release(tx: Tx, context: Context, row: CertificateRow): Promise<void> {
  if (await liftHold(tx, { agencyId: row.agency_id, id: row.id }, HOLD)) {
    await followKey(tx, context, row, { kind: 'released' });
    await record(tx, context, {
      action: 'certificates.hold_lifted',
      agencyId: row.agency_id,
      objectKind: 'certificate',
      objectId: row.id,
      detail: { serial: row.serial },
    });
  }
}

/** A part of a list says nothing about what other parts hold. */
function isWhole({ scope }: CertificateList): boolean {
  return scope.points === undefined && scope.holds !== 'authorities';
}

/** Compares the certificates of this office with a new list; answers those that were not known as revoked. */
export async function applyList(
  tx: Tx,
  context: Context,
  ports: LossPorts,
  list: CertificateList,
): Promise<CertificateRow[]> {
  const news: CertificateRow[] = [];
  for (const seen of await listIssuedBy(tx, issuerKeyOf(list.issuer))) {
    const entry = list.entries.find(seen.serial);
    const isListed = entry !== undefined && entry.reason !== 'removeFromCRL';
    if (isListed && seen.revoked_at === null) {
      const row = await lockCertificate(tx, seen.agency_id, seen.id);
      const at = entry.invalidSince !== undefined && entry.invalidSince < entry.at ? entry.invalidSince : entry.at;
      if (row.revoked_at === null) {
        news.push(await revoke(tx, context, ports, row, { at, reason: crlReasonText(entry.reason) }));
      }
    } else if (!isListed && seen.revoked_reason === HOLD && isWhole(list)) {
      await release(tx, context, seen);
    }
  }
  return news;
}

const Learnt = z.object({ agencyId: z.uuid(), certificateId: z.uuid(), at: z.iso.datetime(), reason: z.string() });
type LearntRevocation = z.infer<typeof Learnt>;

export function readLearnt(payload: Record<string, unknown>): LearntRevocation {
  return Learnt.parse(payload);
}

/** The job behind a refusal: an answer about one certificate said "revoked" while somebody wanted to sign. */
export async function applyLearnt(
  services: Services,
  ports: LossPorts,
  { agencyId, certificateId, at, reason }: LearntRevocation,
): Promise<void> {
  const context = systemContext(services);
  // Not a command: the second job about the same answer finds nothing to do and leaves no trace.
  await services.db.transaction().execute(async (tx) => {
    const row = await lockCertificate(tx, agencyId, certificateId);
    if (row.revoked_at === null) {
      await revoke(tx, context, ports, row, { at: new Date(at), reason });
    }
  });
}
