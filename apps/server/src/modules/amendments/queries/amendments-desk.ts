import type { DeskGroup, DeskRow } from '@congvu/contracts';
import { findAmendedFacts } from '#modules/incoming';
import { findIssuedFacts } from '#modules/outgoing';
import { hasRole } from '../../../platform/authorise.ts';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import { printShortDay } from '../../../platform/print-dates.ts';
import { incomingLink, outgoingLink, requestLink } from '../amendments.notices.ts';
import { listAwaitingConsent, listReceivers } from '../amendments.store.ts';
import type { AmendmentRow, RequestRow } from '../amendments.tables.ts';
import { verbOf } from '../amendments.words.ts';
import { withTarget } from '../load-request.ts';
import { countWaiting, pageWaiting } from '../requests.store.ts';

const SHOWN = 20;
const CLERK_TAB = { key: 'amendments', label: 'Thu hồi, cập nhật' };
const LEADER_TAB = { key: 'amendments-consent', label: 'Chờ đồng ý lấy lại' };

async function requestRow(context: ActingContext, row: RequestRow, today: string): Promise<DeskRow | undefined> {
  const wanted = { agencyId: row.target_agency_id, id: row.target_id };
  const facts = await withTarget(row, () => findAmendedFacts(context.db, wanted));
  if (facts === undefined) {
    return undefined;
  }
  const isOwn = row.agency_id === row.target_agency_id;
  const link = isOwn ? incomingLink(row.target_id) : requestLink(row.id);
  const isLate = row.answer_by < today;
  const name = [facts.typeName, facts.numberSymbol].filter((part) => part !== '').join(' ');
  return {
    id: `amendments:${row.id}`,
    channel: 'axis',
    channelLabel: 'Liên thông',
    sentence: [{ text: row.sender_name, strong: true }, { text: ` đề nghị ${verbOf(row.kind)} ${name}.` }],
    proof: row.reason === '' ? 'Không nêu lý do' : row.reason,
    chip: {
      tone: isLate ? 'red' : 'amber',
      label: isLate ? 'Quá hạn trả lời' : `Trả lời trước hết ${printShortDay(row.answer_by, today)}`,
    },
    link,
    action: { label: 'Trả lời', link },
  };
}

async function consentRow(context: ActingContext, row: AmendmentRow): Promise<DeskRow | undefined> {
  const document = await findIssuedFacts(context.db, row.agency_id, row.target_id);
  if (document === undefined) {
    return undefined;
  }
  const receivers = await listReceivers(context.db, row.agency_id, [row.id]);
  const link = outgoingLink(row.target_id);
  return {
    id: `amendments:${row.id}`,
    channel: 'outgoing',
    channelLabel: 'Đi',
    sentence: [
      { text: row.requested_by, strong: true },
      { text: ` đề nghị lấy lại ${document.name} từ ${receivers.length} nơi nhận.` },
    ],
    proof: row.reason,
    link,
    action: { label: 'Cho ý kiến', link },
  };
}

function groupOf(key: string, title: string, tab: DeskGroup['tab'], count: number, rows: (DeskRow | undefined)[]) {
  const shown = rows.filter((row) => row !== undefined);
  return shown.length === 0 ? [] : [{ key, title, tab, count, rows: shown }];
}

async function clerkGroups(context: ActingContext): Promise<DeskGroup[]> {
  const { agencyId } = context.subject;
  const today = vietnamDate(context.clock.now());
  const [rows, count] = await Promise.all([
    pageWaiting(context.db, agencyId, SHOWN),
    countWaiting(context.db, agencyId),
  ]);
  const shown = await Promise.all(rows.map((row) => requestRow(context, row, today)));
  return groupOf('amendments.waiting', 'Nơi gửi yêu cầu thu hồi, cập nhật', CLERK_TAB, count, shown);
}

async function leaderGroups(context: ActingContext): Promise<DeskGroup[]> {
  const rows = await listAwaitingConsent(context.db, context.subject.agencyId, SHOWN);
  const shown = await Promise.all(rows.map((row) => consentRow(context, row)));
  return groupOf('amendments.consent', 'Chờ đồng ý lấy lại văn bản', LEADER_TAB, rows.length, shown);
}

/** What waits here: requests of senders for the clerk, letters to be asked back for the leader. */
export async function amendmentsDesk(context: ActingContext): Promise<DeskGroup[]> {
  const { subject } = context;
  return [
    ...(hasRole(subject, 'clerk') ? await clerkGroups(context) : []),
    ...(hasRole(subject, 'leader') ? await leaderGroups(context) : []),
  ];
}
