import type { MyMailbox } from '@congvu/contracts';
import { type FormEvent, useState } from 'react';
import { useWrite } from '../../shared/api/write.ts';
import { showToast } from '../../shared/feedback/toast.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { ErrorNote } from '../../shared/ui/notes.tsx';
import { NewPasswordFields } from './password-field.tsx';
import { ProofFields, useProof } from './proof-fields.tsx';

type Body = { newPassword: string; password: string; code?: string };

const RULES = ['Quy định của Zimbra kiểm tra khi đặt.', 'Không dùng lại mật khẩu đăng nhập Công Vụ.'];

/** The password of the own mailbox at Zimbra: from the holder to Zimbra, past everybody. */
export function MailboxPasswordForm({ mailbox, onClose }: { mailbox: MyMailbox; onClose: () => void }) {
  const [newPassword, setNewPassword] = useState('');
  const [repeat, setRepeat] = useState('');
  const proof = useProof();
  const [tried, setTried] = useState(false);
  const save = useWrite<Body, { id: string }>({
    request: (body) => ({ path: `/api/me/mailboxes/${mailbox.id}/mailbox-password`, body }),
    topics: ['mail'],
    onDone: () => {
      showToast('Đã đặt mật khẩu hộp thư; các phiên đang mở của hộp thư kết thúc.');
      onClose();
    },
  });
  const isReady = newPassword.length >= 8 && proof.isGiven;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (isReady && newPassword === repeat) {
      save.mutate({ newPassword, ...proof.body });
    }
  };
  return (
    <form className="form" onSubmit={submit}>
      <NewPasswordFields
        value={newPassword}
        repeat={repeat}
        onChange={setNewPassword}
        onRepeat={setRepeat}
        sentences={RULES}
        tried={tried}
      />
      <ProofFields label="Mật khẩu đăng nhập Công Vụ" proof={proof} />
      {save.isError && <ErrorNote title="Chưa đặt được" error={save.error} />}
      <Button type="submit" kind="primary" busy={save.isPending} disabled={!isReady}>
        Đặt mật khẩu
      </Button>
    </form>
  );
}
