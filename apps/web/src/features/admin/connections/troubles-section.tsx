import type { PickupTrouble } from '@congvu/contracts';
import { RotateCw } from 'lucide-react';
import { describeError } from '../../../shared/api/errors.ts';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { formatMoment } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { Chip, type Tone } from '../../../shared/ui/marks.tsx';
import { useRetryPickup, useTroubles } from './connections-api.ts';

const TONES: Record<PickupTrouble['state'], Tone> = { stranger: 'amber', failed: 'red', waiting: 'plain' };

function TroubleRow({ item }: { item: PickupTrouble }) {
  const retry = useRetryPickup(() => showToast('Đang lấy lại gói tin.'));
  return (
    <tr>
      <td>
        <b>{item.kind === 'document' ? 'Văn bản' : 'Trạng thái'}</b>
        <small>
          từ <span className="num">{item.fromCode === '' ? 'không rõ' : item.fromCode}</span> gửi{' '}
          <span className="num">{item.toCode === '' ? 'không rõ' : item.toCode}</span>
        </small>
        <small className="num conn-doc">{item.docId}</small>
      </td>
      <td data-label="Tình trạng">
        <Chip tone={TONES[item.state]}>{item.stateLabel}</Chip>
        <small>{item.reason}</small>
      </td>
      <td data-label="Trục báo lúc" className="nb">
        {formatMoment(item.listedAt)}
        <small>{item.connectionName}</small>
        {item.nextAt !== null && <small>thử lại {formatMoment(item.nextAt)}</small>}
      </td>
      <td className="acts no-print">
        <Button
          size="small"
          icon={RotateCw}
          busy={retry.isPending}
          aria-label={`Lấy lại gói tin ${item.docId}`}
          onClick={() => retry.mutate(item, { onError: (error) => showToast(describeError(error).message) })}
        >
          Lấy lại
        </Button>
      </td>
    </tr>
  );
}

/** Messages an axis reported that are in no inbox; nothing when there are none. */
export function TroublesSection({ enabled }: { enabled: boolean }) {
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = useTroubles(enabled);
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  if (items.length === 0) {
    return null;
  }
  return (
    <section id="goi-tin">
      <h2 className="admin-sub">Gói tin trục báo mà chưa vào hộp nhận</h2>
      <div className="sheet table-frame">
        <table className="table as-cards">
          <thead>
            <tr>
              <th>Gói tin</th>
              <th>Tình trạng</th>
              <th>Trục báo lúc</th>
              <th className="acts no-print">
                <span className="visually-hidden">Việc</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {items.map((item) => (
              <TroubleRow key={`${item.connectionId} ${item.docId}`} item={item} />
            ))}
          </tbody>
        </table>
      </div>
      {hasNextPage && (
        <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          Xem thêm
        </Button>
      )}
    </section>
  );
}
