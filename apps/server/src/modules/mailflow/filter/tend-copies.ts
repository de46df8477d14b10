import { record } from '#modules/audit';
import { findDovecotBoxes, holdsMail, moveDovecotCopies } from '#modules/mail';
import { command } from '../../../platform/context.ts';
import type { Db } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { type MailFlow, mailContext } from '../mailflow.flow.ts';
import { idOfBytes } from '../outbound/queue-out.ts';
import type { PassageState } from './passage.store.ts';
import { refusalOfOutcomes, reinject } from './reinject.ts';
import { ID_HEADER, withoutForeignFields } from './verified-headers.ts';

/** Copies looked after in one turn. */
const AT_ONCE = 200;

interface Due {
  agency_id: string;
  id: string;
  sha256: string;
  mail_from: string;
  recipient: string;
  mailbox_id: string;
  raw_sha256: string;
}

const COLUMNS =
  'passage.agency_id, passage.id, passage.sha256, passage.mail_from, passage.recipient, passage.mailbox_id, message.raw_sha256';

const JOINED = `join mail_message message on message.id = item.message_id
  join mailflow_passage passage on passage.message_id = item.message_id and passage.mailbox_id = item.mailbox_id`;

// What our pages show of a mailbox on Dovecot is what is to be true there: taken back by the officer, or found to be malware later.
const TO_TAKE_OUT = `
  select ${COLUMNS} from mail_item item ${JOINED}
  where item.retracted_at is not null and item.direction = 'in' and passage.state = 'passed'
  union
  select ${COLUMNS} from mail_folder folder
  join mail_item item on item.mailbox_id = folder.mailbox_id and item.folder_id = folder.id ${JOINED}
  where folder.role = 'quarantine' and item.retracted_at is null and item.deleted_at is null and item.direction = 'in'
    and passage.state = 'passed'
  order by id limit ${AT_ONCE}`;

const toGive = (state: 'out' | 'held'): string => `
  select ${COLUMNS} from mailflow_passage passage
  join mail_item item on item.message_id = passage.message_id and item.mailbox_id = passage.mailbox_id
    and item.direction = 'in' and item.retracted_at is null and item.deleted_at is null
  join mail_folder folder on folder.agency_id = item.agency_id and folder.id = item.folder_id
    and folder.role is distinct from 'quarantine'
  join mail_message message on message.id = passage.message_id
  where passage.state = '${state}' order by passage.id limit ${AT_ONCE}`;

/** Where the copy may lie: the mailbox it was for, and that of the successor it was sent on to. */
async function placesOf(db: Db, { mailbox_id, recipient }: Due): Promise<string[]> {
  const lies = (await findDovecotBoxes(db, [recipient])).get(recipient)?.lies?.mailboxId;
  return [...new Set([mailbox_id, ...(lies === undefined ? [] : [lies])])];
}

async function settle(flow: MailFlow, due: Due, change: { from: PassageState; to: PassageState; action: string }) {
  const { services } = flow;
  const context = mailContext(services);
  await command(context, async (tx) => {
    await rawQuery(
      tx,
      'update mailflow_passage set state = $4, changed_at = $5 where agency_id = $1 and id = $2 and state = $3',
      [due.agency_id, due.id, change.from, change.to, services.clock.now()],
    );
    await record(tx, context, {
      action: change.action,
      agencyId: due.agency_id,
      objectKind: 'mail_message',
      objectId: idOfBytes(due.sha256),
      detail: { mailboxId: due.mailbox_id },
    });
    return null;
  });
}

async function takeOut(flow: MailFlow, due: Due): Promise<void> {
  const mailboxIds = await placesOf(flow.services.db, due);
  await moveDovecotCopies(flow.services, 'out', { mailboxIds, fingerprint: due.sha256 });
  await settle(flow, due, { from: 'passed', to: 'out', action: 'mailflow.taken_out' });
}

async function putBack(flow: MailFlow, due: Due): Promise<void> {
  const mailboxIds = await placesOf(flow.services.db, due);
  await moveDovecotCopies(flow.services, 'back', { mailboxIds, fingerprint: due.sha256 });
  await settle(flow, due, { from: 'out', to: 'passed', action: 'mailflow.put_back' });
}

/** The officer let it through: to Postfix, for the one receiver it was held from. */
async function letThrough(flow: MailFlow, due: Due): Promise<void> {
  const { services } = flow;
  const box = (await findDovecotBoxes(services.db, [due.recipient])).get(due.recipient);
  if (box === undefined) {
    // Closed meanwhile: Postfix would send it back to whoever is named as its sender.
    return;
  }
  // A turn before this one may have been cut off after Postfix had it.
  if (box.lies === undefined || !(await holdsMail(services, box.lies.mailboxId, due.sha256))) {
    const raw = withoutForeignFields(await services.blobs.readBytes(due.raw_sha256), services.config.smtp.name);
    const fields = `${ID_HEADER}: ${due.sha256}\r\nX-CongVu-Verdict: released\r\n`;
    const envelope = { from: due.mail_from, to: [due.recipient] };
    const outcomes = await reinject(flow, envelope, Buffer.concat([Buffer.from(fields), raw]));
    const refusal = refusalOfOutcomes(outcomes.values());
    if (refusal !== undefined) {
      throw refusal;
    }
  }
  await settle(flow, due, { from: 'held', to: 'passed', action: 'mailflow.let_through' });
}

async function each(flow: MailFlow, sql: string, act: (flow: MailFlow, due: Due) => Promise<void>): Promise<void> {
  for (const due of await rawQuery<Due>(flow.services.db, sql, [])) {
    try {
      await act(flow, due);
    } catch (error) {
      // The others do not wait for this one; it is looked at again in the next turn.
      flow.services.log.warn({ err: error, passage: due.id }, 'a copy in the mail server could not be brought in line');
    }
  }
}

const LOCK = 'mailflow.copies';

/**
 * Brings the mailboxes on Dovecot in line with what was decided here: taken back, given back, let through. One process at a time: two
 * that move the same copy would make it two.
 */
export async function tendCopies(flow: MailFlow): Promise<void> {
  await flow.services.db.connection().execute(async (line) => {
    const [lock] = await rawQuery<{ mine: boolean }>(line, 'select pg_try_advisory_lock(hashtext($1)) as mine', [LOCK]);
    if (lock?.mine !== true) {
      return;
    }
    try {
      await each(flow, TO_TAKE_OUT, takeOut);
      await each(flow, toGive('out'), putBack);
      await each(flow, toGive('held'), letThrough);
    } finally {
      await rawQuery(line, 'select pg_advisory_unlock(hashtext($1))', [LOCK]);
    }
  });
}
