import type { FormRow } from '@congvu/forms';
import type { AccountRow } from '#modules/accounts';
import type { CertificateEntryRow } from '#modules/certificates';
import type { MailboxRow } from '#modules/mail';
import type { Db, Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { mailboxRow } from '../list-rows.ts';

/** Certificates of the organisation itself that still count. */
export async function organisationEntries(db: Db | Tx, agencyId: string): Promise<CertificateEntryRow[]> {
  return rawQuery<CertificateEntryRow>(
    db,
    `select * from certificate_entry where agency_id = $1 and subject_kind = 'organisation' and state in ('issued', 'active')
     order by valid_to desc nulls last, id`,
    [agencyId],
  );
}

export interface AgencyThings {
  accounts: AccountRow[];
  /** Rows of Mẫu 09. */
  mailboxes: FormRow[];
  entries: CertificateEntryRow[];
}

/** What an agency that ends leaves behind. */
export async function agencyThings(db: Db | Tx, agencyId: string): Promise<AgencyThings> {
  const [agency] = await rawQuery<{ name: string }>(db, 'select name from org_agency where id = $1', [agencyId]);
  const held = { title: '', unitName: agency?.name ?? '' };
  const accounts = await rawQuery<AccountRow>(
    db,
    `select * from account where agency_id = $1 and type = 'business' and state in ('active', 'suspended')
     order by sort_name, id`,
    [agencyId],
  );
  const mailboxes = await rawQuery<MailboxRow>(
    db,
    `select * from mailbox where agency_id = $1 and state in ('active', 'suspended') order by sort_name, id`,
    [agencyId],
  );
  return {
    accounts,
    mailboxes: mailboxes.map((mailbox) => mailboxRow(mailbox, 'Đơn vị giải thể, sáp nhập', held)),
    entries: await organisationEntries(db, agencyId),
  };
}

/** Agencies this installation is the office of today: only there somebody reads a proposal. */
export async function hostedAgencies(db: Db | Tx, today: string): Promise<Map<string, string>> {
  const rows = await rawQuery<{ id: string; name: string }>(
    db,
    `select id, name from org_agency where hosted and valid_from <= $1 and (valid_to is null or valid_to >= $1)
     order by id`,
    [today],
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}
