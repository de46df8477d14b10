import { type Context, command, type Services, systemContext } from '../../platform/context.ts';
import type { Tx } from '../../platform/db.ts';
import { rawQuery } from '../../platform/sql.ts';
import { recordOnAccount } from './administered-account.ts';
import { forgetDevices } from './identity.devices.ts';
import { voidLinks } from './identity.links.ts';
import { endSessions } from './identity.sessions.ts';
import { lockUser, updateUser } from './identity.store.ts';
import { noteSecurityEvent } from './security-events.ts';
import type { TellPerson } from './tell-security-event.ts';

/** QCVN 12:2026/BCA 3.7.2.7.6: an account not used for more than 45 days is disabled. */
const UNUSED_DAYS = 45;
const AT_ONCE = 500;
const UNUSED_REASON = `Không dùng quá ${UNUSED_DAYS} ngày (QCVN 12:2026/BCA 3.7.2.7)`;

interface Unused {
  id: string;
  agency_id: string;
  full_name: string;
}

// $1 now. Of the administrators of an agency the one who was there last stays: somebody must be able to open the others again.
const USED = `
  used as (
    select account.id, account.agency_id, account.person_id, account.demo, account.disabled_at,
      greatest(account.created_at, account.last_sign_in_at, account.reopened_at, account.password_changed_at,
        (select max(session.last_seen_at) from identity_session session
         where session.agency_id = account.agency_id and session.user_id = account.id)) as at,
      exists (select 1 from org_position position where position.person_id = account.person_id
        and 'administrator' = any(position.roles) and position.valid_from <= day.today
        and (position.valid_to is null or position.valid_to >= day.today)) as administrates
    from identity_user account
    cross join (select ($1::timestamptz at time zone 'Asia/Ho_Chi_Minh')::date as today) day
    where account.disabled_at is null and not account.demo
  )`;
const UNUSED = `
  with ${USED}
  select used.id, used.agency_id, person.full_name from used join org_person person on person.id = used.person_id
  where used.at < $1::timestamptz - interval '${UNUSED_DAYS} days'
    and not (used.administrates and not exists (select 1 from used other
      where other.agency_id = used.agency_id and other.administrates and other.id <> used.id
        and (other.at, other.id) > (used.at, used.id)))
  order by used.agency_id, person.sort_name limit ${AT_ONCE}`;
const ADMINISTRATORS = `
  with ${USED} select person_id from used where agency_id = $2 and administrates`;

async function disable(tx: Tx, context: Context, unused: Unused): Promise<boolean> {
  const now = context.clock.now();
  const user = await lockUser(tx, unused.id);
  const used = Math.max(user?.last_sign_in_at?.getTime() ?? 0, user?.reopened_at?.getTime() ?? 0);
  // Somebody may have signed in since the list was read.
  if (user === undefined || user.disabled_at !== null || used > now.getTime() - UNUSED_DAYS * 86_400_000) {
    return false;
  }
  await updateUser(tx, user, { disabled_at: now, disabled_reason: UNUSED_REASON });
  await endSessions(tx, user, { at: now, reason: 'account_disabled' });
  await voidLinks(tx, { agency_id: user.agency_id, user_id: user.id });
  await forgetDevices(tx, user);
  await noteSecurityEvent(tx, context, user, 'disabled_unused');
  await recordOnAccount(tx, context, user, {
    action: 'identity.account_disabled',
    detail: { reason: UNUSED_REASON, by: 'system' },
  });
  return true;
}

/** Said to the administrators, who open an account again with one press (`enableAccount`). */
async function tellAdministrators(
  tx: Tx,
  context: Context,
  tell: TellPerson,
  shut: { agencyId: string; names: readonly string[] },
): Promise<void> {
  const rows = await rawQuery<{ person_id: string }>(tx, ADMINISTRATORS, [context.clock.now(), shut.agencyId]);
  const [first = '', ...others] = shut.names;
  await tell(tx, context, {
    agencyId: shut.agencyId,
    personIds: rows.map((row) => row.person_id),
    kind: 'identity.disabled_unused',
    text: `Đã tạm ngừng ${shut.names.length} tài khoản không dùng quá ${UNUSED_DAYS} ngày: ${first}${others.length > 0 ? ` và ${others.length} người khác` : ''}`,
    link: '/quan-tri/tai-khoan',
    reason: 'Quản trị tài khoản',
  });
}

/** Shuts what nobody uses, agency by agency, each in one transaction; the demo keeps its people. */
export async function disableUnused(services: Services, tell: TellPerson): Promise<void> {
  if (services.config.demo) {
    return;
  }
  const context = systemContext(services);
  const rows = await rawQuery<Unused>(services.db, UNUSED, [services.clock.now()]);
  for (const [agencyId, accounts] of Map.groupBy(rows, (row) => row.agency_id)) {
    await command(context, async (tx) => {
      const names: string[] = [];
      for (const account of accounts) {
        if (await disable(tx, context, account)) {
          names.push(account.full_name);
        }
      }
      if (names.length > 0) {
        await tellAdministrators(tx, context, tell, { agencyId, names });
      }
    });
  }
}
