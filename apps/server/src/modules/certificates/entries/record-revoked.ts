import { isDate } from '@congvu/forms';
import { record } from '#modules/audit';
import { clearNotices } from '#modules/notifications';
import { vietnamDate } from '../../../platform/clock.ts';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { invalid } from '../../../platform/errors.ts';
import { enqueue } from '../../../platform/jobs.ts';
import { printDay } from '../../../platform/print-dates.ts';
import { lockCertificate, setRevoked } from '../certificates.store.ts';
import type { CertificateRow } from '../certificates.tables.ts';
import { closeLossRow, takeOpenLosses } from '../loss/loss.store.ts';
import { notifyRoles } from '../notify-roles.ts';
import { assertEntryMove } from './entries.states.ts';
import { entryNotFound, lockEntryBySerial } from './entries.store.ts';
import { moveEntry } from './follow-key.ts';
import { findKeysOfSerial } from './keys-of-serial.ts';
import { assertSerial } from './record-issued.ts';
import { STOP_JOB } from './stop-signing.ts';

/** What the authority answered to Mẫu 04. */
interface RevokedCertificate {
  agencyId: string;
  serial: string;
  revokedOn: string;
  reason: string;
  requestId: string;
  link: string;
}

const DAY_END = 'T23:59:59.999+07:00';

/**
 * An answer names a day. What the key signed on that day before the authority acted stays good; from now on it signs nothing, and the
 * authority's list brings the exact moment to whoever asks there.
 */
function momentOf(revokedOn: string, now: Date): Date {
  if (!isDate(revokedOn) || revokedOn > vietnamDate(now)) {
    throw invalid(
      'certificates.revoked_at',
      'Ngày thu hồi phải là ngày có thật, không sau hôm nay. Ghi đúng ngày nơi cấp thông báo.',
      [{ path: 'revokedOn', message: 'Chọn ngày đã qua hoặc hôm nay.' }],
    );
  }
  return new Date(Math.min(now.getTime(), Date.parse(`${revokedOn}${DAY_END}`)));
}

async function revokeKey(
  tx: Tx,
  context: Context,
  key: CertificateRow,
  { at, revoked }: { at: Date; revoked: RevokedCertificate },
): Promise<void> {
  if (key.revoked_at !== null) {
    return;
  }
  const reference = { agencyId: key.agency_id, id: key.id };
  await setRevoked(tx, reference, { at, reason: revoked.reason });
  // Refused from this commit on; what already waits to be signed with it is ended by the module above.
  await enqueue(tx, STOP_JOB, { agencyId: key.agency_id, certificateId: key.id }, { key: `${STOP_JOB}:${key.id}` });
  const link = `/chung-thu-so?chon=${key.id}`;
  await clearNotices(tx, { agencyId: key.agency_id, link });
  await notifyRoles(tx, context, {
    agencyId: key.agency_id,
    roles: ['clerk', 'administrator'],
    personIds: key.person_id === null ? [] : [key.person_id],
    kind: 'certificates.revoked',
    text: `Chứng thư số ${key.serial} của ${key.subject_name} đã bị thu hồi ngày ${printDay(revoked.revokedOn)}: ${revoked.reason}.`,
    link,
    reason: 'Không ký được bằng chứng thư này nữa',
  });
}

/** Keys before entries, as everywhere; nobody reports a key lost while its row is held here. */
async function lockAll(tx: Tx, keys: readonly { agency_id: string; id: string }[]) {
  const locked: CertificateRow[] = [];
  for (const key of keys) {
    locked.push(await lockCertificate(tx, key.agency_id, key.id));
  }
  return { locked, losses: await takeOpenLosses(tx, locked) };
}

/**
 * A granted Mẫu 04: the entry, every key of this installation with that certificate, its device, SIM and seal, and the report of
 * loss that led to it, in one transaction. Signing with the key is refused from the next act on.
 * @throws AppError 404 `certificates.entry_not_found` · 409 `certificates.entry_state` · 422 `certificates.revoked_at`
 */
export async function recordRevoked(tx: Tx, context: Context, revoked: RevokedCertificate): Promise<void> {
  const { agencyId, revokedOn, reason, requestId, link } = revoked;
  const now = context.clock.now();
  const at = momentOf(revokedOn, now);
  const serialKey = assertSerial(revoked.serial);
  const { losses, locked } = await lockAll(tx, await findKeysOfSerial(tx, agencyId, serialKey));
  const entry = await lockEntryBySerial(tx, agencyId, serialKey);
  if (entry === undefined) {
    throw entryNotFound();
  }
  if (entry.state !== 'revoked') {
    assertEntryMove(entry, 'revoked');
  }
  for (const key of locked) {
    await revokeKey(tx, context, key, { at, revoked });
  }
  for (const loss of losses) {
    await closeLossRow(
      tx,
      { agencyId: loss.agency_id, id: loss.id },
      { state: 'revoked', closed_at: now, closed_by: context.subject?.personId ?? null, closed_note: reason },
    );
  }
  await moveEntry(tx, context, entry, { news: { kind: 'revoked', on: revokedOn, reason, suspended: false }, link });
  await record(tx, context, {
    action: 'certificates.revoked_recorded',
    agencyId,
    objectKind: 'certificate_entry',
    objectId: entry.id,
    detail: {
      serial: entry.serial,
      requestId,
      revokedOn,
      reason,
      keys: locked.map(({ id }) => id),
      losses: losses.map(({ id }) => id),
    },
  });
}
