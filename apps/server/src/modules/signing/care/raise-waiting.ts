import type { Services } from '../../../platform/context.ts';
import { atOnce } from '../at-once.ts';
import type { SigningPorts } from '../signing-act.ts';
import { endNoAuthority, liveWithoutAuthority } from '../time/no-authority.ts';
import { soundAlarm } from './alarm.ts';
import { takeDue } from './care.store.ts';
import { raiseSignature } from './raise-signature.ts';
import { openRaising } from './raising.ts';

/** Whoever takes a document keeps it this long; after a crash it is taken up again. */
const TAKEN_MS = 5 * 60_000;
const PORTION = 50;
const AT_ONCE = 4;

/** Everything whose next step is due, then the alarm for what has waited too long. */
export async function raiseWaiting(services: Services, ports: SigningPorts): Promise<void> {
  const raising = await openRaising(services, ports);
  await (raising.hasAuthority ? endNoAuthority : liveWithoutAuthority)(raising.context);
  let taken: number;
  do {
    const now = services.clock.now();
    const due = await takeDue(services.db, now, new Date(now.getTime() + TAKEN_MS), PORTION);
    taken = due.length;
    await atOnce(due, AT_ONCE, ({ agency_id: agencyId, document_id: documentId }) =>
      raiseSignature(raising, { agencyId, documentId }),
    );
  } while (taken === PORTION);
  await soundAlarm(services, raising.context);
}
