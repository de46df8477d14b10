import type { MailboxView } from '@congvu/contracts';
import { useState } from 'react';
import { useWrite } from '../../../shared/api/write.ts';
import { ReasonDialog } from '../../../shared/feedback/reason-dialog.tsx';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { formatMoment } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { ErrorNote, Note } from '../../../shared/ui/notes.tsx';

interface Reason {
  reason: string;
}

/** The first of two people: nothing is erased yet. */
export function AskDeletionDialog({ mailbox, onClose }: { mailbox: MailboxView; onClose: () => void }) {
  const ask = useWrite<Reason, MailboxView>({
    request: (body) => ({ path: `/api/mailboxes/${mailbox.id}/deletion`, body }),
    topics: ['mail'],
    onDone: () => {
      onClose();
      showToast('Đã ghi đề nghị xóa; quản trị khác hoặc lãnh đạo cơ quan duyệt.');
    },
  });
  return (
    <ReasonDialog
      open
      title={`Đề nghị xóa hộp thư ${mailbox.address}`}
      consequence="Khi được duyệt, thư trong hộp thư xóa hẳn, không lấy lại được. Bản lưu trữ giữ ở cơ quan; địa chỉ không cấp lại cho ai."
      suggestions={['Hết thời hạn lưu giữ, đã có bản lưu trữ.']}
      confirmLabel="Đề nghị xóa"
      busy={ask.isPending}
      error={ask.error}
      onCancel={onClose}
      onConfirm={(reason) => ask.mutate({ reason })}
    />
  );
}

/** What waits for the second person, and what was done. */
export function MailboxDeletion({ mailbox }: { mailbox: MailboxView }) {
  const { id, abilities, deletion, deletedAt } = mailbox;
  const [declining, setDeclining] = useState(false);
  const approve = useWrite<null, MailboxView>({
    request: () => ({ path: `/api/mailboxes/${id}/deletion/approve` }),
    topics: ['mail'],
    onDone: () => showToast(`Thư của ${mailbox.address} đang được xóa; bản lưu trữ giữ lại.`),
  });
  const decline = useWrite<Reason, MailboxView>({
    request: (body) => ({ path: `/api/mailboxes/${id}/deletion/decline`, body }),
    topics: ['mail'],
    onDone: () => {
      setDeclining(false);
      showToast('Đã bỏ đề nghị xóa.');
    },
  });
  if (deletion === null) {
    return null;
  }
  if (deletedAt !== null) {
    return (
      <Note tone="plain" title={`Đã xóa ${formatMoment(deletedAt)}`}>
        <p>{deletion.askedBy} đề nghị. Bản lưu trữ vẫn giữ; địa chỉ không cấp lại cho ai.</p>
      </Note>
    );
  }
  const decides = abilities['mail.approve_deletion'];
  return (
    <Note
      title="Chờ duyệt xóa"
      actions={
        <>
          {(decides === true || abilities['mail.decline_deletion'] === true) && (
            <Button
              size="small"
              kind="primary"
              busy={approve.isPending}
              reason={typeof decides === 'string' ? decides : undefined}
              onClick={() => approve.mutate(null)}
            >
              Duyệt xóa
            </Button>
          )}
          {abilities['mail.decline_deletion'] === true && (
            <Button size="small" onClick={() => setDeclining(true)}>
              Bỏ đề nghị
            </Button>
          )}
        </>
      }
    >
      <p>
        {deletion.askedBy}: {deletion.reason}
      </p>
      <p className="quiet">Từ {formatMoment(deletion.askedAt)}. Duyệt thì thư xóa hẳn, không lấy lại được.</p>
      {approve.isError && <ErrorNote title="Chưa xóa được" error={approve.error} />}
      <ReasonDialog
        open={declining}
        title={`Bỏ đề nghị xóa hộp thư ${mailbox.address}`}
        consequence="Hộp thư giữ nguyên trạng thái đã đóng; có thể đề nghị lại."
        confirmLabel="Bỏ đề nghị"
        busy={decline.isPending}
        error={decline.error}
        onCancel={() => setDeclining(false)}
        onConfirm={(reason) => decline.mutate({ reason })}
      />
    </Note>
  );
}
