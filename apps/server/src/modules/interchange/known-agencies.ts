import { type Agency, findAgency } from '#modules/org';
import type { Db, Tx } from '../../platform/db.ts';
import { createSharedReading } from './shared-reading.ts';

const readOnce = createSharedReading<Agency | undefined>((agency) => agency !== undefined);

/**
 * The agency as of the last minute: every message asks for the same two bodies, and neither name nor place of an agency has to be
 * newer than that for an envelope.
 */
export function findKnownAgency(db: Db | Tx, id: string): Promise<Agency | undefined> {
  return readOnce(id, () => findAgency(db, id));
}
