import type { HandOverView } from '@congvu/contracts';
import { UserMinus } from 'lucide-react';
import { useState } from 'react';
import '../../shared/table/table.css';
import './hand-over.css';
import { RegisterLinks } from '../../shared/shell/register-links.tsx';
import { formatDate, formatNumber } from '../../shared/text/dates.ts';
import { useAddress } from '../../shared/ui/address.ts';
import { Button } from '../../shared/ui/button.tsx';
import { AppLink } from '../../shared/ui/link.tsx';
import { Chip } from '../../shared/ui/marks.tsx';
import { Empty, ErrorNote, SkeletonRows } from '../../shared/ui/notes.tsx';
import { Tabs } from '../../shared/ui/tabs.tsx';
import { HAND_OVER_TONES } from './hand-over.text.ts';
import { useHandOvers } from './hand-over-api.ts';
import { StartDialog } from './start-dialog.tsx';

type State = HandOverView['state'];

const STATES: readonly { key: State; label: string }[] = [
  { key: 'open', label: 'Đang bàn giao' },
  { key: 'finished', label: 'Đã xong' },
  { key: 'cancelled', label: 'Đã hủy' },
];

function Row({ handOver }: { handOver: Omit<HandOverView, 'items'> }) {
  return (
    <li>
      <AppLink className="ho-row" href={`/ban-giao/${handOver.id}`}>
        <span>
          <b>{handOver.personName}</b>, {handOver.positionTitle}, {handOver.unitName}
          <small>
            {handOver.reasonLabel}, ngày cuối <span className="num">{formatDate(handOver.lastDay)}</span>
            {handOver.state === 'open' &&
              (handOver.openCount === 0
                ? '; mọi việc đã có hướng giải quyết'
                : `; còn ${formatNumber(handOver.openCount)} việc chưa chọn`)}
          </small>
        </span>
        <Chip tone={HAND_OVER_TONES[handOver.state]}>{handOver.stateLabel}</Chip>
      </AppLink>
    </li>
  );
}

/** Bàn giao: whoever leaves, what he holds, what becomes of it. */
export function HandOversPage() {
  const { params, put } = useAddress();
  const state = STATES.find(({ key }) => key === params.get('the'))?.key ?? 'open';
  const query = useHandOvers(state);
  const [starting, setStarting] = useState(params.has('bat-dau'));
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  const may = query.data?.pages[0]?.abilities['proposals.start_hand_over'];
  const start = may === true && (
    <Button kind="primary" icon={UserMinus} onClick={() => setStarting(true)}>
      Bắt đầu bàn giao
    </Button>
  );
  return (
    <div className="content ho">
      <RegisterLinks here="/ban-giao" />
      <header className="page-head">
        <div>
          <h1>Bàn giao khi chuyển, nghỉ</h1>
          <p>
            Công việc, chứng thư, thiết bị, con dấu, tài khoản, thư của người thôi giữ chức vụ; không để sót thứ gì.
          </p>
        </div>
        {items.length > 0 && <div className="page-actions">{start}</div>}
      </header>
      <Tabs
        label="Bàn giao"
        tabs={STATES}
        active={state}
        onChange={(the) => put({ the: the === 'open' ? undefined : the })}
      />
      {query.isPending && (
        <div className="sheet">
          <SkeletonRows rows={3} />
        </div>
      )}
      {query.isError && (
        <ErrorNote title="Chưa tải được danh sách bàn giao" error={query.error} onRetry={() => void query.refetch()} />
      )}
      {query.isSuccess && items.length === 0 && (
        <div className="sheet">
          <Empty title={state === 'open' ? 'Không có ai đang bàn giao' : 'Chưa có lần bàn giao nào'} action={start}>
            Khi có người chuyển công tác, nghỉ hưu, thôi việc: bắt đầu ở đây, mọi thứ người đó giữ được liệt kê và soạn
            sẵn biểu mẫu.
          </Empty>
        </div>
      )}
      {items.length > 0 && (
        <ul className="sheet ho-list">
          {items.map((handOver) => (
            <Row key={handOver.id} handOver={handOver} />
          ))}
        </ul>
      )}
      {query.hasNextPage && (
        <div className="pane-more">
          <Button size="small" busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            Xem thêm
          </Button>
        </div>
      )}
      {starting && <StartDialog onClose={() => setStarting(false)} />}
    </div>
  );
}
