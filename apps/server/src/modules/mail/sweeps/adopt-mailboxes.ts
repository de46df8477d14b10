import { record } from '#modules/audit';
import { type Context, command, type Services, systemContext } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { AppError } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { BACKEND_LABELS } from '../backends/labels.ts';
import { type MailSetting, settingOf } from '../mail.settings.ts';
import { effectOf } from '../mail.states.ts';
import { addHistory, lockById, refuseTaken, updateMailbox } from '../mail.store.ts';
import { type MailboxRow, mailTables } from '../mail.tables.ts';
import { addMembers, clerksOf } from '../members.store.ts';
import { tellBackend } from '../outbox/tell-backend.ts';
import { assertPlace, wholeAddress } from '../place-of.ts';

export const ADOPT_JOB = 'mail.adopt';

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
  if (setting.backend === 'embedded') {
    // Our own tables are the mail system: the commit is all there is to say.
    return;
  }
  const effect = effectOf(mailbox) === 'locked' ? 'locked' : 'active';
  await tellBackend(tx, context, { ...mailbox, ...set }, [{ kind: 'create', effect, known: true }]);
}

/** What cannot go (an address under a foreign domain) stays by hand, and the log says why. */
async function adoptOne(services: Services, id: string, setting: MailSetting): Promise<void> {
  const context = systemContext(services);
  try {
    await command(context, async (tx) => {
      const mailbox = await lockById(tx, id);
      if (mailbox?.backend !== 'manual') {
        return;
      }
      await adopt(tx, context, mailbox, setting);
      await record(tx, context, {
        action: 'mail.adopted',
        agencyId: mailbox.agency_id,
        objectKind: 'mailbox',
        objectId: id,
        detail: { backend: setting.backend, address: mailbox.address },
      });
      await publish(tx, { topic: 'mail', agencyId: mailbox.agency_id, ids: [id] });
    });
  } catch (error) {
    if (!(error instanceof AppError)) {
      throw error;
    }
    services.log.info({ mailbox: id, code: error.code }, 'mailbox stays by hand');
  }
}

/** Mailboxes kept by hand in agencies whose setting of today names a mail system. */
export async function adoptMailboxes(services: Services): Promise<void> {
  const rows = await rawQuery<{ id: string; agency_id: string }>(
    services.db,
    `select id, agency_id from mailbox where backend = 'manual' and state in ('active', 'suspended', 'revoke_requested')
       and exists (select 1 from mail_setting where backend <> 'manual')
     order by agency_id, id`,
    [],
  );
  const settings = new Map<string, MailSetting>();
  for (const { id, agency_id: agencyId } of rows) {
    const setting = settings.get(agencyId) ?? (await settingOf(services.db, services.clock, agencyId));
    settings.set(agencyId, setting);
    if (setting.backend !== 'manual') {
      await adoptOne(services, id, setting);
    }
  }
}
