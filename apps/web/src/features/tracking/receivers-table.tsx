import type { ReceiverBoard, ReceiverBoardRow } from '@congvu/contracts';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Download, Printer } from 'lucide-react';
import { useState } from 'react';
import '../../shared/table/table.css';
import './tracking.css';
import { getJson, withQuery } from '../../shared/api/client.ts';
import { formatInstant, formatNumber, formatWhen } from '../../shared/text/dates.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Chip } from '../../shared/ui/marks.tsx';
import { Empty, ErrorNote, SkeletonRows } from '../../shared/ui/notes.tsx';
import { Segments } from '../../shared/ui/tabs.tsx';

type Days = '7' | '30' | '90' | '365';

const PERIODS: { key: Days; label: string }[] = [
  { key: '7', label: '7 ngày' },
  { key: '30', label: '30 ngày' },
  { key: '90', label: '90 ngày' },
  { key: '365', label: '1 năm' },
];

function useReceivers(q: string, days: Days) {
  return useInfiniteQuery({
    queryKey: ['interchange', 'receivers', q, days],
    queryFn: ({ pageParam, signal }) =>
      getJson<ReceiverBoard>('/api/interchange/receivers', { q, days, cursor: pageParam, limit: 100 }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  });
}

/** `12 phút`, `3 giờ`, `2 ngày`: how long a receiver takes, as people say it. */
export function sayMinutes(minutes: number): string {
  if (minutes < 1) {
    return 'dưới 1 phút';
  }
  if (minutes < 60) {
    return `${Math.round(minutes)} phút`;
  }
  return minutes < 1_440 ? `${Math.round(minutes / 60)} giờ` : `${Math.round(minutes / 1_440)} ngày`;
}

function Troubles({ row }: { row: ReceiverBoardRow }) {
  const chips = [
    { count: row.late, tone: 'red' as const, word: 'chậm' },
    { count: row.failed, tone: 'red' as const, word: 'gửi lỗi' },
    { count: row.refused, tone: 'amber' as const, word: 'từ chối' },
    { count: row.manual, tone: 'amber' as const, word: 'chờ gửi giấy' },
  ].filter(({ count }) => count > 0);
  if (chips.length === 0) {
    return <span className="quiet">Thông suốt</span>;
  }
  return (
    <span className="receivers-chips">
      {chips.map(({ count, tone, word }) => (
        <Chip key={word} tone={tone}>
          {`${count} ${word}`}
        </Chip>
      ))}
    </span>
  );
}

function ReceiverRow({ row }: { row: ReceiverBoardRow }) {
  return (
    <tr>
      <td>
        <b className="track-receiver">{row.receiverName}</b>
        {row.receiverCode !== '' && <small className="code">{row.receiverCode}</small>}
      </td>
      <td className="r num">{formatNumber(row.letters)}</td>
      <td className="r num">{formatNumber(row.registered)}</td>
      <td>
        <Troubles row={row} />
        {row.lateSince !== null && (
          <small title={formatInstant(row.lateSince)}>lâu nhất từ {formatWhen(row.lateSince)}</small>
        )}
      </td>
      <td className="r nb">{row.medianMinutes === null ? '' : sayMinutes(row.medianMinutes)}</td>
    </tr>
  );
}

/** Theo cơ quan nhận: who confirms in time, who has to be called, who cannot be reached. */
export function ReceiversTable({ q }: { q: string }) {
  const [days, setDays] = useState<Days>('30');
  const list = useReceivers(q, days);
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const totals = list.data?.pages[0]?.totals;
  return (
    <>
      <div className="receivers-head">
        <Segments label="Khoảng thời gian" tabs={PERIODS} active={days} onChange={setDays} />
        {totals !== undefined && totals.letters > 0 && (
          <p>
            <span className="num">{formatNumber(totals.letters)}</span> lượt gửi đến{' '}
            <span className="num">{formatNumber(totals.receivers)}</span> cơ quan,{' '}
            <span className="num">{formatNumber(totals.registered)}</span> đã vào sổ
            {totals.late > 0 && <span className="late">, {formatNumber(totals.late)} chậm</span>}
          </p>
        )}
        <div className="page-actions no-print">
          <a className="btn btn-small" href={withQuery('/api/interchange/receivers/export', { q, days })} download>
            <Download className="icon" aria-hidden />
            Xuất Excel
          </a>
          <Button size="small" icon={Printer} onClick={() => window.print()}>
            In
          </Button>
        </div>
      </div>
      {list.isError && (
        <ErrorNote title="Chưa tải được danh sách" error={list.error} onRetry={() => void list.refetch()} />
      )}
      <div className="sheet table-frame">
        {items.length > 0 && (
          <table className="table receivers-table">
            <thead>
              <tr>
                <th>Nơi nhận</th>
                <th className="r">Đã gửi</th>
                <th className="r">Đã vào sổ</th>
                <th>Tình hình</th>
                <th className="r">Xác nhận sau</th>
              </tr>
            </thead>
            <tbody>
              {items.map((row) => (
                <ReceiverRow key={row.receiverAgencyId ?? row.receiverCode} row={row} />
              ))}
            </tbody>
          </table>
        )}
        {list.isPending && <SkeletonRows rows={6} />}
        {list.isSuccess && items.length === 0 && (
          <Empty title={q === '' ? 'Chưa gửi văn bản nào trong thời gian này' : 'Không thấy nơi nhận nào'}>
            {q === '' ? 'Chọn khoảng thời gian dài hơn.' : 'Thử một từ khác trong tên cơ quan hoặc mã định danh.'}
          </Empty>
        )}
      </div>
      <footer className="table-foot">
        <span>
          Đang hiện <span className="num">{formatNumber(items.length)}</span>
          {totals !== undefined && ` trên ${formatNumber(totals.receivers)}`} cơ quan
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
