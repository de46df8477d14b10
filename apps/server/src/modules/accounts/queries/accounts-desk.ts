import type { DeskGroup } from '@congvu/contracts';
import { getAgency } from '#modules/org';
import { hasRole } from '../../../platform/authorise.ts';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import { printDay } from '../../../platform/print-dates.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { findCurrent } from '../attestations/attestations.store.ts';
import { ATTESTATION_LINK } from '../attestations/tell-heads.ts';
import { quarterLabel, quarterOf } from '../dates.ts';

const TAB = { key: 'accounts', label: 'Tài khoản' };

async function ownReview(context: ActingContext): Promise<DeskGroup[]> {
  const { db, subject } = context;
  if (!hasRole(subject, 'leader')) {
    return [];
  }
  const today = vietnamDate(context.clock.now());
  const row = await findCurrent(db, subject.agencyId, quarterOf(today).key);
  if (row === undefined || row.state === 'attested') {
    return [];
  }
  const guide = await getAgency(db, row.asked_by_agency_id);
  const rows = row.account_ids.length;
  const overdue = row.state === 'escalated' || row.due_on < today;
  return [
    {
      key: 'accounts.attest',
      title: 'Chờ thủ trưởng xác nhận',
      tab: TAB,
      count: 1,
      overdue,
      rows: [
        {
          id: row.id,
          channel: 'inside',
          channelLabel: 'Tài khoản',
          sentence: [
            { text: guide.short_name, strong: true },
            { text: ` đề nghị xác nhận rà soát tài khoản ${quarterLabel(row.quarter)}: ` },
            { text: rows === 0 ? 'không có tài khoản nào lâu không dùng.' : `${rows} tài khoản cần xem.` },
          ],
          proof: `Hạn ${printDay(row.due_on)}; thủ trưởng chịu trách nhiệm (Công văn, mục 3)`,
          ...(overdue && { chip: { tone: 'red' as const, label: 'Quá hạn' } }),
          link: ATTESTATION_LINK,
          action: { label: 'Xác nhận', link: ATTESTATION_LINK },
        },
      ],
    },
  ];
}

async function silentHeads(context: ActingContext): Promise<DeskGroup[]> {
  const { db, subject } = context;
  if (!hasRole(subject, 'focal')) {
    return [];
  }
  const rows = await rawQuery<{ id: string; name: string; quarter: string; due_on: string; accounts: number }>(
    db,
    `select attestation.id, agency.short_name as name, attestation.quarter, attestation.due_on,
       cardinality(attestation.account_ids) as accounts
     from account_attestation attestation join org_agency agency on agency.id = attestation.agency_id
     where attestation.asked_by_agency_id = $1 and attestation.state = 'escalated'
     order by attestation.due_on, agency.sort_order, agency.name`,
    [subject.agencyId],
  );
  return [
    {
      key: 'accounts.escalated',
      title: 'Thủ trưởng quá hạn xác nhận tài khoản',
      tab: TAB,
      count: rows.length,
      rows: rows.slice(0, 5).map((row) => ({
        id: row.id,
        channel: 'inside',
        channelLabel: 'Tài khoản',
        sentence: [
          { text: row.name, strong: true },
          { text: ` chưa xác nhận ${row.accounts} tài khoản, ${quarterLabel(row.quarter)}.` },
        ],
        proof: `Hạn ${printDay(row.due_on)}`,
        chip: { tone: 'red', label: 'Quá hạn' },
        link: '/lang-phi',
        action: { label: 'Xem', link: '/lang-phi' },
      })),
    },
  ];
}

/** The head's review that waits, and for the guiding office the heads who stayed silent. */
export async function accountsDesk(context: ActingContext): Promise<DeskGroup[]> {
  const groups = await Promise.all([ownReview(context), silentHeads(context)]);
  return groups.flat();
}
