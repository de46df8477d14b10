import type { ReportableMail } from '@congvu/contracts';
import { describeError } from '../../../shared/api/errors.ts';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { formatWhen } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { useReportElsewhere, useWithdrawReport } from '../threats-api.ts';

/** Mail that opens in Outlook or on the phone, where there is no button of ours. */
export function ReportableMails({ mails }: { mails: readonly ReportableMail[] }) {
  const withdraw = useWithdrawReport();
  const report = useReportElsewhere(({ reportId, text }) =>
    showToast(text, reportId === null ? {} : { undo: () => withdraw.mutate(reportId) }),
  );
  if (mails.length === 0) {
    return null;
  }
  return (
    <section>
      <h2>Thư mới trong chương trình thư</h2>
      <p className="quiet">Thư 14 ngày gần nhất ở hộp thư mở bằng Outlook, điện thoại. Báo ở đây nếu là thư giả mạo.</p>
      <ul className="threats-held">
        {mails.map((mail) => (
          <li key={mail.emailId}>
            <div>
              <p>
                <b>{mail.subject === '' ? 'Thư không có tiêu đề' : mail.subject}</b>
              </p>
              <small className="num">
                {mail.fromAddress}, gửi đến {mail.mailboxAddress}, {formatWhen(mail.receivedAt)}
              </small>
            </div>
            <Button
              size="small"
              busy={report.isPending && report.variables.emailId === mail.emailId}
              onClick={() =>
                report.mutate(
                  { mailboxId: mail.mailboxId, emailId: mail.emailId },
                  { onError: (error) => showToast(describeError(error).message) },
                )
              }
            >
              Báo thư giả mạo
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
