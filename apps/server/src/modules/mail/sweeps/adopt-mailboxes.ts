import { record } from '#modules/audit';
import { type Context, command, type Services } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { publish } from '../../../platform/events.ts';
import { inSavepoint } from '../../../platform/savepoint.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { BACKEND_LABELS } from '../backends/labels.ts';
import { type MailSetting, settingOf } from '../mail.settings.ts';
import { addHistory, refuseTaken, updateMailbox } from '../mail.store.ts';
import { type MailboxRow, mailTables } from '../mail.tables.ts';
import { addMembers, clerksOf } from '../members.store.ts';
import { tellBackend } from '../outbox/tell-backend.ts';
import { assertPlace, wholeAddress } from '../place-of.ts';
import { systemContext } from '../system-context.ts';

export const ADOPT_JOB = 'mail.adopt';

const PORTION = 200;

/** One mailbox of the register goes to the mail system, under its whole address; what waited to be done by hand is done with it. */
async function adopt(tx: Tx, context: Context, mailbox: MailboxRow, setting: MailSetting): Promise<void> {
  const at = { agency_id: mailbox.agency_id, backend: setting.backend };
  const place = await wholeAddress(tx, context, at, mailbox.address);
  await assertPlace(tx, context, at, place.address);
  const set = {
    ...place,
    backend: setting.backend,
    quota_mb: mailbox.quota_mb ?? setting.quota_mb,
    hosted_since: context.clock.now(),
  };
  await refuseTaken(place.address, updateMailbox(tx, context, mailbox, { set }));
  if (mailbox.kind === 'unit') {
    await addMembers(tx, context, mailbox, await clerksOf(tx, context, mailbox.agency_id));
  }
  await mailTables(tx)
    .updateTable('mail_step')
    .set({ done_at: context.clock.now(), done_by: 'Hệ thống', note: BACKEND_LABELS[setting.backend] })
    .where('agency_id', '=', mailbox.agency_id)
    .where('mailbox_id', '=', mailbox.id)
    .where('done_at', 'is', null)
    .execute();
  await addHistory(tx, context, mailbox, { text: `${BACKEND_LABELS[setting.backend]}; địa chỉ ${place.address}` });
  const effect = mailbox.state === 'suspended' ? 'locked' : 'active';
  await tellBackend(tx, context, { ...mailbox, ...set }, [{ kind: 'create', effect }]);
}

/** A portion of one agency; how many were looked at. What cannot go (a foreign domain) stays by hand, and says why in the log. */
async function adoptPortion(services: Services, agencyId: string, after: string | null): Promise<string | null> {
  const context = systemContext(services);
  return command(context, async (tx) => {
    const setting = await settingOf(tx, services.clock, agencyId);
    const rows = await rawQuery<MailboxRow>(
      tx,
      `select * from mailbox where agency_id = $1 and backend = 'manual' and state in ('active', 'suspended', 'revoke_requested')
         and ($2::uuid is null or id > $2::uuid)
       order by id limit ${PORTION} for no key update`,
      [agencyId, after],
    );
    const gone: string[] = [];
    for (const row of rows) {
      const refused = await inSavepoint(tx, () => adopt(tx, context, row, setting));
      if (refused === undefined) {
        gone.push(row.id);
      } else {
        services.log.warn({ mailbox: row.id, code: refused.code }, 'mailbox stays by hand');
      }
    }
    if (gone.length > 0) {
      await record(tx, context, {
        action: 'mail.adopted',
        agencyId,
        objectKind: 'agency',
        objectId: agencyId,
        detail: { backend: setting.backend, mailboxes: gone.length },
      });
      await publish(tx, { topic: 'mail', agencyId });
    }
    return rows.length < PORTION ? null : (rows.at(-1)?.id ?? null);
  });
}

/** Mailboxes kept by hand in agencies whose setting of today names a mail system. */
export async function adoptMailboxes(services: Services): Promise<void> {
  const agencies = await rawQuery<{ agency_id: string }>(
    services.db,
    `select distinct agency_id from mailbox where backend = 'manual' and state in ('active', 'suspended', 'revoke_requested')
       and exists (select 1 from mail_setting where backend <> 'manual')`,
    [],
  );
  for (const { agency_id: agencyId } of agencies) {
    const { backend } = await settingOf(services.db, services.clock, agencyId);
    let after: string | null = null;
    do {
      after = backend === 'manual' ? null : await adoptPortion(services, agencyId, after);
    } while (after !== null);
  }
}
