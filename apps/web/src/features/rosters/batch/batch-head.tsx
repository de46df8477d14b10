import type { BatchView } from '@congvu/contracts';
import { Modal } from 'antd';
import { Archive, ArrowLeft, CircleCheck, FileSpreadsheet, FileText, RefreshCw, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { formatDate, formatNumber } from '../../../shared/text/dates.ts';
import { type MenuAct, MoreMenu } from '../../../shared/ui/action-bar.tsx';
import { Button } from '../../../shared/ui/button.tsx';
import { AppLink, useGo } from '../../../shared/ui/link.tsx';
import { Chip } from '../../../shared/ui/marks.tsx';
import { ErrorNote } from '../../../shared/ui/notes.tsx';
import { Steps } from '../../../shared/ui/timeline.tsx';
import { batchTone, stepsOf } from '../rosters.text.ts';
import { type PlainAct, useBatchAct, useDraftLetter } from '../rosters-api.ts';
import { ResultsDialog } from './results-dialog.tsx';

const DONE: Record<PlainAct, string> = {
  recheck: 'Đã kiểm tra lại danh sách với các sổ hiện tại.',
  cancel: 'Đã hủy danh sách; các dòng trở lại phần chờ tổng hợp.',
  acknowledge: 'Đã ghi việc tiếp nhận danh sách.',
  archive: 'Đã lưu danh sách.',
};

function may(view: BatchView, act: string): boolean {
  return view.abilities[`requests.roster_${act}`] === true;
}

function CancelDialog({ view, onClose }: { view: BatchView; onClose: () => void }) {
  const cancel = useBatchAct(view.id, () => {
    showToast(DONE.cancel);
    onClose();
  });
  return (
    <Modal open width={480} title="Hủy danh sách tổng hợp" footer={null} onCancel={onClose}>
      <p className="dialog-text">
        {formatNumber(view.lines)} dòng của {formatNumber(view.agencies)} cơ quan trở lại phần chờ tổng hợp; các đơn vị
        không phải gửi lại. Các quyết định với dòng trùng không còn.
      </p>
      {cancel.isError && <ErrorNote title="Chưa hủy được" error={cancel.error} />}
      <div className="dialog-foot">
        <Button onClick={onClose}>Giữ lại</Button>
        <Button kind="primary" busy={cancel.isPending} onClick={() => cancel.mutate('cancel')}>
          Hủy danh sách
        </Button>
      </div>
    </Modal>
  );
}

function LetterButton({ view }: { view: BatchView }) {
  const go = useGo();
  const draft = useDraftLetter(({ link }) => go(link));
  const open = view.openFindings;
  return (
    <>
      <Button
        kind="primary"
        icon={FileText}
        busy={draft.isPending}
        reason={open > 0 ? `Còn ${formatNumber(open)} điểm phải xử lý ở dưới trước khi soạn công văn.` : undefined}
        onClick={() => draft.mutate([view.id])}
      >
        Soạn công văn gửi cấp trên
      </Button>
      {draft.isError && <ErrorNote title="Chưa soạn được công văn" error={draft.error} />}
    </>
  );
}

function counted(view: BatchView): string {
  const results =
    view.sentAt === null
      ? ''
      : [
          view.granted > 0 ? `${formatNumber(view.granted)} đồng ý` : '',
          view.refused > 0 ? `${formatNumber(view.refused)} từ chối` : '',
          view.waiting > 0 ? `${formatNumber(view.waiting)} chờ kết quả` : '',
        ]
          .filter(Boolean)
          .join(', ');
  return [
    `${view.formLabel}, ${formatNumber(view.lines)} dòng của ${formatNumber(view.agencies)} cơ quan, gửi ${view.destinationName}`,
    results,
  ]
    .filter(Boolean)
    .join('; ');
}

/** Name, way and the one next act: letter, acknowledgement or results. */
export function BatchHead({ view }: { view: BatchView }) {
  const [asked, setAsked] = useState<'cancel' | 'results'>();
  const act = useBatchAct(view.id, (done) => showToast(DONE[done]));
  const busy = (name: PlainAct): boolean => act.isPending && act.variables === name;
  const menu: MenuAct[] = [
    ...(may(view, 'change')
      ? [{ key: 'recheck', label: 'Kiểm tra lại', icon: RefreshCw, onSelect: () => act.mutate('recheck') }]
      : []),
    ...(may(view, 'cancel')
      ? [{ key: 'cancel', label: 'Hủy danh sách', icon: Trash2, onSelect: () => setAsked('cancel') }]
      : []),
  ];
  return (
    <>
      <header className="page-head">
        <div>
          <p className="roster-crumb">
            <AppLink href="/tong-hop?ngan=tong-hop">
              <ArrowLeft className="icon icon-16" aria-hidden />
              Tổng hợp
            </AppLink>
          </p>
          <h1>
            {view.name} <Chip tone={batchTone(view)}>{view.stateLabel}</Chip>
          </h1>
          <p>
            {counted(view)}
            {view.overdue && view.answerDueOn !== null && (
              <span className="late">, quá hạn trả lời ngày {formatDate(view.answerDueOn)}</span>
            )}
            .
          </p>
          <Steps steps={stepsOf(view.state)} />
        </div>
        <div className="page-actions">
          <MoreMenu acts={menu} label="Việc khác của danh sách" />
          {view.letter !== null && !may(view, 'letter') && (
            <AppLink className="btn" href={view.letter.link}>
              <FileText className="icon" aria-hidden />
              Xem công văn
            </AppLink>
          )}
          {may(view, 'archive') && (
            <Button icon={Archive} busy={busy('archive')} onClick={() => act.mutate('archive')}>
              Lưu danh sách
            </Button>
          )}
          {may(view, 'acknowledge') && (
            <Button icon={CircleCheck} busy={busy('acknowledge')} onClick={() => act.mutate('acknowledge')}>
              {view.letter === null ? 'Tiếp nhận danh sách' : 'Ghi cấp trên đã nhận'}
            </Button>
          )}
          {may(view, 'letter') && <LetterButton view={view} />}
          {may(view, 'record') && (
            <Button kind="primary" icon={FileSpreadsheet} onClick={() => setAsked('results')}>
              Ghi kết quả từ bảng tính
            </Button>
          )}
        </div>
      </header>
      {act.isError && <ErrorNote title="Chưa thực hiện được" error={act.error} />}
      {asked === 'cancel' && <CancelDialog view={view} onClose={() => setAsked(undefined)} />}
      {asked === 'results' && <ResultsDialog view={view} onClose={() => setAsked(undefined)} />}
    </>
  );
}
