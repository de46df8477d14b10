import type { MailboxView } from '@congvu/contracts';
import { useState } from 'react';
import { useWrite } from '../../../shared/api/write.ts';
import { ReasonDialog } from '../../../shared/feedback/reason-dialog.tsx';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { Button } from '../../../shared/ui/button.tsx';
import { ErrorNote } from '../../../shared/ui/notes.tsx';
import { AskDeletionDialog } from './mailbox-deletion.tsx';
import { QuotaDialog, RenameDialog, SuccessorDialog } from './mailbox-dialogs.tsx';

const REASONS = ['Nghi lộ mật khẩu', 'Gửi thư rác hàng loạt', 'Nghỉ dài ngày'];

type Open = 'suspend' | 'rename' | 'quota' | 'successor' | 'delete';

/** What may be done with the mailbox here, by what the server allows. */
export function MailboxActs({ mailbox }: { mailbox: MailboxView }) {
  const { abilities, id } = mailbox;
  const [open, setOpen] = useState<Open>();
  const close = (): void => setOpen(undefined);
  const suspend = useWrite<{ reason: string }, MailboxView>({
    request: (body) => ({ path: `/api/mailboxes/${id}/suspend`, body }),
    topics: ['mail'],
    onDone: (view) => {
      close();
      showToast(`Hộp thư ${view.address} tạm ngừng: vẫn nhận thư, không ai mở được.`);
    },
  });
  const resume = useWrite<null, MailboxView>({
    request: () => ({ path: `/api/mailboxes/${id}/resume` }),
    topics: ['mail'],
    onDone: (view) => showToast(`Hộp thư ${view.address} dùng lại được.`),
  });
  const may = (action: string): boolean => abilities[action] === true;
  return (
    <>
      <div className="thing-acts">
        {may('mail.resume') && (
          <Button kind="primary" busy={resume.isPending} onClick={() => resume.mutate(null)}>
            Mở lại
          </Button>
        )}
        {may('mail.download_archive') && (
          <a className="btn" href={`/api/mailboxes/${id}/archive`} download>
            Tải thư lưu trữ
          </a>
        )}
        {may('mail.name_successor') && mailbox.shutAt === null && (
          <Button onClick={() => setOpen('successor')}>Người nhận thay</Button>
        )}
        {may('mail.rename') && <Button onClick={() => setOpen('rename')}>Đổi địa chỉ</Button>}
        {may('mail.set_quota') && <Button onClick={() => setOpen('quota')}>Dung lượng</Button>}
        {may('mail.suspend') && <Button onClick={() => setOpen('suspend')}>Tạm ngừng</Button>}
        {may('mail.ask_deletion') && <Button onClick={() => setOpen('delete')}>Đề nghị xóa</Button>}
      </div>
      {resume.isError && <ErrorNote title="Chưa mở lại được" error={resume.error} />}
      <ReasonDialog
        open={open === 'suspend'}
        title={`Tạm ngừng hộp thư ${mailbox.address}`}
        consequence="Hộp thư vẫn nhận thư nhưng không ai mở được: trang đang mở và chương trình thư ngắt ngay. Người giữ và lãnh đạo đơn vị thấy lý do."
        suggestions={REASONS}
        confirmLabel="Tạm ngừng"
        busy={suspend.isPending}
        error={suspend.error}
        onCancel={close}
        onConfirm={(reason) => suspend.mutate({ reason })}
      />
      {open === 'delete' && <AskDeletionDialog mailbox={mailbox} onClose={close} />}
      {open === 'rename' && <RenameDialog mailbox={mailbox} onClose={close} />}
      {open === 'quota' && <QuotaDialog mailbox={mailbox} onClose={close} />}
      {open === 'successor' && <SuccessorDialog mailbox={mailbox} onClose={close} />}
    </>
  );
}
