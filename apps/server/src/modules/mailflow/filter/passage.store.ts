import type { Db, Tx } from '../../../platform/db.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import type { FilteredMail, FilterRecipient } from './filtered-mail.ts';

export type PassageState = 'handing' | 'passed' | 'out' | 'held';

type MailKey = Pick<FilteredMail, 'sha256' | 'queueId'>;

/** What was done with this mail before, by receiver: a mail server that was cut off comes again. */
export async function passagesOf(db: Db, { sha256, queueId }: MailKey): Promise<Map<string, PassageState>> {
  const rows = await rawQuery<{ recipient: string; state: PassageState }>(
    db,
    'select recipient, state from mailflow_passage where sha256 = $1 and queue_id = $2',
    [sha256, queueId],
  );
  return new Map(rows.map(({ recipient, state }) => [recipient, state]));
}

/** Where the row of a receiver who is not of this office stands. */
function agencyOf({ box }: FilterRecipient, ownAgencyId: string): string {
  return box?.lies?.agencyId ?? box?.agencyId ?? ownAgencyId;
}

async function write(
  db: Db | Tx,
  mail: FilteredMail,
  given: {
    recipients: readonly FilterRecipient[];
    state: PassageState;
    mailboxOf: (recipient: FilterRecipient) => string | undefined;
    messageSha256: string | undefined;
    ownAgencyId: string;
    at: Date;
  },
): Promise<void> {
  const { recipients, state, at } = given;
  await rawQuery(
    db,
    `insert into mailflow_passage as known
       (agency_id, id, sha256, queue_id, mail_from, recipient, mailbox_id, message_id, state, at, changed_at)
     select row.agency_id, row.id, $1, $2, $3, row.recipient, row.mailbox_id,
       (select id from mail_message where raw_sha256 = $4), $5, $6, $6
     from unnest($7::uuid[], $8::uuid[], $9::text[], $10::uuid[]) as row (agency_id, id, recipient, mailbox_id)
     on conflict (sha256, queue_id, recipient) do update
       set state = excluded.state, changed_at = excluded.changed_at, mailbox_id = excluded.mailbox_id,
         message_id = excluded.message_id
       where known.state = 'handing'`,
    [
      mail.sha256,
      mail.queueId,
      mail.client.sender.slice(0, 320),
      given.messageSha256 ?? '',
      state,
      at,
      recipients.map((one) => agencyOf(one, given.ownAgencyId)),
      recipients.map(() => newId(at.getTime())),
      recipients.map(({ address }) => address),
      recipients.map((one) => given.mailboxOf(one) ?? null),
    ],
  );
}

interface Noted {
  recipients: readonly FilterRecipient[];
  ownAgencyId: string;
  at: Date;
}

/** Written before Postfix is asked: a row that stays so tells of a cut in the middle. */
export function beginPassages(db: Db, mail: FilteredMail, noted: Noted): Promise<void> {
  const mailboxOf = ({ box }: FilterRecipient) => box?.lies?.mailboxId;
  return write(db, mail, { ...noted, state: 'handing', mailboxOf, messageSha256: undefined });
}

/** Postfix has it; `messageSha256` leads to what is kept of it here. */
export function notePassed(tx: Tx, mail: FilteredMail, noted: Noted & { messageSha256: string }): Promise<void> {
  return write(tx, mail, { ...noted, state: 'passed', mailboxOf: ({ box }) => box?.lies?.mailboxId });
}

/**
 * Kept in the mailbox it is for, also when that sends its mail on. What lies on Dovecot already has passed: being in the quarantine here
 * it is taken out there.
 */
export async function noteHeld(tx: Tx, mail: FilteredMail, noted: Noted & { messageSha256: string }): Promise<void> {
  const mailboxOf = ({ box }: FilterRecipient) => box?.mailboxId;
  for (const state of ['held', 'passed'] as const) {
    const recipients = noted.recipients.filter(({ isThere }) => (isThere === true) === (state === 'passed'));
    await write(tx, mail, { ...noted, recipients, state, mailboxOf });
  }
}
