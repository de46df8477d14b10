import type { DeliveryBoard } from '@congvu/contracts';
import { useParams } from '@tanstack/react-router';
import { FileText, RefreshCw } from 'lucide-react';
import { useState } from 'react';
import './tracking.css';
import { DeliveryList, DeliverySlips, describeCounts } from '../../shared/deliveries/delivery-board.tsx';
import { EvidenceDownload } from '../../shared/evidence/evidence-download.tsx';
import { showToast } from '../../shared/feedback/toast.tsx';
import { daysBetween, formatWeekdayDate, officeToday } from '../../shared/text/dates.ts';
import { Button } from '../../shared/ui/button.tsx';
import { AppLink } from '../../shared/ui/link.tsx';
import { Chip } from '../../shared/ui/marks.tsx';
import { ErrorNote, SkeletonRows } from '../../shared/ui/notes.tsx';
import { Segments } from '../../shared/ui/tabs.tsx';
import { DispatchActs } from './dispatch-acts.tsx';
import { useBoard, useResend } from './tracking-api.ts';

type Receiver = DeliveryBoard['receivers'][number];
type Show = 'all' | 'open' | 'late';

const SHOWS: { key: Show; label: string }[] = [
  { key: 'all', label: 'Tất cả' },
  { key: 'open', label: 'Chưa xong' },
  { key: 'late', label: 'Chậm, lỗi' },
];

function isTrouble(receiver: Receiver): boolean {
  return receiver.late || receiver.state === 'failed' || receiver.state === 'refused';
}

function keeps(show: Show, receiver: Receiver): boolean {
  return show === 'all' || (show === 'open' ? receiver.state !== 'done' : isTrouble(receiver));
}

/** Trouble first, then whoever is least far, so that what needs a call stands on top. */
const ORDER: Receiver['state'][] = [
  'failed',
  'refused',
  'pending',
  'sent',
  'arrived',
  'registered',
  'assigned',
  'in_progress',
  'done',
  'recalled',
];

function byNeed(one: Receiver, other: Receiver): number {
  return Number(other.late) - Number(one.late) || ORDER.indexOf(one.state) - ORDER.indexOf(other.state);
}

function DueText({ dueOn }: { dueOn: string }) {
  const days = daysBetween(officeToday(), dueOn);
  if (days < 0) {
    return <span className="late">quá hạn trả lời {-days} ngày</span>;
  }
  return (
    <>
      hạn trả lời {formatWeekdayDate(dueOn)}, {days === 0 ? <span className="soon">hôm nay</span> : `còn ${days} ngày`}
    </>
  );
}

function Half({ receivers }: { receivers: readonly Receiver[] }) {
  return (
    <DeliveryList
      deliveries={receivers.map((one) => ({ ...one, note: one.note === '' ? one.lateReason : one.note }))}
      keyOf={(one) => one.dispatchId}
      mark={(one) => one.late && <Chip tone="red">Chậm</Chip>}
      acts={(one) => <DispatchActs quiet target={{ ...one, id: one.dispatchId }} />}
    />
  );
}

function Board({ board }: { board: DeliveryBoard }) {
  const [show, setShow] = useState<Show>('all');
  const resend = useResend((answer) => showToast(`Đang gửi lại ${answer.queued} nơi nhận.`));
  const shown = board.receivers.filter((receiver) => keeps(show, receiver)).sort(byNeed);
  const half = Math.ceil(shown.length / 2);
  const again = board.receivers.filter((one) => one.abilities['interchange.resend'] === true && isTrouble(one));
  return (
    <>
      <header className="page-head">
        <div>
          <h1>Nơi nhận của {board.numberSymbol}</h1>
          <p>
            {board.abstract}
            {board.dueOn !== null && (
              <>
                {', '}
                <DueText dueOn={board.dueOn} />
              </>
            )}
          </p>
        </div>
        <div className="page-actions">
          <AppLink className="btn" href={`/van-ban-di/${board.documentId}?ngan=da-phat-hanh`}>
            <FileText className="icon" aria-hidden />
            Xem văn bản
          </AppLink>
          {again.length > 0 && (
            <Button
              kind="primary"
              icon={RefreshCw}
              busy={resend.isPending}
              onClick={() => resend.mutate(again.map((one) => one.dispatchId))}
            >
              Gửi lại {again.length} nơi
            </Button>
          )}
        </div>
      </header>
      {resend.isError && <ErrorNote title="Chưa gửi lại được" error={resend.error} />}
      <section className="sheet board-sum" aria-label="Tình hình chung">
        <h2>
          <span className="num">{board.counts.registered}</span> trên <span className="num">{board.counts.total}</span>{' '}
          cơ quan đã vào sổ
          {board.late > 0 && (
            <>
              {', '}
              <span className="late">
                <span className="num">{board.late}</span> nơi chậm
              </span>
            </>
          )}
        </h2>
        <p className="visually-hidden" aria-live="polite">
          {describeCounts(board.counts)}
        </p>
        <DeliverySlips receivers={board.receivers} />
      </section>
      <div className="board-head">
        <h2>
          Từng nơi nhận <span className="num quiet">{shown.length}</span>
        </h2>
        <Segments label="Nơi nhận" tabs={SHOWS} active={show} onChange={setShow} />
      </div>
      {shown.length === 0 ? (
        <p className="quiet">Không có nơi nhận nào trong phần này.</p>
      ) : (
        <div className="board-halves">
          <div className="sheet">
            <Half receivers={shown.slice(0, half)} />
          </div>
          {shown.length > 1 && (
            <div className="sheet">
              <Half receivers={shown.slice(half)} />
            </div>
          )}
        </div>
      )}
      {board.counts.sent > 0 && <EvidenceDownload direction="outgoing" documentId={board.documentId} />}
    </>
  );
}

/** One letter: every receiver at one glance, who is late on top; live. */
export function BoardPage() {
  const { documentId = '' } = useParams({ strict: false });
  const board = useBoard(documentId);
  return (
    <div className="content content-wide track">
      {board.data !== undefined && <Board board={board.data} />}
      {board.isPending && <SkeletonRows rows={6} />}
      {board.isError && (
        <ErrorNote title="Chưa tải được nơi nhận" error={board.error} onRetry={() => void board.refetch()} />
      )}
    </div>
  );
}
