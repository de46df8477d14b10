import type { MailboxView } from '@congvu/contracts';
import { describeError } from '../../../shared/api/errors.ts';
import { useWrite } from '../../../shared/api/write.ts';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { Button } from '../../../shared/ui/button.tsx';

/** "Đã làm": the step was carried out on the mail system; recorded with who and when. */
export function StepDone({ mailbox }: { mailbox: MailboxView }) {
  const done = useWrite<string, MailboxView>({
    request: (id) => ({ path: `/api/mail-steps/${id}/done`, body: {} }),
    topics: ['mail'],
    onDone: (view) => showToast(`Đã ghi: xong việc trên hệ thống thư với ${view.address}.`),
  });
  const { pendingStep, abilities } = mailbox;
  if (pendingStep === null || abilities['mail.do_step'] !== true) {
    return null;
  }
  return (
    <Button
      size="small"
      className="no-print"
      busy={done.isPending}
      onClick={(event) => {
        event.stopPropagation();
        done.mutate(pendingStep.id, { onError: (error) => showToast(describeError(error).message) });
      }}
    >
      Đã làm
    </Button>
  );
}
