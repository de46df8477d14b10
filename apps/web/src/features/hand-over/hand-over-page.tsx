import type { HandOverView } from '@congvu/contracts';
import { useParams } from '@tanstack/react-router';
import { ChevronLeft, CircleCheck } from 'lucide-react';
import { useState } from 'react';
import '../../shared/table/table.css';
import './hand-over.css';
import { ReasonDialog } from '../../shared/feedback/reason-dialog.tsx';
import { showToast } from '../../shared/feedback/toast.tsx';
import { formatDate, formatInstant, formatNumber } from '../../shared/text/dates.ts';
import { Button } from '../../shared/ui/button.tsx';
import { AppLink } from '../../shared/ui/link.tsx';
import { Chip } from '../../shared/ui/marks.tsx';
import { ErrorNote, Note, SkeletonRows } from '../../shared/ui/notes.tsx';
import { GROUPS, HAND_OVER_TONES, type Item } from './hand-over.text.ts';
import { useEndHandOver, useHandOver } from './hand-over-api.ts';
import { HandOverThing } from './hand-over-thing.tsx';

function countIn(items: readonly Item[], state: Item['state']): number {
  return items.filter((item) => item.state === state).length;
}

interface GroupProps {
  view: HandOverView;
  group: (typeof GROUPS)[number];
}

function Group({ view, group }: GroupProps) {
  const items = view.items.filter((item) => item.group === group.key);
  const open = countIn(items, 'open');
  const waiting = countIn(items, 'prepared');
  return (
    <section className="sheet ho-group" aria-label={group.label}>
      <header className="card-head">
        <div>
          <h2>
            {group.label} <span className="num">{formatNumber(items.length)}</span>
          </h2>
          <small>{group.sentence}</small>
        </div>
        {open > 0 && <Chip tone="blue">{`Còn ${open}`}</Chip>}
        {open === 0 && waiting > 0 && <Chip>Đã soạn biểu mẫu</Chip>}
        {open === 0 && waiting === 0 && (
          <span className="ho-ready">
            <CircleCheck className="icon icon-18" aria-hidden />
            Xong
          </span>
        )}
      </header>
      <ul>
        {items.map((item) => (
          <HandOverThing key={item.key} view={view} item={item} />
        ))}
      </ul>
    </section>
  );
}

function Finish({ view }: { view: HandOverView }) {
  const [cancelling, setCancelling] = useState(false);
  const end = useEndHandOver(view.id, (answer) => {
    setCancelling(false);
    showToast(`${answer.personName}: ${answer.stateLabel.toLowerCase()}.`);
  });
  const finish = view.abilities['proposals.finish_hand_over'];
  const reason =
    view.openCount > 0
      ? `Còn ${formatNumber(view.openCount)} việc chưa chọn cách giải quyết.`
      : typeof finish === 'string'
        ? finish
        : finish === true
          ? undefined
          : 'Người lập bàn giao hoặc lãnh đạo kết thúc.';
  return (
    <footer className="ho-foot">
      <p>
        {reason ??
          `Kết thúc: tài khoản tạm ngừng sau ngày ${formatDate(view.lastDay)}, biểu mẫu đã soạn chờ ký và gửi.`}
      </p>
      <div className="page-actions">
        {view.abilities['proposals.cancel_hand_over'] === true && (
          <Button kind="quiet" onClick={() => setCancelling(true)}>
            Hủy bàn giao
          </Button>
        )}
        <Button kind="primary" busy={end.isPending} reason={reason} onClick={() => end.mutate('finish')}>
          Kết thúc bàn giao
        </Button>
      </div>
      {end.isError && !cancelling && <ErrorNote title="Chưa kết thúc được" error={end.error} />}
      <ReasonDialog
        open={cancelling}
        title="Hủy bàn giao"
        consequence="Người này tiếp tục giữ mọi thứ như trước; biểu mẫu đã soạn vẫn nằm trong đề nghị để rút nếu không cần."
        confirmLabel="Hủy bàn giao"
        busy={end.isPending}
        error={end.error}
        onCancel={() => setCancelling(false)}
        onConfirm={() => end.mutate('cancel')}
      />
    </footer>
  );
}

function HandOver({ view }: { view: HandOverView }) {
  const groups = GROUPS.filter(({ key }) => view.items.some((item) => item.group === key));
  return (
    <>
      <header className="page-head">
        <div>
          <h1>Bàn giao: {view.personName}</h1>
          <p>
            {view.positionTitle}, {view.unitName}. {view.reasonLabel}
            {view.destinationName === '' ? '' : ` (${view.destinationName})`}, ngày cuối{' '}
            <span className="num nb">{formatDate(view.lastDay)}</span>. {view.startedBy} lập lúc{' '}
            <span className="num">{formatInstant(view.startedAt)}</span>.
          </p>
        </div>
        <Chip tone={HAND_OVER_TONES[view.state]}>{view.stateLabel}</Chip>
      </header>
      {view.guidance !== null && (
        <Note tone="plain" title="Chuyển sang cơ quan Đảng, đoàn thể">
          <p>{view.guidance}</p>
        </Note>
      )}
      {groups.length === 0 && (
        <Note tone="done" title="Không giữ gì cần bàn giao">
          <p>Người này không có việc, chứng thư, thiết bị, con dấu, tài khoản hay hộp thư nào trong sổ.</p>
        </Note>
      )}
      {groups.map((group) => (
        <Group key={group.key} view={view} group={group} />
      ))}
      {view.state === 'open' && <Finish view={view} />}
    </>
  );
}

/** One person's hand-over on one page: groups of things, each with its choice and what that prepares. */
export function HandOverPage() {
  const { id = '' } = useParams({ strict: false });
  const query = useHandOver(id);
  return (
    <div className="content ho">
      <AppLink className="btn btn-quiet btn-small ho-back" href="/ban-giao">
        <ChevronLeft className="icon" aria-hidden />
        Các lần bàn giao
      </AppLink>
      {query.isPending && <SkeletonRows rows={6} label="Đang liệt kê những thứ cần bàn giao" />}
      {query.isError && (
        <ErrorNote title="Chưa tải được bàn giao" error={query.error} onRetry={() => void query.refetch()} />
      )}
      {query.data !== undefined && <HandOver view={query.data} />}
    </div>
  );
}
