import type { IncomingAck, RegisterIncoming } from '@congvu/contracts';
import { allotNumber } from '#modules/documents';
import type { PositionView } from '#modules/org';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { conflict, invalid } from '../../../platform/errors.ts';
import { nameOf, tell } from '../incoming.notices.ts';
import { changeIncoming, type IncomingChange, type IncomingRow, transitionIncoming } from '../incoming.store.ts';
import type { IncomingPorts } from '../ports.ts';
import { clearIncomingNotices, type LoadedIncoming, loadForStep, settle } from './act-on-incoming.ts';

/** @throws AppError 422 `incoming.leader_unknown` */
export function getLeader(office: LoadedIncoming['office'], positionId: string): PositionView {
  const leader = office.positions.find((position) => position.positionId === positionId);
  if (leader === undefined || !leader.roles.includes('leader')) {
    const message = 'Người được chọn không phải lãnh đạo đang đảm nhiệm. Chọn lại trong danh sách lãnh đạo.';
    throw invalid('incoming.leader_unknown', message, [{ path: 'presentTo', message }]);
  }
  return leader;
}

/** Columns 7 and 8 of the register follow whoever has it now. */
export function presentedTo(context: ActingContext, leader: PositionView): IncomingChange {
  return {
    presented_to: leader.positionId,
    presented_name: leader.fullName,
    presented_title: leader.title,
    receiver_text: `${leader.title} ${leader.fullName}`,
    forwarded_on: vietnamDate(context.clock.now()),
  };
}

export async function tellLeader(
  tx: Tx,
  context: ActingContext,
  row: IncomingRow,
  leader: PositionView,
): Promise<void> {
  await tell(tx, context, row, {
    personIds: [leader.personId],
    kind: 'incoming.presented',
    text: `${nameOf(row)} chờ bút phê.`,
    reason: 'Văn bản được trình để cho ý kiến chỉ đạo',
  });
}

/** Takes the next number of the year's book: the last lock of the transaction, so that twins wait microseconds. */
export async function giveArrivalNumber(
  tx: Tx,
  context: ActingContext,
  row: Pick<IncomingRow, 'agency_id' | 'id' | 'arrived_on'>,
): Promise<number> {
  const { number, year } = await allotNumber(tx, context, {
    agencyId: row.agency_id,
    direction: 'incoming',
    series: 'all',
    documentId: row.id,
    // The book of the year of "ngày đến": a letter of 31/12 registered in January stands in the old book.
    on: row.arrived_on,
  });
  await changeIncoming(tx, { agencyId: row.agency_id, id: row.id }, { arrival_number: number, arrival_year: year });
  return number;
}

/** Vào sổ, and on to a leader in the same act (Vào sổ và chuyển). */
export async function registerIncoming(
  context: ActingContext,
  ports: IncomingPorts,
  id: string,
  body: RegisterIncoming,
): Promise<IncomingAck> {
  return command(context, (tx) => registerWithin(tx, context, ports, id, body));
}

/** The same in the transaction of a larger act. */
export async function registerWithin(
  tx: Tx,
  context: ActingContext,
  ports: IncomingPorts,
  id: string,
  body: RegisterIncoming,
): Promise<IncomingAck> {
  const { row, office } = await loadForStep(tx, context, id, { act: 'register', action: 'incoming.register' });
  if (row.is_duplicate && !body.acceptDuplicate) {
    throw conflict(
      'incoming.duplicate',
      'Văn bản này trùng với văn bản đã có. Xem văn bản trùng; nếu vẫn cần vào sổ thì xác nhận "Vẫn vào sổ", không thì trả lại nơi gửi.',
    );
  }
  const leader = body.presentTo === null ? undefined : getLeader(office, body.presentTo);
  await transitionIncoming(tx, row, 'register', {
    registered_at: context.clock.now(),
    registered_by: context.subject.displayName,
  });
  await clearIncomingNotices(tx, row);
  if (leader !== undefined) {
    await transitionIncoming(tx, { ...row, state: 'registered' }, 'present', presentedTo(context, leader));
    await tellLeader(tx, context, row, leader);
  }
  const number = await giveArrivalNumber(tx, context, row);
  const onward = leader === undefined ? '' : `, chuyển ${leader.title} ${leader.fullName}`;
  return settle(tx, context, ports, id, {
    audited: 'incoming.registered',
    detail: { arrivalNumber: number, presentedTo: leader?.positionId ?? null, duplicateAccepted: row.is_duplicate },
    movement: { kind: 'registered', text: `Vào sổ, số đến ${number}${onward}` },
    status: { code: '03', note: '', arrivalNumber: number },
  });
}
