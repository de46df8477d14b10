import type { DeskGroup } from '@congvu/contracts';
import { hasRole } from '../../../platform/authorise.ts';
import type { ActingContext } from '../../../platform/context.ts';
import { printDay } from '../../../platform/print-dates.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { countOpen, itemsOf } from '../hand-overs/hand-overs.presenter.ts';
import { type HandOverRow, handOverLink } from '../hand-overs/hand-overs.store.ts';
import { PROPOSALS_LINK, type ProposalRow } from '../open-proposal.ts';
import { todayOf } from '../people.ts';
import { KIND_LABELS } from '../proposals.presenter.ts';

type Row = DeskGroup['rows'][number];

const TAB = { key: 'proposals', label: 'Đề xuất' };
const SHOWN = 5;

function proposalRow(row: ProposalRow): Row {
  const link = `${PROPOSALS_LINK}?kind=${row.kind}`;
  return {
    id: row.id,
    channel: 'inside',
    channelLabel: KIND_LABELS[row.kind],
    sentence: [{ text: row.sentence }],
    proof: row.due_on === null ? '' : `trước hết ngày ${printDay(row.due_on)}`,
    ...(row.tone === 'red' && { chip: { tone: row.tone, label: 'Gấp' } }),
    link,
    action: { label: 'Xem đề xuất', link },
  };
}

// What is the clerk's to prepare, the head's when it has come so far, and everybody's own.
const MINE = `agency_id = $1 and state = 'open' and (person_id = $2 or $3 or ($4 and (tone = 'red' or kind = 'hand_over')))`;

async function proposals(context: ActingContext): Promise<DeskGroup> {
  const { db, subject } = context;
  const mine = [subject.agencyId, subject.personId, hasRole(subject, 'clerk'), hasRole(subject, 'leader')];
  const [counted] = await rawQuery<{ n: number }>(
    db,
    `select count(*)::int as n from (select 1 from proposal where ${MINE} limit 1000) mine`,
    mine,
  );
  const rows = await rawQuery<ProposalRow>(
    db,
    `select * from proposal where ${MINE} order by tone = 'red' desc, due_on nulls last, id limit ${SHOWN}`,
    mine,
  );
  return {
    key: 'proposals.open',
    title: 'Đề xuất chờ xem',
    tab: TAB,
    count: counted?.n ?? 0,
    rows: rows.map(proposalRow),
  };
}

async function handOverRow(context: ActingContext, row: HandOverRow, today: string): Promise<Row> {
  const open = countOpen((await itemsOf(context.db, row, today)).items);
  const late = row.last_day < today;
  return {
    id: row.id,
    channel: 'inside',
    channelLabel: 'Bàn giao',
    sentence: [
      { text: row.person_name, strong: true },
      { text: open === 0 ? ' đã bàn giao hết, chờ kết thúc.' : ` còn ${open} mục chưa bàn giao.` },
    ],
    proof: `ngày làm việc cuối ${printDay(row.last_day)}`,
    ...(late && { chip: { tone: 'red' as const, label: 'Quá ngày cuối' } }),
    link: handOverLink(row.id),
    action: { label: 'Bàn giao', link: handOverLink(row.id) },
  };
}

async function handOvers(context: ActingContext): Promise<DeskGroup[]> {
  const { db, subject } = context;
  const works = hasRole(subject, 'clerk', 'leader', 'administrator');
  const today = todayOf(context);
  const rows = await rawQuery<HandOverRow>(
    db,
    `select * from hand_over where agency_id = $1 and state = 'open' and ($2 or person_id = $3) order by last_day, id`,
    [subject.agencyId, works, subject.personId],
  );
  const group = async (key: string, title: string, own: HandOverRow[], overdue: boolean): Promise<DeskGroup> => ({
    key,
    title,
    tab: TAB,
    count: own.length,
    ...(overdue && { overdue }),
    rows: await Promise.all(own.slice(0, SHOWN).map((row) => handOverRow(context, row, today))),
  });
  return [
    await group(
      'proposals.late_hand_overs',
      'Bàn giao quá ngày cuối',
      rows.filter((row) => row.last_day < today),
      true,
    ),
    await group(
      'proposals.hand_overs',
      'Đang bàn giao',
      rows.filter((row) => row.last_day >= today),
      false,
    ),
  ];
}

export async function proposalsDesk(context: ActingContext): Promise<DeskGroup[]> {
  return [await proposals(context), ...(await handOvers(context))];
}
