import { rawQuery } from '../../platform/sql.ts';
import type { TestOffice } from '../../platform/testing/test-context.ts';
import type { BackendName } from './mail.tables.ts';

/** The mail of an agency is at this office from long ago on. */
export async function settleMail(
  office: Pick<TestOffice, 'db' | 'clock'>,
  agencyId: string,
  given: { backend?: BackendName; domain?: string; quotaMb?: number; idleDays?: number } = {},
): Promise<void> {
  await rawQuery(
    office.db,
    `insert into mail_setting (agency_id, valid_from, backend, domain, quota_mb, retain_months, retain_months_leader, idle_days, saved_by, saved_at)
     values ($1, '2020-01-01', $2, $3, $4, 6, 12, $5, 'Kiểm thử', $6)`,
    [
      agencyId,
      given.backend ?? 'embedded',
      given.domain ?? 'laichau.gov.vn',
      given.quotaMb ?? 2_048,
      given.idleDays ?? 45,
      office.clock.now(),
    ],
  );
}
