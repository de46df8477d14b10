import type { Db, Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';

export interface AntivirusState {
  engine: string;
  changed_at: Date;
  silent_since: Date | null;
  alarmed_at: Date | null;
  rescan_before: Date | null;
  dovecot_before: Date | null;
}

export async function antivirusState(db: Db): Promise<AntivirusState | undefined> {
  const [row] = await rawQuery<AntivirusState>(
    db,
    'select engine, changed_at, silent_since, alarmed_at, rescan_before, dovecot_before from mailflow_antivirus',
    [],
  );
  return row;
}

/** It answers. Signatures that are not those of before begin a new scan of the last days; the first ones begin none. */
export async function noteEngine(db: Db, engine: string, at: Date): Promise<void> {
  await rawQuery(
    db,
    `insert into mailflow_antivirus as known (engine, changed_at, checked_at) values ($1, $2, $2)
     on conflict (only_row) do update set checked_at = $2, silent_since = null, alarmed_at = null, engine = $1,
       changed_at = case when known.engine = $1 then known.changed_at else $2 end,
       rescan_before = case when known.engine in ($1, '') then known.rescan_before else $2 end,
       dovecot_before = case when known.engine in ($1, '') then known.dovecot_before else $2 end`,
    [engine, at],
  );
}

/** It does not. */
export async function noteSilence(db: Db, at: Date): Promise<void> {
  await rawQuery(
    db,
    `insert into mailflow_antivirus as known (engine, changed_at, checked_at, silent_since) values ('', $1, $1, $1)
     on conflict (only_row) do update set checked_at = $1, silent_since = coalesce(known.silent_since, $1)`,
    [at],
  );
}

/** True for the one process that tells. */
export async function takeAlarm(db: Db, at: Date, silentBefore: Date): Promise<boolean> {
  const taken = await rawQuery(
    db,
    'update mailflow_antivirus set alarmed_at = $1 where alarmed_at is null and silent_since <= $2 returning engine',
    [at, silentBefore],
  );
  return taken.length === 1;
}

export async function moveRescan(db: Db, before: Date | null): Promise<void> {
  await rawQuery(db, 'update mailflow_antivirus set rescan_before = $1', [before]);
}

export async function moveDovecotScan(db: Db, before: Date | null): Promise<void> {
  await rawQuery(db, 'update mailflow_antivirus set dovecot_before = $1', [before]);
}

export interface PassedMail {
  sha256: string;
  at: Date;
  recipients: string[];
}

/**
 * Mails that went on to Dovecot until this moment, the newest first, whose attachments nobody has asked the signatures of now about: what
 * has been scanned falls out by itself.
 */
export async function passedUntil(
  db: Db,
  given: { until: Date; since: Date; changedAt: Date; limit: number },
): Promise<PassedMail[]> {
  return rawQuery<PassedMail>(
    db,
    `select passage.sha256, max(passage.at) as at, array_agg(distinct passage.recipient) as recipients
     from mailflow_passage passage
     where passage.state = 'passed' and passage.at <= $1 and passage.at >= $2
       and exists (select 1 from mail_attachment file left join file_scan scan on scan.sha256 = file.sha256
         where file.message_id = passage.message_id and file.av = 'clean' and (scan.sha256 is null or scan.scanned_at < $3))
     group by passage.sha256 order by max(passage.at) desc, passage.sha256 limit $4`,
    [given.until, given.since, given.changedAt, given.limit],
  );
}

export interface PastMail {
  sha256: string;
  received_at: Date;
}

/**
 * Mails of the last days that came before this moment, the newest first, and those of any day that are held with malware: it may be a
 * false alarm. What went on to Dovecot is kept there alone.
 */
export async function mailsBefore(db: Db, before: Date, since: Date, limit: number): Promise<PastMail[]> {
  return rawQuery<PastMail>(
    db,
    `with past as (
       select sha256, received_at from mailflow_intake where received_at < $1 and received_at >= $2 and (source <> 'filter' or quarantined)
       union all
       select intake.sha256, intake.received_at from mail_attachment file join mail_message message on message.id = file.message_id
         join mailflow_intake intake on intake.sha256 = message.raw_sha256
       where file.av = 'infected' and intake.received_at < $1 and (intake.source <> 'filter' or intake.quarantined))
     select sha256, max(received_at) as received_at from past group by sha256 order by max(received_at) desc limit $3`,
    [before, since, limit],
  );
}

/** Of these messages those that were in no doubt when they came: nothing but a later scan has held them. */
export async function letInAtFirst(tx: Tx, messageIds: readonly string[]): Promise<string[]> {
  if (messageIds.length === 0) {
    return [];
  }
  const rows = await rawQuery<{ id: string }>(
    tx,
    `select message.id from mail_message message where message.id = any($1::uuid[])
       and not exists (select 1 from mail_attachment file where file.message_id = message.id and file.av <> 'clean')
       and exists (select 1 from mailflow_intake intake where intake.sha256 = message.raw_sha256)
       and not exists (select 1 from mailflow_intake intake where intake.sha256 = message.raw_sha256 and intake.quarantined)`,
    [messageIds],
  );
  return rows.map(({ id }) => id);
}
