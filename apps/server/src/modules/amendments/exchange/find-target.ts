import type { EdxmlDocumentRef } from '@congvu/edxml';
import { findByEnvelope } from '#modules/interchange';
import { listLineage } from '#modules/org';
import { vietnamDate } from '../../../platform/clock.ts';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';

export interface FoundTarget {
  agencyId: string;
  id: string;
}

interface Sender {
  senderAgencyId: string | null;
  senderCode: string;
}

/** Under its own code first, then as every body it goes on for. */
async function sendersOf(tx: Tx, { senderAgencyId, senderCode }: Sender, today: string): Promise<Sender[]> {
  const lineage = senderAgencyId === null ? [null] : await listLineage(tx, senderAgencyId, today);
  return lineage.map((id) => ({ senderAgencyId: id, senderCode }));
}

/**
 * The letter that a recall, update or replacement is about: one that this very sender sent, or a body it goes on for, to us or to a
 * body we go on for (spec interchange §2.5). Anybody else's word finds nothing.
 */
export async function findTarget(
  tx: Tx,
  context: Context,
  agencyId: string,
  sender: Sender,
  ref: EdxmlDocumentRef,
): Promise<FoundTarget | undefined> {
  const today = vietnamDate(context.clock.now());
  const senders = await sendersOf(tx, sender, today);
  for (const own of await listLineage(tx, agencyId, today)) {
    for (const candidate of senders) {
      const id = await findByEnvelope(tx, {
        agencyId: own,
        ...candidate,
        documentId: ref.documentId,
        numberSymbol: ref.numberSymbol,
        issuedOn: ref.issuedOn,
      });
      if (id !== undefined) {
        return { agencyId: own, id };
      }
    }
  }
  return undefined;
}
