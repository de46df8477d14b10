import { type Clock, vietnamDate } from '../../platform/clock.ts';
import type { Db, Tx } from '../../platform/db.ts';
import { rawQuery } from '../../platform/sql.ts';
import type { MailTables } from './mail.tables.ts';

export type MailSetting = Pick<
  MailTables['mail_setting'],
  'backend' | 'domain' | 'quota_mb' | 'retain_months' | 'retain_months_leader' | 'idle_days' | 'quarantine_days'
>;

/**
 * Until an office has set its own. 2 GB as in Lâm Đồng 2013, kept 6 months, 12 for department heads and above as in QĐ 652/QĐ-BTTTT
 * 2016, idle after 45 days as in QCVN 12:2026/BCA, quarantine 30 days: all practice of others, so all settings (spec mail.md §1).
 */
const FIRST: MailSetting = {
  backend: 'manual',
  domain: '',
  quota_mb: 2_048,
  retain_months: 6,
  retain_months_leader: 12,
  idle_days: 45,
  quarantine_days: 30,
};

/** The row in force on the day, of the agency or of the nearest above it. */
export async function settingOn(db: Db | Tx, day: string, agencyId: string): Promise<MailSetting> {
  const [row] = await rawQuery<MailSetting>(
    db,
    `with recursive above as (
       select id, parent_id, 0 as step from org_agency where id = $1
       union all
       select agency.id, agency.parent_id, step + 1 from org_agency agency join above on agency.id = above.parent_id where step < 20
     )
     select backend, domain, quota_mb, retain_months, retain_months_leader, idle_days, quarantine_days
     from mail_setting join above on above.id = mail_setting.agency_id
     where valid_from <= $2 order by step, valid_from desc limit 1`,
    [agencyId, day],
  );
  return row ?? FIRST;
}

export async function settingOf(db: Db | Tx, clock: Clock, agencyId: string): Promise<MailSetting> {
  return settingOn(db, vietnamDate(clock.now()), agencyId);
}

/** How long mail that was held back is kept before it is erased, by the setting of the day of the agency. */
export async function quarantineDaysOf(db: Db | Tx, clock: Clock, agencyId: string): Promise<number> {
  return (await settingOf(db, clock, agencyId)).quarantine_days;
}
