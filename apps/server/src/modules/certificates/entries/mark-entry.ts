import { record } from '#modules/audit';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { publish } from '../../../platform/events.ts';
import { getCertificate } from '../certificates.store.ts';
import { assertEntryMove } from './entries.states.ts';
import { lockEntryBySerial, updateEntry } from './entries.store.ts';
import type { CertificateEntryRow, EntryState } from './entries.tables.ts';
import { writeHistory } from './history.store.ts';

interface EntryMark {
  agencyId: string;
  /** `serialKey` of @congvu/forms. */
  serialKey: string;
  state: 'revoke_requested' | 'active' | 'transferred_out';
  text: string;
  link: string;
}

/** A request that ends does not undo a report of loss. */
async function targetOf(tx: Tx, entry: CertificateEntryRow, wanted: EntryMark['state']): Promise<EntryState> {
  if (wanted !== 'active' || entry.certificate_id === null) {
    return wanted;
  }
  const key = await getCertificate(tx, entry.agency_id, entry.certificate_id);
  return key.frozen_at === null ? 'active' : 'frozen';
}

/**
 * While a request is under way, and back. A serial that is not in the register of the agency has nothing to be marked: the check of
 * the request says so to its writer.
 * @throws AppError 409 `certificates.entry_state`
 */
export async function markEntry(tx: Tx, context: Context, mark: EntryMark): Promise<void> {
  const { agencyId, text, link } = mark;
  const entry = await lockEntryBySerial(tx, agencyId, mark.serialKey);
  if (entry === undefined) {
    return;
  }
  const state = await targetOf(tx, entry, mark.state);
  if (state !== entry.state) {
    assertEntryMove(entry, state);
    await updateEntry(tx, entry, { state }, context.clock.now());
  }
  await writeHistory(tx, context, [{ agencyId, thingId: entry.id, text, link }]);
  await record(tx, context, {
    action: 'certificates.entry_marked',
    agencyId,
    objectKind: 'certificate_entry',
    objectId: entry.id,
    detail: { serial: entry.serial, from: entry.state, to: state },
  });
  await publish(tx, { topic: 'certificates', agencyId });
}
