import { createHash } from 'node:crypto';
import type { AskMailboxDeletion, MailboxView } from '@congvu/contracts';
import type { z } from 'zod';
import { getFile } from '#modules/files';
import type { ActingContext } from '../../../platform/context.ts';
import { conflict } from '../../../platform/errors.ts';
import { enqueue } from '../../../platform/jobs.ts';
import { alsoWithin } from '../../../platform/reach.ts';
import { mailboxNotFound, updateMailbox } from '../mail.store.ts';
import type { MailboxRow } from '../mail.tables.ts';
import { getVisibleMailbox } from '../queries/list-mailboxes.ts';
import { ERASE_JOB } from '../sweeps/erase-deleted.ts';
import { changeMailbox } from './change-mailbox.ts';

type Reason = z.output<typeof AskMailboxDeletion>;

/** Letters that lie in another mail system are not ours to erase. */
function assertHere({ backend, address }: Pick<MailboxRow, 'backend' | 'address'>): void {
  if (backend !== 'embedded') {
    throw conflict(
      'mail.delete_elsewhere',
      `Thư của hộp thư ${address} nằm ở hệ thống thư khác nên Công Vụ không xóa được. Người quản trị hệ thống ấy xóa; hộp thư trong sổ giữ trạng thái đã đóng.`,
    );
  }
}

/** The archive is read from its first to its last byte before anything is erased. */
async function assertArchive(context: ActingContext, mailbox: Pick<MailboxRow, 'agency_id' | 'export_file_id'>) {
  const { agency_id: agencyId, export_file_id: fileId } = mailbox;
  const file =
    fileId === null ? undefined : await alsoWithin('guided', [agencyId], () => getFile(context.db, agencyId, fileId));
  const hash = createHash('sha256');
  if (file !== undefined && context.blobs.has(file.sha256)) {
    for await (const chunk of context.blobs.read(file.sha256)) {
      hash.update(chunk);
    }
  }
  if (file === undefined || hash.digest('hex') !== file.sha256) {
    throw conflict(
      'mail.archive_missing',
      'Bản lưu trữ thư của hộp thư không còn nguyên vẹn nên không xóa. Báo quản trị kiểm tra kho tệp trước.',
    );
  }
}

function nothingAsked() {
  return conflict('mail.wrong_state', 'Đề nghị xóa hộp thư vừa thay đổi. Tải lại sổ thư công vụ.');
}

const NO_REQUEST = {
  deletion_asked_by: null,
  deletion_asked_name: null,
  deletion_asked_at: null,
  deletion_reason: null,
} as const;

/**
 * The first of two people asks that the letters of a closed mailbox be erased.
 * @throws AppError 404 `mail.not_found` · 403 `mail.ask_deletion.forbidden` · 409 `mail.delete_elsewhere`
 */
export async function askDeletion(context: ActingContext, id: string, { reason }: Reason): Promise<MailboxView> {
  return changeMailbox(context, id, 'mail.ask_deletion', async (tx, mailbox) => {
    assertHere(mailbox);
    const set = {
      deletion_asked_by: context.subject.personId,
      deletion_asked_name: context.subject.displayName,
      deletion_asked_at: context.clock.now(),
      deletion_reason: reason,
    };
    await updateMailbox(tx, context, mailbox, { set });
    return {
      mailbox: { ...mailbox, ...set },
      text: `Đề nghị xóa hộp thư: ${reason}`,
      detail: { reason },
      commands: [],
    };
  });
}

/** @throws AppError 404 `mail.not_found` · 403 `mail.decline_deletion.forbidden` */
export async function declineDeletion(context: ActingContext, id: string, { reason }: Reason): Promise<MailboxView> {
  return changeMailbox(context, id, 'mail.decline_deletion', async (tx, mailbox) => {
    await updateMailbox(tx, context, mailbox, { set: NO_REQUEST });
    return {
      mailbox: { ...mailbox, ...NO_REQUEST },
      text: `Không xóa hộp thư: ${reason}`,
      detail: { reason, asked: mailbox.deletion_asked_name },
      commands: [],
    };
  });
}

/**
 * The second one, never the same: the mailbox is a tombstone from this commit on, its address led to nobody and never will. The letters
 * are erased by a job; the archive stays with the office.
 * @throws AppError 404 `mail.not_found` · 403 `mail.approve_deletion.forbidden` · 409 `mail.archive_missing`, `mail.delete_elsewhere`
 */
export async function approveDeletion(context: ActingContext, id: string): Promise<MailboxView> {
  const seen = await getVisibleMailbox(context.db, context, id);
  if (seen === undefined) {
    throw mailboxNotFound();
  }
  if (seen.deletion_asked_at !== null && seen.deleted_at === null) {
    await assertArchive(context, seen);
  }
  return changeMailbox(context, id, 'mail.approve_deletion', async (tx, mailbox) => {
    assertHere(mailbox);
    if (mailbox.deletion_asked_at === null || mailbox.export_file_id !== seen.export_file_id) {
      throw nothingAsked();
    }
    const set = { deleted_at: context.clock.now() };
    await updateMailbox(tx, context, mailbox, { set });
    await enqueue(tx, ERASE_JOB, { mailboxId: mailbox.id }, { key: `${ERASE_JOB}:${mailbox.id}` });
    return {
      mailbox: { ...mailbox, ...set },
      text: `Duyệt xóa hộp thư theo đề nghị của ${mailbox.deletion_asked_name}: thư xóa hẳn, bản lưu trữ giữ lại`,
      detail: { reason: mailbox.deletion_reason, askedBy: mailbox.deletion_asked_by, archive: mailbox.export_file_id },
      commands: [],
    };
  });
}
