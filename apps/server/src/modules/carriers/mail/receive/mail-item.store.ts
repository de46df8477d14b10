import type { Services } from '../../../../platform/context.ts';
import type { Db, Tx } from '../../../../platform/db.ts';
import { newId } from '../../../../platform/ids.ts';
import { rawQuery } from '../../../../platform/sql.ts';
import type { ConnectionRow } from '../../carriers.tables.ts';

export interface MailItemRow {
  agency_id: string;
  id: string;
  connection_id: string;
  uid_validity: number;
  uid: number;
  kind: 'message' | 'bounce';
  state: 'waiting' | 'taken' | 'left' | 'dismissed';
  from_address: string;
  subject: string;
  sent_at: Date | null;
  seen_at: Date;
  attempts: number;
  next_at: Date | null;
  code: string;
  reason: string;
}

export interface SeenMail {
  uid: number;
  from: string;
  subject: string;
  sentAt: Date | null;
}

export interface Verdict {
  kind: MailItemRow['kind'];
  state: 'waiting' | 'taken' | 'left';
  code: string;
  reason: string;
  nextAt: Date | null;
}

/** What was found out about a mail; a later look replaces what an earlier one said, never what a person has dismissed. */
export async function saveItem(
  services: Services,
  connection: ConnectionRow,
  uidValidity: number,
  mail: SeenMail,
  verdict: Verdict,
): Promise<void> {
  const now = services.clock.now();
  await rawQuery(
    services.db,
    `insert into carriers_mail_item (agency_id, id, connection_id, uid_validity, uid, kind, state, from_address, subject, sent_at,
       seen_at, attempts, next_at, code, reason)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1, $12, $13, $14)
     on conflict (connection_id, uid_validity, uid) do update set kind = excluded.kind, state = excluded.state,
       attempts = carriers_mail_item.attempts + 1, next_at = excluded.next_at, code = excluded.code, reason = excluded.reason
       where carriers_mail_item.state in ('waiting', 'left')`,
    [
      connection.agency_id,
      newId(now.getTime()),
      connection.id,
      uidValidity,
      mail.uid,
      verdict.kind,
      verdict.state,
      mail.from.slice(0, 320),
      mail.subject.slice(0, 500),
      mail.sentAt,
      now,
      verdict.nextAt,
      verdict.code,
      verdict.reason,
    ],
  );
}

/** Mails to look at again now. */
export async function listWaiting(
  services: Services,
  connectionId: string,
  uidValidity: number,
): Promise<MailItemRow[]> {
  return rawQuery<MailItemRow>(
    services.db,
    `select * from carriers_mail_item
     where connection_id = $1 and uid_validity = $2 and state = 'waiting' and next_at <= $3 order by uid`,
    [connectionId, uidValidity, services.clock.now()],
  );
}

/** How far the mailbox was read; 0 when it was never read, or has been made anew since (RFC 9051 §2.3.1.1). */
export async function lastUid(db: Db | Tx, connectionId: string, uidValidity: number): Promise<number> {
  const [row] = await rawQuery<{ last_uid: number }>(
    db,
    'select last_uid from carriers_mailbox where connection_id = $1 and uid_validity = $2',
    [connectionId, uidValidity],
  );
  return row?.last_uid ?? 0;
}

export async function saveLastUid(db: Db | Tx, connectionId: string, uidValidity: number, uid: number): Promise<void> {
  await rawQuery(
    db,
    `insert into carriers_mailbox (connection_id, uid_validity, last_uid) values ($1, $2, $3)
     on conflict (connection_id) do update set uid_validity = excluded.uid_validity, last_uid = excluded.last_uid`,
    [connectionId, uidValidity, uid],
  );
}
