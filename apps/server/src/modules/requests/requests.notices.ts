import { formByCode } from '@congvu/forms';
import { clearNotices, notify } from '#modules/notifications';
import { put, remove, roleAudience } from '#modules/search';
import { vietnamDate } from '../../platform/clock.ts';
import type { Context } from '../../platform/context.ts';
import type { Tx } from '../../platform/db.ts';
import { publish } from '../../platform/events.ts';
import { alsoWithin } from '../../platform/reach.ts';
import { rawQuery } from '../../platform/sql.ts';
import { peopleInRole } from './engine/people.ts';
import { guidesItself } from './engine/read-request.ts';
import { requestLink } from './requests.links.ts';
import { REQUEST_STATE_LABELS } from './requests.states.ts';
import type { RequestRow } from './requests.tables.ts';

/** One place for all that waits: a dozen requests are one line among the notices. */
const WAITING_LINKS = {
  awaiting_head: '/de-nghi?ngan=to_approve',
  awaiting_seal: '/de-nghi?ngan=to_seal',
  submitted: '/tong-hop?ngan=to_check',
} as const;
type WaitingState = keyof typeof WAITING_LINKS;

/** "Mẫu 04, thu hồi chứng thư số (Lò Thị Mai)". */
export function requestTitle(row: Pick<RequestRow, 'form_code' | 'form_set' | 'subject'>): string {
  const form = formByCode(row.form_code, row.form_set);
  return `${form.label}, ${form.shortTitle.charAt(0).toLocaleLowerCase('vi')}${form.shortTitle.slice(1)} (${row.subject})`;
}

interface Turn {
  agencyId: string;
  personIds: string[];
  count: number;
  text(count: number): string;
  reason: string;
}

async function countIn(tx: Tx, state: WaitingState, row: RequestRow): Promise<number> {
  const [column, value] =
    state === 'submitted' ? ['consolidator_agency_id', row.consolidator_agency_id] : ['agency_id', row.agency_id];
  const [found] = await alsoWithin('told', [value], () =>
    rawQuery<{ n: number }>(
      tx,
      `select count(*)::int as n from (select 1 from request where ${column} = $1 and state = $2 limit 1000) waiting`,
      [value, state],
    ),
  );
  return found?.n ?? 0;
}

async function turnOf(tx: Tx, context: Context, state: WaitingState, row: RequestRow): Promise<Turn> {
  const on = vietnamDate(context.clock.now());
  const count = await countIn(tx, state, row);
  const own = { agencyId: row.agency_id, on };
  if (state === 'awaiting_head') {
    const heads = (await guidesItself(tx, row.agency_id))
      ? await peopleInRole(tx, { ...own, roles: ['unit_head'], unitId: row.unit_id })
      : [];
    const unitHeads = heads.filter((id) => id !== row.prepared_by && id !== row.declarant_person_id);
    return {
      agencyId: row.agency_id,
      // In the guiding committee the head of the unit is nearer; where there is none the leaders are asked.
      personIds: unitHeads.length > 0 ? unitHeads : await peopleInRole(tx, { ...own, roles: ['leader'] }),
      count,
      text: (n) => `${n} đề nghị chờ thủ trưởng duyệt.`,
      reason: 'Thủ trưởng cơ quan, đơn vị',
    };
  }
  if (state === 'awaiting_seal') {
    return {
      agencyId: row.agency_id,
      personIds: await peopleInRole(tx, { ...own, roles: ['clerk'] }),
      count,
      text: (n) => `${n} đề nghị chờ đóng dấu.`,
      reason: 'Văn thư cơ quan',
    };
  }
  const agencyId = row.consolidator_agency_id;
  return {
    agencyId,
    personIds: await peopleInRole(tx, { agencyId, on, roles: ['focal'] }),
    count,
    text: (n) => `${n} đề nghị chờ đơn vị đầu mối kiểm tra.`,
    reason: 'Cán bộ đầu mối',
  };
}

function isWaiting(state: string): state is WaitingState {
  return state in WAITING_LINKS;
}

/** The box a request left is cleared when nothing waits in it any more; the one it came to is told once for all. */
async function noticeTurn(tx: Tx, context: Context, from: string, row: RequestRow): Promise<void> {
  if (isWaiting(from)) {
    const turn = await turnOf(tx, context, from, row);
    if (turn.count === 0) {
      await clearNotices(tx, { agencyId: turn.agencyId, link: WAITING_LINKS[from] });
    }
  }
  if (isWaiting(row.state) && row.state !== from) {
    const { agencyId, personIds, count, text, reason } = await turnOf(tx, context, row.state, row);
    const link = WAITING_LINKS[row.state];
    await notify(tx, context, { agencyId, personIds, kind: `requests.${row.state}`, text: text(count), link, reason });
  }
}

const TOLD: Partial<Record<RequestRow['state'], (row: RequestRow) => string>> = {
  awaiting_declarant: (row) => `${requestTitle(row)} chờ anh/chị ký ở vai người khai.`,
  draft: (row) => `${requestTitle(row)} được trả về để sửa.`,
  returned: (row) => `${requestTitle(row)} bị trả lại: ${row.returned_reason ?? ''}`.slice(0, 500),
  refused: (row) => `${requestTitle(row)} bị từ chối.`,
  accepted: (row) => `${requestTitle(row)} đã được đơn vị đầu mối tiếp nhận.`,
  withdrawn: (row) => `${requestTitle(row)} đã rút.`,
  closed: (row) => `${requestTitle(row)} đã hoàn tất.`,
};

async function noticeParties(tx: Tx, context: Context, row: RequestRow): Promise<void> {
  const text = TOLD[row.state];
  if (text === undefined) {
    return;
  }
  const declarant = row.declarant_person_id === null ? [] : [row.declarant_person_id];
  const link = requestLink(row.id);
  await clearNotices(tx, { agencyId: row.agency_id, link });
  await notify(tx, context, {
    agencyId: row.agency_id,
    personIds: row.state === 'awaiting_declarant' ? declarant : [...declarant, row.prepared_by],
    kind: `requests.${row.state}`,
    text: text(row),
    link,
    reason: 'Người khai, người lập đề nghị',
  });
}

/** Whose turn it is now, told in the transaction of the step; saving a draft tells nobody. */
export async function noticeStep(tx: Tx, context: Context, from: string, row: RequestRow): Promise<void> {
  if (from === row.state) {
    return;
  }
  await noticeTurn(tx, context, from, row);
  await noticeParties(tx, context, row);
}

const UNSENT: readonly RequestRow['state'][] = ['draft', 'awaiting_declarant', 'awaiting_head', 'awaiting_seal'];

/** Found in one's own agency by parties and those who see all; in the guiding office once it was sent. */
async function putSearch(tx: Tx, row: RequestRow): Promise<void> {
  const entry = {
    kind: 'request',
    objectId: row.id,
    title: requestTitle(row),
    subtitle: `${row.agency_name}, ${REQUEST_STATE_LABELS[row.state]}`,
    link: requestLink(row.id),
    sortedAt: row.updated_at,
    text: row.search_text,
  };
  const parties = row.declarant_person_id === null ? [row.prepared_by] : [row.prepared_by, row.declarant_person_id];
  const roles = (['clerk', 'leader', 'focal', 'auditor'] as const).map((role) => roleAudience(row.agency_id, role));
  await put(tx, { ...entry, agencyId: row.agency_id, audience: [...parties, ...roles] });
  const office = row.consolidator_agency_id;
  if (office === row.agency_id) {
    return;
  }
  if (UNSENT.includes(row.state) || row.state === 'withdrawn') {
    await remove(tx, office, 'request', row.id);
    return;
  }
  const seers = (['clerk', 'leader', 'focal', 'auditor'] as const).map((role) => roleAudience(office, role));
  await put(tx, { ...entry, agencyId: office, audience: seers });
}

/** Search entry and change events: the last word of every step. */
export async function announce(tx: Tx, row: RequestRow): Promise<void> {
  await putSearch(tx, row);
  const agencies = new Set([row.agency_id, ...(UNSENT.includes(row.state) ? [] : [row.consolidator_agency_id])]);
  for (const agencyId of agencies) {
    await publish(tx, { topic: 'requests', agencyId, ids: [row.id] });
  }
}
