import { Modal } from 'antd';
import { type FormEvent, type ReactNode, useEffect, useRef } from 'react';
import { SaveFault } from '../../shared/secondperson/save-fault.tsx';
import type { AskedChange } from '../../shared/secondperson/second-person-api.ts';
import { Button } from '../../shared/ui/button.tsx';

interface FormDialogProps {
  title: string;
  intro?: string;
  confirmLabel: string;
  busy: boolean;
  error: unknown;
  /** The refused act as a proposal, where it may need a second person. */
  asked?: AskedChange | undefined;
  width?: number;
  onClose: () => void;
  onConfirm: () => void;
  children: ReactNode;
}

function showFirstProblem(form: HTMLElement | null): void {
  form?.querySelector('.has-error')?.scrollIntoView({ block: 'nearest', behavior: 'smooth' });
}

/** A form of the administration over its page: one column, what went wrong above the acts, Enter saves. */
export function FormDialog(props: FormDialogProps) {
  const form = useRef<HTMLFormElement>(null);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    props.onConfirm();
    requestAnimationFrame(() => showFirstProblem(form.current));
  };
  const refused = props.error;
  useEffect(() => {
    if (refused !== null && refused !== undefined) {
      showFirstProblem(form.current);
    }
  }, [refused]);
  return (
    <Modal open title={props.title} footer={null} onCancel={props.onClose} width={props.width ?? 560}>
      {props.intro !== undefined && <p className="dialog-text">{props.intro}</p>}
      <form ref={form} className="admin-form" noValidate onSubmit={submit}>
        <div className="form admin-fields">{props.children}</div>
        {props.error !== null && props.error !== undefined && (
          <SaveFault
            title="Chưa lưu được"
            error={props.error}
            kept="Nội dung đã nhập vẫn được giữ."
            asked={props.asked}
          />
        )}
        <div className="dialog-foot">
          <Button onClick={props.onClose}>Hủy</Button>
          <Button type="submit" kind="primary" busy={props.busy}>
            {props.confirmLabel}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
