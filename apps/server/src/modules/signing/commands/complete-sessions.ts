import { getCertificate } from '#modules/certificates';
import { atOnce } from '../at-once.ts';
import { describeFailure } from '../failure.ts';
import type { SessionRow } from '../signing.tables.ts';
import type { SigningAct } from '../signing-act.ts';
import type { TrustedTime } from '../time/trusted-time.ts';
import { completeSession } from './complete-session.ts';
import { recordFailure } from './record-failure.ts';

/** Documents completed at the same time: enough to keep judge, disk and time authority busy, few enough for the memory. */
const AT_ONCE = 4;

export interface Delivered {
  session: SessionRow;
  /** By item: of the document itself under the id of the session, of its attachments under theirs. */
  signatures: ReadonlyMap<string, Uint8Array>;
}

/** Each document has its own result; one that fails stops no other. The key is asked about again, for it may be lost by now. */
export async function completeSessions(
  act: SigningAct,
  trustedTime: TrustedTime,
  delivered: readonly Delivered[],
): Promise<void> {
  const { context, ports, batch } = act;
  try {
    await ports.assertMaySignNow(context, await getCertificate(context.db, batch.agency_id, batch.certificate_id));
  } catch (error) {
    const sessions = delivered.map(({ session }) => session);
    await recordFailure(act, sessions, describeFailure(error, context.log));
    return;
  }
  await atOnce(delivered, AT_ONCE, async ({ session, signatures }) => {
    try {
      await completeSession(act, trustedTime, session, signatures);
    } catch (error) {
      await recordFailure(act, [session], describeFailure(error, context.log));
    }
  });
}
