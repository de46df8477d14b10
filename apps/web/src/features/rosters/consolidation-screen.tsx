import { useParams } from '@tanstack/react-router';
import '../../shared/table/table.css';
import './rosters.css';
import { useRoles } from '../../shared/session/me.ts';
import { FollowingLinks } from '../../shared/shell/following-links.tsx';
import { useAddress } from '../../shared/ui/address.ts';
import { useGo } from '../../shared/ui/link.tsx';
import { SkeletonRows } from '../../shared/ui/notes.tsx';
import { Tabs } from '../../shared/ui/tabs.tsx';
import { usePhone } from '../../shared/ui/use-media.ts';
import { CheckQueue } from './check/check-queue.tsx';
import { ReadyAndBatches } from './home/ready-and-batches.tsx';
import { ReceivedBatches } from './home/received-batches.tsx';
import { useBatches, useQueue } from './rosters-api.ts';

type View = 'kiem-tra' | 'tong-hop' | 'nhan';

const LABELS: Record<View, string> = {
  'kiem-tra': 'Kiểm tra',
  'tong-hop': 'Tổng hợp, gửi cấp trên',
  nhan: 'Nhận từ cấp dưới',
};

interface Amounts {
  toCheck: number;
  ready: number;
  received: number;
}

/** Where the work lies: what waits to be checked first, then what can be put together, then what came from below. */
function viewOf(asked: string | null, { toCheck, ready, received }: Amounts, focal: boolean): View {
  if (asked === 'kiem-tra' || asked === 'tong-hop' || asked === 'nhan') {
    return asked;
  }
  if (focal && (toCheck > 0 || (ready === 0 && received === 0))) {
    return 'kiem-tra';
  }
  return ready > 0 || received === 0 ? 'tong-hop' : 'nhan';
}

function useAmounts() {
  const queue = useQueue({ box: 'to_check' });
  const own = useBatches({ box: 'own' });
  const received = useBatches({ box: 'received' });
  const waits = (received.data?.pages ?? [])
    .flatMap((page) => page.items)
    .filter((batch) => batch.abilities['requests.roster_record'] === true);
  return {
    isPending: queue.isPending || own.isPending || received.isPending,
    hasReceived: (received.data?.pages[0]?.items.length ?? 0) > 0,
    toCheck: queue.data?.pages[0]?.counts['to_check'] ?? 0,
    ready: own.data?.pages[0]?.ready.reduce((sum, { lines }) => sum + lines, 0) ?? 0,
    received: waits.length,
  };
}

/** Tổng hợp: what came is checked, put together by form, sent to the superior; what came from below gets its results. */
export function ConsolidationScreen() {
  const { id } = useParams({ strict: false });
  const { params, put } = useAddress();
  const phone = usePhone();
  const go = useGo();
  const focal = useRoles().has('focal');
  const amounts = useAmounts();
  const asked = id === undefined ? params.get('ngan') : 'kiem-tra';
  const view = viewOf(asked, amounts, focal);
  if (phone && id !== undefined) {
    return <CheckQueue id={id} />;
  }
  const counts: Record<View, number> = {
    'kiem-tra': amounts.toCheck,
    'tong-hop': amounts.ready,
    nhan: amounts.received,
  };
  const views: View[] = [
    ...(focal ? (['kiem-tra'] as const) : []),
    'tong-hop',
    ...(amounts.hasReceived || asked === 'nhan' ? (['nhan'] as const) : []),
  ];
  return (
    <div className="roster">
      <header className="roster-head">
        <h1>Tổng hợp đề nghị</h1>
        <Tabs
          label="Phần việc"
          tabs={views.map((key) => ({ key, label: LABELS[key], count: counts[key] }))}
          active={view}
          onChange={(key) => (id === undefined ? put({ ngan: key }) : go(`/tong-hop?ngan=${key}`))}
        />
        <FollowingLinks here="/tong-hop" />
      </header>
      {amounts.isPending && asked === null ? (
        <div className="content">
          <SkeletonRows rows={6} label="Đang mở trang tổng hợp" />
        </div>
      ) : view === 'kiem-tra' ? (
        <CheckQueue id={id} />
      ) : view === 'tong-hop' ? (
        <ReadyAndBatches />
      ) : (
        <ReceivedBatches />
      )}
    </div>
  );
}
