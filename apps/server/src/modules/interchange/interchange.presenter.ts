import type {
  CarrierName,
  DeliveryChange,
  DeliveryCounts,
  DeliveryView,
  DispatchListItem,
  DispatchProblem,
  DispatchWay,
  QuarantineItem,
} from '@congvu/contracts';
import type { Abilities, Subject } from '../../platform/authorise.ts';
import { changeLabel } from './dispatch-change.ts';
import type { Lateness } from './interchange.calendar.ts';
import { lateDays, lateReason } from './interchange.lateness.ts';
import { type DispatchFacts, dispatchPolicies, quarantinePolicies } from './interchange.policy.ts';
import { DELIVERY_STATE, DISPATCH_LABELS, type DispatchState } from './interchange.states.ts';
import type { DispatchEventRow, DispatchRow, InboxRow } from './interchange.tables.ts';
import { outgoingLink } from './notices.ts';
import { FROZEN } from './outbox/stop-unsent.ts';

export const WAY_LABELS: Record<CarrierName, string> = {
  inside: 'Nội bộ hệ thống',
  peer: 'Hệ thống khác, kết nối trực tiếp',
  national: 'Trục liên thông quốc gia',
  provincial: 'Trục liên thông của tỉnh',
  mail: 'Thư điện tử công vụ',
};

export function wayOf(
  row: Pick<DispatchRow, 'carrier' | 'connection_id'> & Partial<Pick<DispatchRow, 'mailed_to'>>,
): DispatchWay {
  const { carrier, connection_id: connectionId, mailed_to: mailedTo = '' } = row;
  const byHand = mailedTo === '' ? 'Gửi bản giấy' : WAY_LABELS.mail;
  return { carrier, label: carrier === null ? byHand : WAY_LABELS[carrier], connectionId };
}

function changeOf(row: DispatchRow): DeliveryChange | null {
  const { change: state, change_kind: kind, change_note: note, change_at: at } = row;
  if (state === 'none' || kind === '') {
    return null;
  }
  return { kind, state, label: changeLabel(state, kind), note, at: at?.toISOString() ?? null };
}

function stateLabel(row: Pick<DispatchRow, 'state' | 'on_paper' | 'mailed_to'>): string {
  if (row.state !== 'sent' || !row.on_paper) {
    return DISPATCH_LABELS[row.state];
  }
  return row.mailed_to === '' ? 'Đã gửi giấy' : 'Đã gửi thư điện tử';
}

export function presentDelivery(row: DispatchRow, events: readonly DispatchEventRow[]): DeliveryView {
  const last = events.at(-1);
  return {
    receiverName: row.receiver_name,
    receiverAgencyId: row.receiver_agency_id,
    receiverCode: row.receiver_code,
    state: DELIVERY_STATE[row.state],
    stateLabel: stateLabel(row),
    at: row.state === 'queued' || row.state === 'manual' ? null : (last?.at ?? row.changed_at).toISOString(),
    arrivalNumber: row.arrival_number,
    note: row.note,
    change: changeOf(row),
    history: events.map((event) => ({
      state: DELIVERY_STATE[event.state],
      at: event.at.toISOString(),
      note: event.note,
    })),
  };
}

const SENT: readonly DispatchState[] = [
  'sent',
  'arrived',
  'accepted',
  'assigned',
  'processing',
  'done',
  'refused',
  'recalled',
];
const ARRIVED: readonly DispatchState[] = [
  'arrived',
  'accepted',
  'assigned',
  'processing',
  'done',
  'refused',
  'recalled',
];
const REGISTERED: readonly DispatchState[] = ['accepted', 'assigned', 'processing', 'done'];

/** How many have come at least so far: a letter that is done also counts as sent, arrived and registered. */
export function countDeliveryStates(states: readonly { state: DispatchState; count: number }[]): DeliveryCounts {
  const sum = (wanted: readonly DispatchState[]): number =>
    states.filter(({ state }) => wanted.includes(state)).reduce((total, { count }) => total + count, 0);
  return {
    total: states.reduce((total, { count }) => total + count, 0),
    sent: sum(SENT),
    arrived: sum(ARRIVED),
    registered: sum(REGISTERED),
    done: sum(['done']),
    refused: sum(['refused']),
    failed: sum(['failed']),
  };
}

export function problemOf(row: DispatchRow, lateness: Lateness): DispatchProblem | null {
  if (row.settled_at !== null) {
    return null;
  }
  if (row.state === 'failed' || row.state === 'manual' || row.state === 'refused') {
    return row.state;
  }
  return lateReason(row, lateness.limits) === '' ? null : 'silent';
}

export function chipOf(row: DispatchRow, lateness: Lateness): DispatchListItem['chip'] {
  switch (problemOf(row, lateness)) {
    case 'silent': {
      const days = lateDays(row, lateness.now, lateness.isWorking);
      return { tone: 'red', label: days > 0 ? `Quá ${days} ngày` : 'Quá hạn' };
    }
    case 'failed':
      return { tone: 'red', label: 'Gửi lỗi' };
    case 'refused':
      return { tone: 'amber', label: 'Bị từ chối' };
    case 'manual':
      return { tone: 'amber', label: 'Gửi giấy' };
    case null:
      return null;
  }
}

export function dispatchFacts(row: DispatchRow): DispatchFacts {
  return {
    agencyId: row.agency_id,
    state: row.state,
    onPaper: row.on_paper,
    isSettled: row.settled_at !== null,
    paper: row.paper,
    isStopped: row.error_code === FROZEN || (row.change !== 'none' && row.change_kind !== 'update'),
  };
}

export function dispatchAbilities(subject: Subject, row: DispatchRow): Abilities {
  return dispatchPolicies.abilities(subject, dispatchFacts(row));
}

export function presentDispatch(row: DispatchRow, lateness: Lateness, subject: Subject): DispatchListItem {
  return {
    id: row.id,
    documentId: row.document_id,
    numberSymbol: row.number_symbol,
    typeName: row.type_name,
    abstract: row.abstract,
    issuedOn: row.issued_on,
    receiverName: row.receiver_name,
    receiverCode: row.receiver_code,
    state: DELIVERY_STATE[row.state],
    stateLabel: stateLabel(row),
    problem: problemOf(row, lateness),
    note: row.note || lateReason(row, lateness.limits),
    errorCode: row.error_code,
    way: wayOf(row),
    change: changeOf(row),
    paper: row.paper,
    attempts: row.attempts,
    sentAt: row.sent_at?.toISOString() ?? null,
    changedAt: row.changed_at.toISOString(),
    chip: chipOf(row, lateness),
    link: outgoingLink(row.document_id),
    abilities: dispatchAbilities(subject, row),
  };
}

export function presentQuarantine(row: InboxRow, senderName: string, subject: Subject): QuarantineItem {
  return {
    id: row.id,
    carrier: row.carrier,
    messageId: row.message_id,
    senderCode: row.sender_code,
    senderName,
    receivedAt: row.received_at.toISOString(),
    size: row.size,
    sha256: row.sha256,
    code: row.error_code,
    reason: row.error_text,
    state: row.state === 'discarded' ? 'discarded' : 'quarantined',
    abilities: quarantinePolicies.abilities(subject, { agencyId: row.agency_id, state: row.state }),
  };
}
