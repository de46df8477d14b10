import type { AmendmentBoard, AmendmentChoice, AmendmentKind } from '@congvu/contracts';
import { Modal } from 'antd';
import { useState } from 'react';
import './amendments.css';
import { showToast } from '../../shared/feedback/toast.tsx';
import { TextField } from '../../shared/fields/text-field.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { useGo } from '../../shared/ui/link.tsx';
import { ErrorNote } from '../../shared/ui/notes.tsx';
import { Segments } from '../../shared/ui/tabs.tsx';
import { useAmendingDraft } from './amendments-api.ts';
import { ReceiversForm } from './receivers-form.tsx';
import { TakeBackForm } from './take-back-form.tsx';

interface ChoiceListProps {
  choices: readonly AmendmentChoice[];
  picked: AmendmentKind | undefined;
  onPick: (kind: AmendmentKind | undefined) => void;
}

/** Each way with what it does and to whom; one that cannot be taken says why. The one picked stays, the others step back. */
function ChoiceList({ choices, picked, onPick }: ChoiceListProps) {
  const shown = picked === undefined ? choices : choices.filter((choice) => choice.kind === picked);
  return (
    <div className="amend-choices" role="radiogroup" aria-label="Cách xử lý">
      {shown.map((choice) => (
        <label key={choice.kind} className={choice.kind === picked ? 'amend-choice is-on' : 'amend-choice'}>
          <input
            type="radio"
            name="amend"
            checked={choice.kind === picked}
            disabled={choice.allowed !== true}
            onChange={() => onPick(choice.kind)}
          />
          <span>
            <b>{choice.label}</b>
            <small>{choice.allowed === true ? choice.sentence : choice.allowed}</small>
          </span>
        </label>
      ))}
      {picked !== undefined && (
        <button type="button" className="link" onClick={() => onPick(undefined)}>
          Chọn cách khác
        </button>
      )}
    </div>
  );
}

interface DraftFormProps {
  documentId: string;
  kind: Exclude<AmendmentKind, 'take_back'>;
  onClose: () => void;
}

/** Why, in one or two sentences; it becomes the words of the draft and travels in the envelope. */
function DraftForm({ documentId, kind, onClose }: DraftFormProps) {
  const go = useGo();
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const open = useAmendingDraft(documentId, (link) => {
    onClose();
    go(link);
  });
  const missing = reason.trim().length < 5;
  const start = (): void => {
    setTried(true);
    if (!missing) {
      open.mutate({ kind, reason: reason.trim() });
    }
  };
  return (
    <>
      <TextField
        label="Lý do"
        hint="Thành một câu của dự thảo và đi kèm gói tin đến nơi nhận."
        value={reason}
        onChange={setReason}
        rows={3}
        autoFocus
        error={tried && missing ? 'Chưa nêu lý do. Cần ít nhất 5 ký tự.' : undefined}
        onSubmit={start}
      />
      {open.isError && <ErrorNote title="Chưa mở được dự thảo" error={open.error} kept="Lý do đã nhập vẫn được giữ." />}
      <div className="dialog-foot">
        <Button onClick={onClose}>Hủy</Button>
        <Button kind="primary" busy={open.isPending} onClick={start}>
          Mở dự thảo
        </Button>
      </div>
    </>
  );
}

type UpdateOf = 'content' | 'receivers';

function UpdateForm({ board, onClose }: { board: AmendmentBoard; onClose: () => void }) {
  const [of, setOf] = useState<UpdateOf>('content');
  const changes = board.abilities['amendments.change_receivers'] === true;
  return (
    <>
      {changes && (
        <Segments<UpdateOf>
          label="Cập nhật gì"
          tabs={[
            { key: 'content', label: 'Nội dung, phụ lục' },
            { key: 'receivers', label: 'Thêm, bỏ nơi nhận' },
          ]}
          active={of}
          onChange={setOf}
        />
      )}
      {of === 'content' || !changes ? (
        <DraftForm documentId={board.documentId} kind="update" onClose={onClose} />
      ) : (
        <ReceiversForm board={board} onClose={onClose} />
      )}
    </>
  );
}

interface AmendDialogProps {
  board: AmendmentBoard;
  name: string;
  onClose: () => void;
}

/** "Thu hồi / thay thế…": one place for everything that may still be done with a letter that has left. */
export function AmendDialog({ board, name, onClose }: AmendDialogProps) {
  const [kind, setKind] = useState<AmendmentKind>();
  const done = (text: string): void => {
    showToast(text);
    onClose();
  };
  const { documentId } = board;
  return (
    <Modal open title={`Thu hồi, thay thế ${name}`} footer={null} onCancel={onClose} width={640} destroyOnHidden>
      <ChoiceList choices={board.choices} picked={kind} onPick={setKind} />
      <div className="amend-form">
        {kind === 'take_back' && <TakeBackForm board={board} onDone={done} onCancel={onClose} />}
        {kind === 'update' && <UpdateForm board={board} onClose={onClose} />}
        {(kind === 'recall' || kind === 'replace' || kind === 'correct') && (
          <DraftForm key={kind} documentId={documentId} kind={kind} onClose={onClose} />
        )}
      </div>
    </Modal>
  );
}
