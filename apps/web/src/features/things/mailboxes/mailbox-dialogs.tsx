import type { MailboxView } from '@congvu/contracts';
import { Modal } from 'antd';
import { type ReactNode, useState } from 'react';
import { useWrite } from '../../../shared/api/write.ts';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { TextField } from '../../../shared/fields/text-field.tsx';
import { Button } from '../../../shared/ui/button.tsx';
import { ErrorNote } from '../../../shared/ui/notes.tsx';

interface ValueDialogProps<B> {
  mailbox: MailboxView;
  title: string;
  consequence: ReactNode;
  /** Last part of the path of the act. */
  act: string;
  label: string;
  hint?: string;
  placeholder?: string;
  initial: string;
  numeric?: boolean;
  confirmLabel: string;
  /** What is sent; a sentence when the text cannot be sent. */
  read: (text: string) => B | string;
  done: (view: MailboxView) => string;
  onClose: () => void;
}

/** One value of one mailbox is changed: what it means stands above the field. */
export function ValueDialog<B extends object>(props: ValueDialogProps<B>) {
  const { mailbox, read, onClose } = props;
  const [text, setText] = useState(props.initial);
  const [tried, setTried] = useState(false);
  const save = useWrite<B, MailboxView>({
    request: (body) => ({ path: `/api/mailboxes/${mailbox.id}/${props.act}`, body }),
    topics: ['mail'],
    onDone: (view) => {
      showToast(props.done(view));
      onClose();
    },
  });
  const body = read(text.trim());
  const confirm = (): void => {
    setTried(true);
    if (typeof body !== 'string') {
      save.mutate(body);
    }
  };
  return (
    <Modal open title={props.title} footer={null} width={520} onCancel={onClose} destroyOnHidden>
      <p className="dialog-text">{props.consequence}</p>
      <div className="form">
        <TextField
          label={props.label}
          hint={props.hint}
          placeholder={props.placeholder ?? ''}
          value={text}
          onChange={setText}
          numeric={props.numeric === true}
          inputMode={props.numeric === true ? 'numeric' : 'email'}
          maxLength={100}
          autoFocus
          onSubmit={confirm}
          error={tried && typeof body === 'string' ? body : undefined}
        />
        {save.isError && <ErrorNote title="Chưa ghi được" error={save.error} />}
      </div>
      <div className="dialog-foot">
        <Button onClick={onClose}>Hủy</Button>
        <Button kind="primary" busy={save.isPending} onClick={confirm}>
          {props.confirmLabel}
        </Button>
      </div>
    </Modal>
  );
}

interface DialogProps {
  mailbox: MailboxView;
  onClose: () => void;
}

export function RenameDialog({ mailbox, onClose }: DialogProps) {
  return (
    <ValueDialog
      mailbox={mailbox}
      onClose={onClose}
      act="rename"
      title="Đổi địa chỉ thư"
      consequence={
        <>
          Thư gửi đến <b>{mailbox.address}</b> vẫn tới: địa chỉ cũ thành bí danh và không cấp cho ai khác. Chứng thư số
          ghi địa chỉ cũ cần thay đổi thông tin (Mẫu số 03).
        </>
      }
      label="Địa chỉ mới"
      hint="Chữ không dấu, ví dụ toannv.tamduong; bỏ trống phần sau @ thì lấy tên miền của cơ quan."
      initial=""
      confirmLabel="Đổi địa chỉ"
      read={(address) => (address === '' ? 'Chưa ghi địa chỉ mới.' : { address })}
      done={(view) => `Địa chỉ thư nay là ${view.address}.`}
    />
  );
}

export function QuotaDialog({ mailbox, onClose }: DialogProps) {
  return (
    <ValueDialog
      mailbox={mailbox}
      onClose={onClose}
      act="quota"
      title="Đổi dung lượng hộp thư"
      consequence="Hộp thư đầy thì thư đến bị từ chối ngay khi gửi, người gửi biết; không thư nào mất."
      label="Dung lượng (MB)"
      initial={mailbox.quotaMb === null ? '' : String(mailbox.quotaMb)}
      numeric
      confirmLabel="Đổi dung lượng"
      read={(text) => {
        const quotaMb = Number(text.replaceAll('.', ''));
        return Number.isInteger(quotaMb) && quotaMb >= 10 ? { quotaMb } : 'Dung lượng là số MB, từ 10 trở lên.';
      }}
      done={(view) => `Hộp thư ${view.address} có dung lượng mới.`}
    />
  );
}

export function SuccessorDialog({ mailbox, onClose }: DialogProps) {
  const when = mailbox.state === 'revoked' ? 'Từ bây giờ' : 'Khi hộp thư thu hồi (Mẫu số 09)';
  return (
    <ValueDialog
      mailbox={mailbox}
      onClose={onClose}
      act="successor"
      title="Người nhận thư thay"
      consequence={`${when}, thư gửi đến ${mailbox.address} chuyển đến hộp thư ghi dưới đây cho đến hết hạn lưu giữ; bỏ trống thì thư bị từ chối và người gửi được báo.`}
      label="Hộp thư nhận thay"
      hint="Hộp thư đang dùng của cùng cơ quan: của người kế nhiệm hoặc của đơn vị."
      initial={mailbox.successorTo ?? ''}
      confirmLabel="Ghi người nhận thay"
      read={(address) => ({ address: address === '' ? null : address })}
      done={(view) =>
        view.successorTo === null ? 'Không chuyển tiếp thư khi thu hồi.' : `Thư sẽ chuyển đến ${view.successorTo}.`
      }
    />
  );
}
