import type { DispatchListItem } from '@congvu/contracts';
import { RefreshCw } from 'lucide-react';
import { useState } from 'react';
import '../../shared/table/table.css';
import './tracking.css';
import { DELIVERY_TONES } from '../../shared/deliveries/delivery-board.tsx';
import { showToast } from '../../shared/feedback/toast.tsx';
import { TextField } from '../../shared/fields/text-field.tsx';
import { useDelayed } from '../../shared/pickers/use-delayed.ts';
import { FollowingLinks } from '../../shared/shell/following-links.tsx';
import { formatInstant, formatNumber, formatWhen } from '../../shared/text/dates.ts';
import { useAddress } from '../../shared/ui/address.ts';
import { Button } from '../../shared/ui/button.tsx';
import { AppLink } from '../../shared/ui/link.tsx';
import { Chip } from '../../shared/ui/marks.tsx';
import { Empty, ErrorNote, SkeletonRows } from '../../shared/ui/notes.tsx';
import { Tabs } from '../../shared/ui/tabs.tsx';
import { DeadLetterList } from './dead-letters.tsx';
import { DispatchActs } from './dispatch-acts.tsx';
import { PackageIntake } from './package-intake.tsx';
import { QuarantineList } from './quarantine-list.tsx';
import { ReceiversTable } from './receivers-table.tsx';
import { useDispatches, useResend } from './tracking-api.ts';

type View = 'problems' | 'waiting' | 'all' | 'receivers' | 'stopped' | 'quarantine';

type DispatchView = Exclude<View, 'quarantine' | 'receivers' | 'stopped'>;

const VIEWS: { key: View; label: string }[] = [
  { key: 'problems', label: 'Cần xử lý' },
  { key: 'waiting', label: 'Chưa xác nhận' },
  { key: 'all', label: 'Tất cả nơi nhận' },
  { key: 'receivers', label: 'Theo cơ quan nhận' },
  { key: 'stopped', label: 'Dừng gửi' },
  { key: 'quarantine', label: 'Gói tin bị giữ lại' },
];

const WORDS: Record<DispatchView, { title: string; text: string }> = {
  problems: {
    title: 'Không có nơi nhận nào cần xử lý',
    text: 'Gửi lỗi, bị từ chối, quá hạn xác nhận và nơi phải gửi giấy sẽ nằm ở đây.',
  },
  waiting: {
    title: 'Mọi nơi nhận đã xác nhận',
    text: 'Văn bản đã gửi mà nơi nhận chưa xác nhận đã đến sẽ nằm ở đây.',
  },
  all: {
    title: 'Chưa gửi văn bản nào',
    text: 'Mỗi nơi nhận của văn bản đã phát hành là một dòng ở đây.',
  },
};

const CAP = 1000;

interface RowProps {
  item: DispatchListItem;
  ticked: boolean;
  onTick: () => void;
}

function DispatchRow({ item, ticked, onTick }: RowProps) {
  const resendable = item.abilities['interchange.resend'] === true;
  return (
    <tr>
      <td className="track-tick">
        {resendable && (
          <input type="checkbox" aria-label={`Chọn ${item.receiverName}`} checked={ticked} onChange={onTick} />
        )}
      </td>
      <td>
        <b className="track-receiver">{item.receiverName}</b>
        {item.note !== '' && <small>{item.note}</small>}
        {item.way.carrier !== null && item.way.carrier !== 'inside' && (
          <small>qua {item.way.label.toLocaleLowerCase('vi')}</small>
        )}
        {item.paper === 'due' && <small>còn phải gửi kèm bản giấy</small>}
      </td>
      <td>
        <AppLink href={`/theo-doi/${item.documentId}`}>
          {item.typeName} <span className="nb">{item.numberSymbol}</span>
        </AppLink>
        <small>{item.abstract}</small>
      </td>
      <td className="nb">
        <time dateTime={item.changedAt} title={formatInstant(item.changedAt)}>
          {formatWhen(item.changedAt)}
        </time>
        {item.attempts > 1 && <small>gửi {item.attempts} lần</small>}
      </td>
      <td className="nb">
        {item.chip === null ? (
          <Chip tone={DELIVERY_TONES[item.state]}>{item.stateLabel}</Chip>
        ) : (
          <Chip tone={item.chip.tone}>{item.chip.label}</Chip>
        )}
      </td>
      <td className="r">
        <DispatchActs target={item} calm={item.problem === null} />
      </td>
    </tr>
  );
}

function DispatchTable({ view, q }: { view: DispatchView; q: string }) {
  const list = useDispatches(view, q, true);
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const resend = useResend((answer) => {
    setTicked(new Set());
    showToast(`Đang gửi lại ${answer.queued} nơi nhận.`);
  });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const able = items.filter((item) => item.abilities['interchange.resend'] === true);
  const chosen = able.filter((item) => ticked.has(item.id));
  const toggle = (id: string): void => {
    const next = new Set(ticked);
    if (!next.delete(id)) {
      next.add(id);
    }
    setTicked(next);
  };
  return (
    <>
      {(able.length > 1 || chosen.length > 0) && (
        <div className="track-batch">
          <span>{chosen.length === 0 ? `${able.length} nơi gửi lại được` : `Đã chọn ${chosen.length} nơi`}</span>
          <Button size="small" kind="quiet" onClick={() => setTicked(new Set(able.map((item) => item.id)))}>
            Chọn cả {able.length}
          </Button>
          <Button
            size="small"
            icon={RefreshCw}
            busy={resend.isPending}
            disabled={chosen.length === 0}
            onClick={() => resend.mutate(chosen.map((item) => item.id))}
          >
            Gửi lại
          </Button>
        </div>
      )}
      {resend.isError && <ErrorNote title="Chưa gửi lại được" error={resend.error} />}
      {list.isError && (
        <ErrorNote title="Chưa tải được danh sách" error={list.error} onRetry={() => void list.refetch()} />
      )}
      <div className="sheet table-frame">
        {items.length > 0 && (
          <table className="table track-table">
            <thead>
              <tr>
                <th>
                  <span className="visually-hidden">Chọn</span>
                </th>
                <th>Nơi nhận</th>
                <th>Văn bản</th>
                <th>Lúc</th>
                <th>Trạng thái</th>
                <th className="r">Việc</th>
              </tr>
            </thead>
            <tbody>
              {items.map((item) => (
                <DispatchRow key={item.id} item={item} ticked={ticked.has(item.id)} onTick={() => toggle(item.id)} />
              ))}
            </tbody>
          </table>
        )}
        {list.isPending && <SkeletonRows rows={5} />}
        {list.isSuccess && items.length === 0 && (
          <Empty title={q === '' ? WORDS[view].title : 'Không thấy nơi nhận nào'}>
            {q === '' ? WORDS[view].text : 'Thử một từ khác trong tên cơ quan, số hoặc trích yếu.'}
          </Empty>
        )}
      </div>
      <footer className="table-foot">
        <span>
          Đang hiện <span className="num">{formatNumber(items.length)}</span> nơi nhận
        </span>
        {list.hasNextPage && (
          <button type="button" className="link" onClick={() => void list.fetchNextPage()}>
            Xem thêm
          </button>
        )}
      </footer>
    </>
  );
}

function isDispatchView(view: View): view is DispatchView {
  return view === 'problems' || view === 'waiting' || view === 'all';
}

/** Theo dõi gửi nhận: what went wrong first. */
export function TrackingPage() {
  const { params, put } = useAddress();
  const asked = VIEWS.find((one) => one.key === params.get('ngan'))?.key;
  const view = asked ?? 'problems';
  const [typed, setTyped] = useState('');
  const q = useDelayed(typed, 300);
  const counts = useDispatches('problems', '', true).data?.pages[0]?.counts;
  return (
    <div className="content track">
      <FollowingLinks here="/theo-doi" />
      <header className="page-head">
        <div>
          <h1>Theo dõi gửi nhận</h1>
          {counts !== undefined && (
            <p>
              {counts.problems === 0 ? 'Không có nơi nhận nào cần xử lý' : `${counts.problems} nơi nhận cần xử lý`},{' '}
              {counts.waiting} nơi chưa xác nhận.
            </p>
          )}
        </div>
        {view !== 'quarantine' && view !== 'stopped' && (
          <div className="track-search">
            <TextField label="Tìm" value={typed} onChange={setTyped} placeholder="Cơ quan, số, trích yếu" />
          </div>
        )}
      </header>
      <Tabs
        label="Ngăn theo dõi"
        tabs={VIEWS.map((one) => {
          const count = isDispatchView(one.key) ? counts?.[one.key] : undefined;
          return { ...one, count, capped: (count ?? 0) >= CAP };
        })}
        active={view}
        onChange={(key) => put({ ngan: key })}
      />
      <div className="track-body">
        {view === 'quarantine' && (
          <>
            <PackageIntake />
            <QuarantineList />
          </>
        )}
        {view === 'stopped' && <DeadLetterList />}
        {view === 'receivers' && <ReceiversTable q={q} />}
        {isDispatchView(view) && <DispatchTable key={view} view={view} q={q} />}
      </div>
    </div>
  );
}
