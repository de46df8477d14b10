import type { MailSettingsView } from '@congvu/contracts';
import type { ActingContext } from '../../../platform/context.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { BACKEND_LABELS } from '../backends/labels.ts';
import { availableBackends } from '../backends/registry.ts';
import { mailPolicies } from '../mail.policy.ts';
import { type MailSetting, settingOf } from '../mail.settings.ts';
import { mailTables } from '../mail.tables.ts';

const SHOWN = 20;

function present(row: MailSetting) {
  return {
    backend: row.backend,
    domain: row.domain,
    quotaMb: row.quota_mb,
    retainMonths: row.retain_months,
    retainMonthsLeader: row.retain_months_leader,
    idleDays: row.idle_days,
    quarantineDays: row.quarantine_days,
  };
}

/** Where the mail of the agency is today and by which figures, with what was set before and what comes. */
export async function viewMailSettings(context: ActingContext): Promise<MailSettingsView> {
  const { db, subject, clock } = context;
  mailPolicies.authorize('mail.view_settings', subject, null);
  const [setting, changes, [manual]] = await Promise.all([
    settingOf(db, clock, subject.agencyId),
    mailTables(db)
      .selectFrom('mail_setting')
      .selectAll()
      .where('agency_id', '=', subject.agencyId)
      .orderBy('valid_from', 'desc')
      .limit(SHOWN)
      .execute(),
    rawQuery<{ count: number }>(
      db,
      `with recursive scope as (
         select id from org_agency where id = $1
         union select below.id from org_agency below join scope on below.parent_id = scope.id
       )
       select count(*) from mailbox where agency_id in (select id from scope) and backend = 'manual'
         and state in ('active', 'suspended', 'revoke_requested')`,
      [subject.agencyId],
    ),
  ]);
  return {
    ...present(setting),
    own: changes.length > 0,
    backends: availableBackends().map((name) => ({ name, label: BACKEND_LABELS[name] })),
    manualMailboxes: manual?.count ?? 0,
    changes: changes.map((row) => ({
      ...present(row),
      validFrom: row.valid_from,
      savedBy: row.saved_by,
      savedAt: row.saved_at.toISOString(),
    })),
    abilities: mailPolicies.abilities(subject, null),
  };
}
