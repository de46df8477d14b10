import { Modal } from 'antd';
import { useState } from 'react';
import { TextField } from '../fields/text-field.tsx';
import { Button } from '../ui/button.tsx';
import { ErrorNote } from '../ui/notes.tsx';

interface ReasonDialogProps {
  open: boolean;
  title: string;
  /** Consequence in one sentence: who will see it, what happens to the document. */
  consequence: string;
  label?: string;
  confirmLabel: string;
  /** Ready sentences to start from. */
  suggestions?: readonly string[];
  least?: number;
  busy: boolean;
  error: unknown;
  onCancel: () => void;
  onConfirm: (reason: string) => void;
}

/** Asks why; the reason is part of the act and stays in the document's history. */
export function ReasonDialog(props: ReasonDialogProps) {
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const least = props.least ?? 5;
  const missing = reason.trim().length < least;
  const confirm = (): void => {
    setTried(true);
    if (!missing) {
      props.onConfirm(reason.trim());
    }
  };
  return (
    <Modal open={props.open} title={props.title} footer={null} onCancel={props.onCancel} destroyOnHidden width={520}>
      <p className="dialog-text">{props.consequence}</p>
      <TextField
        label={props.label ?? 'Lý do'}
        value={reason}
        onChange={setReason}
        rows={3}
        autoFocus
        error={tried && missing ? `Chưa nêu lý do. Cần ít nhất ${least} ký tự để nơi nhận hiểu và sửa.` : undefined}
        onSubmit={confirm}
      />
      {props.suggestions !== undefined && (
        <div className="note-actions">
          {props.suggestions.map((text) => (
            <Button key={text} size="small" onClick={() => setReason(text)}>
              {text}
            </Button>
          ))}
        </div>
      )}
      {props.error !== null && props.error !== undefined && (
        <div className="form-error">
          <ErrorNote title="Chưa thực hiện được" error={props.error} kept="Lý do đã nhập vẫn được giữ." />
        </div>
      )}
      <div className="dialog-foot">
        <Button onClick={props.onCancel}>Hủy</Button>
        <Button kind="primary" busy={props.busy} onClick={confirm}>
          {props.confirmLabel}
        </Button>
      </div>
    </Modal>
  );
}
