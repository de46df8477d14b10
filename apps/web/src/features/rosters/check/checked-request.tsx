import type { RequestView } from '@congvu/contracts';
import { formByCode } from '@congvu/forms';
import { ArrowLeft, Ban, CircleCheck, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { describeError } from '../../../shared/api/errors.ts';
import { ReasonDialog } from '../../../shared/feedback/reason-dialog.tsx';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { PaperView } from '../../../shared/paper/paper-view.tsx';
import { Attachments } from '../../../shared/requests/request-facts.tsx';
import { ActionBar, MoreMenu } from '../../../shared/ui/action-bar.tsx';
import { Button } from '../../../shared/ui/button.tsx';
import { FactsColumn, FactsSection } from '../../../shared/ui/facts.tsx';
import { useHotkeys } from '../../../shared/ui/hotkeys.ts';
import { AppLink } from '../../../shared/ui/link.tsx';
import { Chip } from '../../../shared/ui/marks.tsx';
import { ErrorNote, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { Timeline } from '../../../shared/ui/timeline.tsx';
import { usePhone } from '../../../shared/ui/use-media.ts';
import { small } from '../rosters.text.ts';
import { useAccept, useRefuse, useRequest } from '../rosters-api.ts';
import { Facts, Findings, Signatures } from './check-facts.tsx';
import { ReturnDialog } from './return-dialog.tsx';

interface CheckedProps {
  id: string;
  listHref: string;
  /** "3 trong 12", for the head of a phone. */
  place: string | undefined;
  /** It has left the queue: on to the next one. */
  onDecided: () => void;
}

function may(view: RequestView, act: 'accept' | 'return' | 'refuse'): boolean {
  return view.abilities[`requests.${act}`] === true;
}

function RefuseDialog({ view, onClose, onDone }: { view: RequestView; onClose: () => void; onDone: () => void }) {
  const refuse = useRefuse(view.id, () => {
    showToast(`Đã từ chối ${view.formLabel} của ${view.agencyName}.`);
    onDone();
  });
  return (
    <ReasonDialog
      open
      title={`Từ chối ${view.formLabel} của ${view.agencyName}`}
      consequence="Đề nghị kết thúc, không sửa để gửi lại được. Cơ quan gửi và người khai nhận lý do này; nêu căn cứ pháp lý."
      label="Lý do và căn cứ"
      confirmLabel="Từ chối"
      busy={refuse.isPending}
      error={refuse.error}
      onCancel={onClose}
      onConfirm={(reason) => refuse.mutate(reason)}
    />
  );
}

type Asked = 'return' | 'refuse';

/** T accepts, R sends back; both rest while a field has the focus or a dialog is open. */
function Decision({ view, onDecided }: { view: RequestView; onDecided: () => void }) {
  const [asked, setAsked] = useState<Asked>();
  const accept = useAccept((answer) => {
    const [one] = answer.items;
    if (one?.ok === false) {
      showToast(one.message);
      return;
    }
    showToast(`Đã tiếp nhận ${view.formLabel} của ${view.agencyName}.`);
    onDecided();
  });
  const run = (): void => accept.mutate([view.id], { onError: (error) => showToast(describeError(error).message) });
  const accepts = may(view, 'accept');
  const returns = may(view, 'return');
  const isFree = asked === undefined && !accept.isPending;
  useHotkeys({
    t: isFree && accepts ? run : undefined,
    r: isFree && returns ? () => setAsked('return') : undefined,
  });
  const done = (): void => {
    setAsked(undefined);
    onDecided();
  };
  if (!accepts && !returns) {
    return null;
  }
  return (
    <>
      <FactsSection plain>
        <ActionBar>
          {accepts && (
            <Button kind="primary" icon={CircleCheck} shortcut="T" busy={accept.isPending} onClick={run}>
              Tiếp nhận
            </Button>
          )}
          {returns && (
            <Button icon={Undo2} shortcut="R" onClick={() => setAsked('return')}>
              Trả lại
            </Button>
          )}
          <MoreMenu
            acts={
              may(view, 'refuse')
                ? [{ key: 'refuse', label: 'Từ chối', icon: Ban, onSelect: () => setAsked('refuse') }]
                : []
            }
          />
        </ActionBar>
      </FactsSection>
      {asked === 'return' && <ReturnDialog view={view} onClose={() => setAsked(undefined)} onDone={done} />}
      {asked === 'refuse' && <RefuseDialog view={view} onClose={() => setAsked(undefined)} onDone={done} />}
    </>
  );
}

function Paper({ view }: { view: RequestView }) {
  return (
    <PaperView
      key={`${view.pdfUrl} ${view.version}`}
      file={{ url: view.pdfUrl, name: `${view.formLabel}, ${view.agencyName}.pdf`, mediaType: 'application/pdf' }}
    />
  );
}

function Beside({ view, onDecided }: { view: RequestView; onDecided: () => void }) {
  const form = formByCode(view.form, view.set);
  return (
    <FactsColumn label="Kiểm tra đề nghị">
      <FactsSection>
        <div className="facts-state">
          <Chip tone={may(view, 'accept') ? 'blue' : view.state === 'returned' ? 'amber' : 'neutral'}>
            {view.stateLabel}
          </Chip>
          <span className="roster-marks">
            {view.urgent && <span className="urgency">Khẩn</span>}
            {view.late && <Chip tone="amber">Muộn</Chip>}
          </span>
        </div>
        <p className="roster-subject">
          <b>{view.agencyName}</b>
          <span>
            {view.formLabel}, {small(form.shortTitle)}: {view.subject}
          </span>
        </p>
      </FactsSection>
      <Decision view={view} onDecided={onDecided} />
      <Findings view={view} form={form} />
      <Signatures view={view} />
      <Attachments attachments={view.attachments} />
      <Facts view={view} />
      <FactsSection title="Luân chuyển">
        <Timeline movements={view.movements} />
      </FactsSection>
    </FactsColumn>
  );
}

/** One request as the guiding office checks it: the printed form, and beside it findings, signatures, what is next. */
export function CheckedRequest({ id, listHref, place, onDecided }: CheckedProps) {
  const request = useRequest(id);
  const phone = usePhone();
  const view = request.data;
  const head = phone && (
    <header className="phone-head">
      <AppLink className="phone-nav" href={listHref} aria-label="Về danh sách chờ kiểm tra">
        <ArrowLeft className="icon" aria-hidden />
      </AppLink>
      <span>
        <b>{view?.formLabel ?? 'Đề nghị'}</b>
        {place !== undefined && <small>{place}</small>}
      </span>
    </header>
  );
  if (view === undefined) {
    return (
      <>
        {head}
        <section className="pane-page" aria-label="Bản in">
          <div className="pane-wait">
            {request.isError && (
              <ErrorNote title="Chưa mở được đề nghị" error={request.error} onRetry={() => void request.refetch()} />
            )}
          </div>
        </section>
        <FactsColumn label="Kiểm tra đề nghị">{request.isPending && <SkeletonRows rows={4} />}</FactsColumn>
      </>
    );
  }
  return (
    <>
      {head}
      <section className="pane-page" aria-label="Bản in">
        <Paper view={view} />
      </section>
      <Beside view={view} onDecided={onDecided} />
    </>
  );
}
