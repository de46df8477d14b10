import type { EmailsChanged } from '@congvu/contracts';
import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { tellBoxes } from '../delivery/tell.ts';
import type { BoxAction } from '../webmail.policy.ts';
import { emailMissing } from './load-email.ts';
import { type OpenBox, openBox } from './open-box.ts';

export interface LockedEmail {
  id: string;
  folderId: string;
  folderRole: 'inbox' | 'quarantine' | 'sent' | 'drafts' | 'trash' | null;
  direction: 'in' | 'out';
  size: number;
  deleted: boolean;
  assigneeId: string | null;
}

/** What one act does to mails that are locked for it. */
export interface EmailChange {
  action: BoxAction;
  /** Past tense, for the audit trail. */
  recorded: string;
  detail?: Record<string, unknown>;
  ids: readonly string[];
  /** Also mails that are out of sight. */
  deletedToo?: boolean;
  /** Answers the ids that changed and the sentence for the person. */
  apply(
    tx: Tx,
    box: OpenBox,
    emails: LockedEmail[],
  ): Promise<{ changed: string[]; text: string; event?: EmailEventWords }>;
}

interface EmailEventWords {
  kind: string;
  text: string;
}

interface Actor {
  agencyId: string;
  mailboxId: string;
  personId: string;
  who: string;
  at: Date;
}

/** A line in the history of each of these mails. */
export async function addEventsOf(
  tx: Tx,
  actor: Actor,
  ids: readonly string[],
  { kind, text }: EmailEventWords,
): Promise<void> {
  await rawQuery(
    tx,
    `insert into mail_item_event (agency_id, id, mailbox_id, item_id, at, person_id, who, kind, text)
     select $1, row.id, $2, row.item_id, $5, $6, $7, $8, $9 from unnest($3::uuid[], $4::uuid[]) as row (id, item_id)`,
    [
      actor.agencyId,
      actor.mailboxId,
      ids.map(() => newId(actor.at.getTime())),
      ids,
      actor.at,
      actor.personId,
      actor.who,
      kind,
      text,
    ],
  );
}

/** Who did what in a box of several people; a box of one person needs no such list. */
async function addEvents(
  tx: Tx,
  context: ActingContext,
  box: OpenBox,
  ids: readonly string[],
  words: EmailEventWords,
): Promise<void> {
  if (box.relation === 'member' && ids.length > 0) {
    const { personId, displayName } = context.subject;
    await addEventsOf(tx, { ...box, personId, who: displayName, at: context.clock.now() }, ids, words);
  }
}

async function lockEmails(tx: Tx, box: OpenBox, change: EmailChange): Promise<LockedEmail[]> {
  const ids = [...new Set(change.ids)];
  const rows = await rawQuery<LockedEmail>(
    tx,
    `select item.id, item.folder_id as "folderId", folder.role as "folderRole", item.direction, item.size,
       item.deleted_at is not null as deleted, item.assignee_person_id as "assigneeId"
     from mail_item item join mail_folder folder on folder.agency_id = item.agency_id and folder.id = item.folder_id
     where item.agency_id = $1 and item.mailbox_id = $2 and item.id = any ($3::uuid[]) and item.retracted_at is null
       and (item.deleted_at is null or $4)
     order by item.id for update of item`,
    [box.agencyId, box.mailboxId, ids, change.deletedToo === true],
  );
  if (rows.length < ids.length) {
    throw emailMissing();
  }
  return rows;
}

/** One act on one or many mails of a box: all of them or none. */
export async function changeEmails(
  context: ActingContext,
  mailboxId: string,
  change: EmailChange,
): Promise<EmailsChanged> {
  return command(context, async (tx) => {
    const box = await openBox(tx, context, mailboxId, change.action);
    const emails = await lockEmails(tx, box, change);
    const { changed, text, event } = await change.apply(tx, box, emails);
    await record(tx, context, {
      action: change.recorded,
      agencyId: box.agencyId,
      objectKind: 'mailbox',
      objectId: mailboxId,
      detail: { ...change.detail, emails: changed },
    });
    if (event !== undefined) {
      await addEvents(tx, context, box, changed, event);
    }
    await tellBoxes(tx, [box]);
    return { changed: changed.length, text };
  });
}
