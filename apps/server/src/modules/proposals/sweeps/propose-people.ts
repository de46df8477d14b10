import type { RequestKind } from '@congvu/contracts';
import { nameKey } from '@congvu/forms';
import { rowsUnderWay } from '#modules/requests';
import { type Services, systemContext } from '../../../platform/context.ts';
import type { Db } from '../../../platform/db.ts';
import { printDay } from '../../../platform/print-dates.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { shiftDay } from '../ladder.ts';
import { closeProposal, openProposal, tellOf } from '../open-proposal.ts';
import { todayOf } from '../people.ts';
import { listOpen } from '../proposals.store.ts';
import { inSweep } from './in-sweep.ts';

/** How long somebody counts as new; later the clerk asks without being told. */
const NEW_DAYS = 45;

interface Newcomer {
  agency_id: string;
  person_id: string;
  full_name: string;
  title: string;
  since: string;
  has_mailbox: boolean;
  has_account: boolean;
  has_certificate: boolean;
}

// The first post here has begun within the days, and something every official has is missing.
const NEWCOMERS = `
  select * from (
    select post.agency_id, person.id as person_id, person.full_name, post.title, post.valid_from as since,
      exists (select 1 from mailbox where mailbox.agency_id = post.agency_id and mailbox.person_id = person.id
        and mailbox.state <> 'revoked') as has_mailbox,
      exists (select 1 from account where account.agency_id = post.agency_id and account.person_id = person.id
        and account.state <> 'revoked') as has_account,
      exists (select 1 from certificate_entry entry where entry.agency_id = post.agency_id and entry.person_id = person.id
        and entry.state not in ('revoked', 'transferred_out', 'expired')) as has_certificate
    from org_person person
    join org_agency agency on agency.id = person.agency_id and agency.hosted
    join lateral (
      select agency_id, title, valid_from from org_position
      where person_id = person.id and agency_id = person.agency_id and (valid_to is null or valid_to >= $1)
      order by valid_from, id limit 1
    ) post on true
    where person.left_on is null and post.valid_from between $2 and $1
      and not exists (select 1 from org_position earlier
        where earlier.person_id = person.id and earlier.agency_id = person.agency_id and earlier.valid_from < post.valid_from)
  ) found
  where not (has_mailbox and has_account and has_certificate) order by agency_id, person_id`;

async function isNamed(db: Db, newcomer: Newcomer, kind: RequestKind): Promise<boolean> {
  const rows = await rowsUnderWay(db, { agencyId: newcomer.agency_id, kind });
  return rows.some(({ row }) => nameKey(row['fullName'] ?? '') === nameKey(newcomer.full_name));
}

/** Mẫu 10, then 06, then 01 (C9): what is missing and not asked for yet. */
async function missingOf(db: Db, newcomer: Newcomer): Promise<RequestKind[]> {
  const kinds: RequestKind[] = [];
  if (!newcomer.has_mailbox && !(await isNamed(db, newcomer, 'mailbox.new'))) {
    kinds.push('mailbox.new');
  }
  if (!newcomer.has_account && !(await isNamed(db, newcomer, 'account.new'))) {
    kinds.push('account.new');
  }
  return newcomer.has_certificate ? kinds : [...kinds, 'cert.issue.person'];
}

/** Somebody new without mailbox, account or certificate. */
export async function proposePeople(services: Services): Promise<void> {
  const context = systemContext(services);
  const today = todayOf(context);
  const newcomers = await rawQuery<Newcomer>(services.db, NEWCOMERS, [today, shiftDay(today, -NEW_DAYS)]);
  const open = await listOpen(services.db, ['new_person']);
  const known = new Set(open.map(({ about }) => about));
  const current = new Set(newcomers.map(({ person_id }) => `person:${person_id}`));
  for (const newcomer of newcomers.filter(({ person_id }) => !known.has(`person:${person_id}`))) {
    const prepares = await missingOf(services.db, newcomer);
    await inSweep(context, async (tx) => {
      const row = await openProposal(tx, context, {
        agencyId: newcomer.agency_id,
        kind: 'new_person',
        about: `person:${newcomer.person_id}`,
        sentence: `${newcomer.full_name}, ${newcomer.title}, nhận nhiệm vụ từ ngày ${printDay(newcomer.since)}, chưa có đủ thư công vụ, tài khoản, chứng thư số.`,
        reason:
          'Thứ tự: thư công vụ (Mẫu số 10), tài khoản (Mẫu số 06), rồi chứng thư số (Mẫu 01) khi đã có thư công vụ và thường xuyên ký các biểu tổng hợp, báo cáo (Công văn, mục 2).',
        dueOn: null,
        tone: 'blue',
        prepares,
        personId: newcomer.person_id,
      });
      if (row !== undefined) {
        await tellOf(tx, context, row);
      }
    });
  }
  for (const row of open.filter(({ about }) => !current.has(about))) {
    const why = 'Đã có đủ thư công vụ, tài khoản, chứng thư số, hoặc không còn là người mới.';
    await inSweep(context, (tx) => closeProposal(tx, context, row, { state: 'dismissed', why }));
  }
}
