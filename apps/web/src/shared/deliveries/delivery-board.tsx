import type { DeliveryChange, DeliveryCounts, DeliveryState, DeliveryView } from '@congvu/contracts';
import type { ReactNode } from 'react';
import './deliveries.css';
import { formatInstant, formatNumber, formatWhen } from '../text/dates.ts';
import { Chip, type Tone } from '../ui/marks.tsx';

export const DELIVERY_TONES: Record<DeliveryState, Tone> = {
  pending: 'plain',
  sent: 'neutral',
  arrived: 'blue',
  registered: 'blue',
  assigned: 'blue',
  in_progress: 'blue',
  done: 'green',
  refused: 'red',
  recalled: 'neutral',
  failed: 'amber',
};

const CHANGE_TONES: Record<DeliveryChange['state'], Tone> = { requested: 'amber', agreed: 'green', rejected: 'red' };

/** How the slip of a state is drawn: an outline, half full, full. */
const SLIPS: readonly { state: DeliveryState; word: string }[] = [
  { state: 'done', word: 'đã xong' },
  { state: 'in_progress', word: 'đang xử lý' },
  { state: 'assigned', word: 'đã phân công' },
  { state: 'registered', word: 'đã vào sổ' },
  { state: 'arrived', word: 'đã đến' },
  { state: 'sent', word: 'đã gửi' },
  { state: 'pending', word: 'chờ gửi' },
  { state: 'refused', word: 'từ chối' },
  { state: 'recalled', word: 'đã thu hồi' },
  { state: 'failed', word: 'gửi lỗi' },
];

type Receiver = Pick<DeliveryView, 'receiverName' | 'receiverCode' | 'state'>;

/** One slip a receiver, grouped by state: twenty-six at one glance. */
export function DeliverySlips({ receivers }: { receivers: readonly Receiver[] }) {
  const groups = SLIPS.map(({ state, word }) => ({
    state,
    word,
    of: receivers.filter((receiver) => receiver.state === state),
  })).filter((group) => group.of.length > 0);
  return (
    <ul className="slips" aria-label="Nơi nhận theo trạng thái">
      {groups.map(({ state, word, of }) => (
        <li key={state}>
          <span className="slips-row" aria-hidden>
            {of.slice(0, 60).map((receiver) => (
              <i
                key={`${receiver.receiverCode} ${receiver.receiverName}`}
                className={`slip slip-${state}`}
                title={receiver.receiverName}
              />
            ))}
          </span>
          <small>
            <b className="num">{formatNumber(of.length)}</b> {word}
          </small>
        </li>
      ))}
    </ul>
  );
}

/** "26 nơi nhận, 25 đã gửi, 22 đã đến, 18 đã vào sổ, 5 đã xong" */
export function describeCounts(counts: DeliveryCounts): string {
  const parts = [
    `${formatNumber(counts.total)} nơi nhận`,
    counts.arrived > 0 ? `${formatNumber(counts.arrived)} đã đến` : `${formatNumber(counts.sent)} đã gửi`,
    counts.registered > 0 ? `${formatNumber(counts.registered)} đã vào sổ` : '',
    counts.done > 0 ? `${formatNumber(counts.done)} đã xong` : '',
  ];
  return parts.filter(Boolean).join(', ');
}

interface DeliveryListProps<D extends DeliveryView> {
  deliveries: readonly D[];
  keyOf: (delivery: D) => string;
  /** Acts of one receiver, at the end of its line. */
  acts?: (delivery: D) => ReactNode;
  mark?: (delivery: D) => ReactNode;
}

/** Every receiver with its word, arrival number and the last report. */
export function DeliveryList<D extends DeliveryView>({ deliveries, keyOf, acts, mark }: DeliveryListProps<D>) {
  return (
    <ul className="deliveries">
      {deliveries.map((delivery) => (
        <li key={keyOf(delivery)}>
          <span className="delivery-name">{delivery.receiverName}</span>
          <span className="delivery-state">
            {mark?.(delivery)}
            {delivery.change !== null && (
              <Chip tone={CHANGE_TONES[delivery.change.state]}>{delivery.change.label}</Chip>
            )}
            {delivery.state !== 'recalled' || delivery.change === null ? (
              <Chip tone={DELIVERY_TONES[delivery.state]}>{delivery.stateLabel}</Chip>
            ) : null}
          </span>
          <span className="delivery-note">
            {delivery.arrivalNumber !== null && (
              <span className="nb">
                Số đến <b className="num">{delivery.arrivalNumber}</b>
              </span>
            )}
            {delivery.note !== '' && <span>{delivery.note}</span>}
            {delivery.change !== null && delivery.change.state !== 'requested' && delivery.change.note !== '' && (
              <span>{delivery.change.note}</span>
            )}
          </span>
          {delivery.at !== null && (
            <time dateTime={delivery.at} title={formatInstant(delivery.at)}>
              {formatWhen(delivery.at)}
            </time>
          )}
          {acts?.(delivery)}
        </li>
      ))}
    </ul>
  );
}
