import type { IncomingView } from '@congvu/contracts';
import { Modal } from 'antd';
import { useState } from 'react';
import { hasCode } from '../../../shared/api/errors.ts';
import { ReasonDialog } from '../../../shared/feedback/reason-dialog.tsx';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { TextField } from '../../../shared/fields/text-field.tsx';
import { Button } from '../../../shared/ui/button.tsx';
import { useGo } from '../../../shared/ui/link.tsx';
import { ErrorNote } from '../../../shared/ui/notes.tsx';
import { RETURN_REASONS, text } from '../incoming.text.ts';
import { useIncomingAct, useIncomingBatch, useReply } from '../incoming-api.ts';
import { LeaderDialog } from '../list/leader-dialog.tsx';
import { EditFactsDialog } from './edit-facts-dialog.tsx';
import { type ActKey, myPart } from './use-acts.tsx';

function nameOf(view: IncomingView): string {
  return view.facts.numberSymbol === '' ? 'văn bản' : `văn bản ${view.facts.numberSymbol}`;
}

/** Acts that need no more words: one click does them. */
export function useQuickActs(view: IncomingView) {
  const go = useGo();
  const register = useIncomingAct<{ presentTo: null; acceptDuplicate: boolean }>(view.id, 'register', (answer) =>
    showToast(`Đã vào sổ ${nameOf(view)}, số đến ${answer.arrivalNumber ?? ''}.`),
  );
  const reply = useReply((draftId) => go(`/van-ban-di/du-thao/${draftId}`));
  const approve = useIncomingAct<{ assignmentId: string; note: string }>(view.id, 'approve-result', () =>
    showToast('Đã duyệt kết quả, văn bản hoàn thành.'),
  );
  const busy: ActKey | undefined = register.isPending
    ? 'register'
    : reply.isPending
      ? 'reply'
      : approve.isPending
        ? 'approve-result'
        : undefined;
  return {
    busy,
    error: register.error ?? reply.error ?? approve.error,
    /** True when the act was one of these and has begun. */
    run: (key: ActKey): boolean => {
      if (key === 'register' && view.duplicates.length === 0) {
        register.mutate({ presentTo: null, acceptDuplicate: false });
        return true;
      }
      if (key === 'reply') {
        reply.mutate({ replyToId: view.id, abstract: '' });
        return true;
      }
      if (key === 'approve-result' && view.lead !== null) {
        approve.mutate({ assignmentId: view.lead.id, note: '' });
        return true;
      }
      return false;
    },
  };
}

interface DialogProps {
  view: IncomingView;
  onClose: () => void;
}

/** A duplicate is only a warning: the clerk has read it and decides (Decree 30/2020, Annex VI). */
function RegisterDuplicateDialog({ view, onClose }: DialogProps) {
  const register = useIncomingAct<{ presentTo: null; acceptDuplicate: boolean }>(view.id, 'register', (answer) => {
    onClose();
    showToast(`Đã vào sổ ${nameOf(view)}, số đến ${answer.arrivalNumber ?? ''}.`);
  });
  return (
    <Modal open title="Văn bản có thể trùng" footer={null} onCancel={onClose} width={520}>
      <ul className="dup-list">
        {view.duplicates.map((duplicate) => (
          <li key={duplicate.id}>{duplicate.text}</li>
        ))}
      </ul>
      {register.isError && <ErrorNote title="Chưa vào sổ được" error={register.error} />}
      <div className="dialog-foot">
        <Button onClick={onClose}>Xem lại</Button>
        <Button
          kind="primary"
          busy={register.isPending}
          onClick={() => register.mutate({ presentTo: null, acceptDuplicate: true })}
        >
          Vẫn vào sổ số mới
        </Button>
      </div>
    </Modal>
  );
}

function RegisterPresentDialog({ view, onClose }: DialogProps) {
  const act = useIncomingAct<{ presentTo: string; acceptDuplicate: boolean }>(view.id, 'register', (answer) => {
    onClose();
    showToast(`Đã vào sổ số đến ${answer.arrivalNumber ?? ''} và chuyển lãnh đạo.`);
  });
  const again = hasCode(act.error, 'incoming.duplicate') || view.duplicates.length > 0;
  return (
    <LeaderDialog
      open
      title={`Vào sổ và chuyển ${nameOf(view)}`}
      confirmLabel={again ? 'Đã xem trùng, vẫn vào sổ' : 'Vào sổ và chuyển'}
      withNote={false}
      busy={act.isPending}
      error={act.error}
      onCancel={onClose}
      onConfirm={(presentTo) => act.mutate({ presentTo, acceptDuplicate: again })}
    />
  );
}

function PresentDialog({ view, onClose }: DialogProps) {
  const present = useIncomingBatch<{ ids: string[]; positionId: string; note: string }>('present', () => {
    onClose();
    showToast('Đã chuyển lãnh đạo cho ý kiến.');
  });
  return (
    <LeaderDialog
      open
      title={`Chuyển ${nameOf(view)} cho lãnh đạo`}
      confirmLabel="Chuyển"
      withNote
      busy={present.isPending}
      error={present.error}
      onCancel={onClose}
      onConfirm={(positionId, note) => present.mutate({ ids: [view.id], positionId, note })}
    />
  );
}

function ReturnDialog({ view, onClose }: DialogProps) {
  const act = useIncomingAct<{ reason: string }>(view.id, 'return', () => {
    onClose();
    showToast('Đã trả lại nơi gửi kèm lý do.');
  });
  return (
    <ReasonDialog
      open
      title={`Trả lại ${nameOf(view)}`}
      consequence={`${view.facts.issuingAgencyName} nhận lại văn bản kèm lý do này. ${view.arrival === null ? 'Văn bản không vào sổ.' : `Số đến ${view.arrival.number} giữ trong sổ, không dùng lại.`}`}
      confirmLabel="Trả lại nơi gửi"
      suggestions={RETURN_REASONS}
      busy={act.isPending}
      error={act.error}
      onCancel={onClose}
      onConfirm={(reason) => act.mutate({ reason })}
    />
  );
}

function RedoDialog({ view, onClose }: DialogProps) {
  const act = useIncomingAct<{ assignmentId: string; reason: string }>(view.id, 'return-result', () => {
    onClose();
    showToast('Đã yêu cầu làm lại.');
  });
  return (
    <ReasonDialog
      open
      title="Yêu cầu làm lại"
      consequence={`${view.lead?.displayName ?? 'Người chủ trì'} nhận lại việc kèm lý do này.`}
      confirmLabel="Yêu cầu làm lại"
      least={3}
      busy={act.isPending}
      error={act.error}
      onCancel={onClose}
      onConfirm={(reason) => view.lead !== null && act.mutate({ assignmentId: view.lead.id, reason })}
    />
  );
}

interface WordsDialogProps {
  title: string;
  intro: string;
  label: string;
  hint?: string;
  confirmLabel: string;
  least: number;
  busy: boolean;
  error: unknown;
  onClose: () => void;
  onConfirm: (words: string) => void;
}

function WordsDialog(props: WordsDialogProps) {
  const [words, setWords] = useState('');
  const [tried, setTried] = useState(false);
  const missing = words.trim().length < props.least;
  const confirm = (): void => {
    setTried(true);
    if (!missing) {
      props.onConfirm(words.trim());
    }
  };
  return (
    <Modal open title={props.title} footer={null} onCancel={props.onClose} width={560}>
      <p className="dialog-text">{props.intro}</p>
      <TextField
        label={props.label}
        value={words}
        onChange={setWords}
        rows={4}
        hint={props.hint}
        error={tried && missing ? `Chưa nhập ${props.label.toLowerCase()}.` : undefined}
        autoFocus
        onSubmit={confirm}
      />
      {props.error !== null && props.error !== undefined && (
        <ErrorNote title="Chưa gửi được" error={props.error} kept="Nội dung đã nhập vẫn được giữ." />
      )}
      <div className="dialog-foot">
        <Button onClick={props.onClose}>Hủy</Button>
        <Button kind="primary" busy={props.busy} shortcut="Ctrl Enter" onClick={confirm}>
          {props.confirmLabel}
        </Button>
      </div>
    </Modal>
  );
}

function ReportDialog({ view, onClose }: DialogProps) {
  const part = myPart(view, 'tasks.report');
  const report = useIncomingAct<{ assignmentId: string; result: string }>(view.id, 'report', () => {
    onClose();
    showToast('Đã báo cáo kết quả cho người giao việc.');
  });
  if (part === undefined) {
    return null;
  }
  return (
    <WordsDialog
      title="Báo cáo kết quả"
      intro={`${part.roleLabel}: ${view.facts.abstract}`}
      label={text.result}
      hint={text.resultHint}
      confirmLabel="Báo cáo"
      least={3}
      busy={report.isPending}
      error={report.error}
      onClose={onClose}
      onConfirm={(result) => report.mutate({ assignmentId: part.id, result })}
    />
  );
}

function CompleteDialog({ view, onClose }: DialogProps) {
  const complete = useIncomingAct<{ note: string }>(view.id, 'complete', () => {
    onClose();
    showToast('Đã kết thúc văn bản.');
  });
  return (
    <WordsDialog
      title={`Kết thúc ${nameOf(view)}`}
      intro="Văn bản chuyển sang Hoàn thành; các phần việc chưa xong được đóng lại."
      label="Ý kiến kết thúc (không bắt buộc)"
      confirmLabel="Kết thúc"
      least={0}
      busy={complete.isPending}
      error={complete.error}
      onClose={onClose}
      onConfirm={(note) => complete.mutate({ note })}
    />
  );
}

const DIALOGS: Partial<Record<ActKey, (props: DialogProps) => React.ReactNode>> = {
  register: RegisterDuplicateDialog,
  'register-present': RegisterPresentDialog,
  present: PresentDialog,
  return: ReturnDialog,
  'return-result': RedoDialog,
  report: ReportDialog,
  complete: CompleteDialog,
  'edit-facts': EditFactsDialog,
};

/** Acts that ask for words or a name first. */
export function ActDialogs({ view, open, onClose }: DialogProps & { open: ActKey | undefined }) {
  const Dialog = open === undefined ? undefined : DIALOGS[open];
  return Dialog === undefined ? null : <Dialog view={view} onClose={onClose} />;
}
