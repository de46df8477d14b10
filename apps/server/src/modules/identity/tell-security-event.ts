import { type Context, type Services, systemContext } from '../../platform/context.ts';
import type { Tx } from '../../platform/db.ts';
import type { JobDefinition } from '../../platform/jobs.ts';
import { findUserById } from './identity.store.ts';
import { describeEvent, findSecurityEvent, TELL_EVENT } from './security-events.ts';

/** What a notice needs; the module of notices stands above and is plugged in. */
export type TellPerson = (
  tx: Tx,
  context: Context,
  notice: { agencyId: string; personIds: readonly string[]; kind: string; text: string; link: string; reason: string },
) => Promise<void>;

/** Tells the owner of the account, wherever he is signed in; nobody of the office reads it but him. */
export function tellSecurityEvents(services: Services, tell: TellPerson): JobDefinition {
  return {
    name: TELL_EVENT,
    handle: async (payload) => {
      const key = { agencyId: String(payload.agencyId), id: String(payload.id) };
      const event = await findSecurityEvent(services.db, key);
      const user = event === undefined ? undefined : await findUserById(services.db, event.user_id);
      if (event === undefined || user === undefined) {
        return;
      }
      const context = systemContext(services);
      await services.db.transaction().execute((tx) =>
        tell(tx, context, {
          agencyId: user.agency_id,
          personIds: [user.person_id],
          kind: `identity.${event.kind}`,
          text: `${describeEvent(event)} (${event.device}, mạng ${event.ip}). Nếu không phải mình, mở để chặn ngay.`,
          link: `/bao-mat?su-kien=${event.id}`,
          reason: 'Bảo mật tài khoản',
        }),
      );
    },
  };
}
