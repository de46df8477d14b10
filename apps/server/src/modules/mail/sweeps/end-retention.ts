import { record } from '#modules/audit';
import { insertFile, type StoredBlob } from '#modules/files';
import { vietnamDate } from '../../../platform/clock.ts';
import { type Context, command, type Services, systemContext } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { publish } from '../../../platform/events.ts';
import { printDay } from '../../../platform/print-dates.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { MailBackendError } from '../backends/errors.ts';
import { backendNamed } from '../backends/registry.ts';
import { addHistory, lockById, updateMailbox } from '../mail.store.ts';
import type { MailboxRow } from '../mail.tables.ts';
import { addStep } from '../manual-steps.ts';
import { tellBackend } from '../outbox/tell-backend.ts';
import type { MailPorts } from '../ports.ts';

const PORTION = 50;

const DUE = `
  select * from mailbox where state = 'revoked' and shut_at is null and retain_until < $1
    and not exists (select 1 from mail_step where mail_step.mailbox_id = mailbox.id and mail_step.kind = 'close')
  order by retain_until, id limit ${PORTION}`;

/** Changes the mailbox when it still waits for its end; a twin in another process finds nothing left. */
async function onceDue(
  services: Services,
  due: MailboxRow,
  work: (tx: Tx, context: Context, mailbox: MailboxRow) => Promise<Record<string, unknown> | undefined>,
): Promise<void> {
  const context = systemContext(services);
  await command(context, async (tx) => {
    const mailbox = await lockById(tx, due.id);
    if (mailbox === undefined || mailbox.shut_at !== null || mailbox.state !== 'revoked') {
      return;
    }
    const detail = await work(tx, context, mailbox);
    if (detail !== undefined) {
      await record(tx, context, {
        action: 'mail.retention_ended',
        agencyId: mailbox.agency_id,
        objectKind: 'mailbox',
        objectId: mailbox.id,
        detail: { address: mailbox.address, ...detail },
      });
      await publish(tx, { topic: 'mail', agencyId: mailbox.agency_id, ids: [mailbox.id] });
    }
  });
}

/** From the day after on nothing is forwarded, even while the export does not succeed. */
async function stopForward(tx: Tx, context: Context, mailbox: MailboxRow): Promise<void> {
  if (mailbox.forwarding_to === null) {
    return;
  }
  const set = { forwarding_to: null };
  await updateMailbox(tx, context, mailbox, { set });
  await addHistory(tx, context, mailbox, {
    text: `Hết hạn lưu giữ ngày ${printDay(mailbox.retain_until ?? '')}: thôi chuyển tiếp đến ${mailbox.forwarding_to}`,
  });
  await tellBackend(tx, context, { ...mailbox, ...set }, [
    { kind: 'forward', target: null, until: mailbox.retain_until ?? '' },
  ]);
}

/** What a mail system cannot hand over by itself a person exports there, and confirms here. */
async function askByHand(services: Services, due: MailboxRow): Promise<void> {
  await onceDue(services, due, async (tx, context, mailbox) => {
    await addStep(tx, context, mailbox, {
      kind: 'close',
      text: `Hết hạn lưu giữ ngày ${printDay(mailbox.retain_until ?? '')}: xuất thư của hộp thư ${mailbox.address} ra tệp lưu trữ rồi đóng hẳn hộp thư trên hệ thống thư công vụ.`,
    });
    return { byHand: true };
  });
}

async function exported(services: Services, ports: MailPorts, mailbox: MailboxRow): Promise<StoredBlob | undefined> {
  const which = { name: mailbox.backend, agencyId: mailbox.agency_id };
  const backend = backendNamed(services, ports, which);
  if (backend?.capabilities().exports !== true) {
    return undefined;
  }
  const { sha256, size } = await services.blobs.put(backend.export(mailbox.backend_id ?? mailbox.id));
  return { sha256, size, name: `${mailbox.address_key.replace('@', '_')}.mbox`, mediaType: 'application/mbox' };
}

async function shut(services: Services, due: MailboxRow, blob: StoredBlob): Promise<void> {
  await onceDue(services, due, async (tx, context, mailbox) => {
    const file = await insertFile(tx, services, mailbox.agency_id, blob);
    const set = { shut_at: context.clock.now(), export_file_id: file.id };
    await updateMailbox(tx, context, mailbox, { set });
    await addHistory(tx, context, mailbox, { text: 'Lưu trữ thư ra tệp và đóng hẳn hộp thư' });
    await tellBackend(tx, context, { ...mailbox, ...set }, [{ kind: 'state', effect: 'closed', reason: '' }]);
    return { fileId: file.id, sha256: blob.sha256, size: blob.size };
  });
}

async function endOne(services: Services, ports: MailPorts, due: MailboxRow): Promise<void> {
  // A second try, or a mailbox without a successor: nothing to stop, so nothing to record either.
  if (due.forwarding_to !== null) {
    await onceDue(services, due, async (tx, context, mailbox) => {
      await stopForward(tx, context, mailbox);
      return mailbox.forwarding_to === null ? undefined : { forwarded: mailbox.forwarding_to };
    });
  }
  const blob = await exported(services, ports, due);
  await (blob === undefined ? askByHand(services, due) : shut(services, due, blob));
}

/** Retired mailboxes whose time is over: no more forwarding, exported, shut. A failed export leaves the mailbox as it is and is tried again. */
export async function endRetention(services: Services, ports: MailPorts): Promise<void> {
  const today = vietnamDate(services.clock.now());
  for (const due of await rawQuery<MailboxRow>(services.db, DUE, [today])) {
    try {
      await endOne(services, ports, due);
    } catch (error) {
      const isBackend = error instanceof MailBackendError;
      services.log.warn(
        { err: error, mailbox: due.id, isBackend },
        'mailbox could not be exported, will be tried again',
      );
    }
  }
}
