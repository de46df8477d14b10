import { type Context, type Services, systemContext } from '../../platform/context.ts';
import type { Tx } from '../../platform/db.ts';
import { rawQuery } from '../../platform/sql.ts';
import { type LoadCalendar, loadLateness } from './interchange.calendar.ts';
import type { LateLimits } from './interchange.lateness.ts';
import { incomingLink, noticeClerks, outgoingLink } from './notices.ts';

const AT_ONCE = 500;
const NAMED = 3;

interface LateDispatch {
  agency_id: string;
  document_id: string;
  state: 'sent' | 'arrived';
  receiver_name: string;
  type_name: string;
  number_symbol: string;
}

interface LateOrigin {
  agency_id: string;
  document_id: string;
  sender_name: string;
  number_symbol: string;
}

function namesOf(rows: readonly LateDispatch[]): string {
  const names = rows.slice(0, NAMED).map((row) => row.receiver_name);
  return rows.length > NAMED ? `${names.join(', ')} và ${rows.length - NAMED} nơi khác` : names.join(', ');
}

const SILENT: Record<LateDispatch['state'], string> = {
  sent: 'chưa xác nhận đã đến trong ngày',
  arrived: 'đã đến nhưng chưa vào sổ hết buổi sáng ngày làm việc tiếp theo',
};

/** Marked and told in one transaction: whoever comes second finds nothing left to tell. */
async function tellOfReceivers(tx: Tx, context: Context, limits: LateLimits): Promise<number> {
  const rows = await rawQuery<LateDispatch>(
    tx,
    `update interchange_dispatch dispatch set late_told = dispatch.state
     from (
       select agency_id, id from interchange_dispatch
       where settled_at is null and late_told <> state and (change = 'none' or change_kind = 'update') and (
         (state = 'sent' and not on_paper and sent_at < $1) or (state = 'arrived' and arrived_at < $2))
       order by agency_id, id limit ${AT_ONCE} for update skip locked
     ) late
     where dispatch.agency_id = late.agency_id and dispatch.id = late.id
     returning dispatch.agency_id, dispatch.document_id, dispatch.state, dispatch.receiver_name, dispatch.type_name,
       dispatch.number_symbol`,
    [limits.notArrivedBefore, limits.notRegisteredBefore],
  );
  for (const own of Map.groupBy(rows, (row) => `${row.agency_id} ${row.document_id} ${row.state}`).values()) {
    const [first] = own;
    if (first !== undefined) {
      await noticeClerks(tx, context, {
        agencyId: first.agency_id,
        kind: 'interchange.late',
        text: `${namesOf(own)} ${SILENT[first.state]}: ${first.type_name} ${first.number_symbol}`,
        link: outgoingLink(first.document_id),
      });
    }
  }
  return rows.length;
}

/** Our own duty: register by noon of the next working day at the latest (QĐ 28/2018 Art. 6). */
async function tellOfOwn(tx: Tx, context: Context, limits: LateLimits): Promise<number> {
  const rows = await rawQuery<LateOrigin>(
    tx,
    `update interchange_origin origin set late_told_at = $2
     from (
       select agency_id, document_id from interchange_origin
       where settled_at is null and late_told_at is null and received_at < $1
       order by agency_id, received_at, document_id limit ${AT_ONCE} for update skip locked
     ) late
     where origin.agency_id = late.agency_id and origin.document_id = late.document_id
     returning origin.agency_id, origin.document_id, origin.sender_name, origin.number_symbol`,
    [limits.notRegisteredBefore, context.clock.now()],
  );
  for (const row of rows) {
    await noticeClerks(tx, context, {
      agencyId: row.agency_id,
      kind: 'interchange.not_registered',
      text: `Văn bản ${row.number_symbol} của ${row.sender_name} đến đã quá hạn vào sổ (buổi sáng ngày làm việc tiếp theo).`,
      link: incomingLink(row.document_id),
    });
  }
  return rows.length;
}

/** Tells the clerks of each lateness once; what is late stays on the desk until it is seen to. */
export async function tellLate(services: Services, loadCalendar: LoadCalendar): Promise<void> {
  const { limits } = await loadLateness(services, loadCalendar);
  const context = systemContext(services);
  for (let isMore = true; isMore; ) {
    isMore = await services.db.transaction().execute(async (tx) => {
      const told = [await tellOfReceivers(tx, context, limits), await tellOfOwn(tx, context, limits)];
      return told.some((count) => count === AT_ONCE);
    });
  }
}
