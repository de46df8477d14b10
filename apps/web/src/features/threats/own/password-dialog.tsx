import type { IncidentStarted } from '@congvu/contracts';
import { Modal } from 'antd';
import { CircleCheck, CircleDashed } from 'lucide-react';
import { useState } from 'react';
import { formatInstant, formatMoment, formatNumber } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { ErrorNote, Note } from '../../../shared/ui/notes.tsx';
import { useStartIncident } from '../threats-api.ts';

function Done({ answer }: { answer: IncidentStarted }) {
  const { incident, passwordLink } = answer;
  return (
    <>
      <Note tone="done" title="Mật khẩu cũ không còn dùng được">
        Mọi phiên đăng nhập đã kết thúc. Đặt mật khẩu mới ngay tại trang này; liên kết chỉ dùng một lần.
      </Note>
      <ul className="threats-steps">
        {incident.steps.map((step) => (
          <li key={step.text}>
            {step.done ? (
              <CircleCheck className="icon icon-16 is-done" aria-hidden />
            ) : (
              <CircleDashed className="icon icon-16" aria-hidden />
            )}
            {step.text}
          </li>
        ))}
      </ul>
      {incident.sentSince.length > 0 && (
        <>
          <p>
            <b>
              <span className="num">{formatNumber(incident.sentSince.length)}</span> thư đã gửi từ khi nhận thư ấy.
            </b>{' '}
            Thư nào không phải do mình gửi thì báo người nhận.
          </p>
          <ul className="threats-lines">
            {incident.sentSince.map((mail) => (
              <li key={`${mail.at} ${mail.subject}`}>
                <span>
                  {mail.subject}: {mail.recipients.join(', ')}
                </span>
                <time>{formatMoment(mail.at)}</time>
              </li>
            ))}
          </ul>
        </>
      )}
      <p className="quiet">
        Sự cố số {incident.number} báo cáo trước {formatInstant(incident.reportBy)}. Chỉ cán bộ phụ trách an toàn thư và
        thủ trưởng đơn vị được biết.
      </p>
      <div className="dialog-foot">
        <a className="btn btn-primary" href={new URL(passwordLink, location.origin).pathname}>
          Đặt mật khẩu mới
        </a>
      </div>
    </>
  );
}

/** No blame, one button: everything that can be closed is closed, then a new password. */
export function PasswordDialog({ emailId, onClose }: { emailId: string | undefined; onClose: () => void }) {
  const [answer, setAnswer] = useState<IncidentStarted>();
  const start = useStartIncident(setAnswer);
  return (
    <Modal
      open
      width={560}
      title="Tôi đã lỡ nhập mật khẩu"
      footer={null}
      closable={answer === undefined}
      mask={{ closable: false }}
      onCancel={onClose}
    >
      {answer !== undefined ? (
        <Done answer={answer} />
      ) : (
        <>
          <p className="dialog-text">
            Báo càng sớm càng tốt, không ai bị phê bình vì đã báo. Bấm nút dưới đây thì mật khẩu hiện tại hết hiệu lực
            ngay, mọi phiên đăng nhập trên các máy kết thúc, trang này dẫn sang đặt mật khẩu mới.
          </p>
          {start.isError && <ErrorNote title="Chưa khóa được" error={start.error} />}
          <div className="dialog-foot">
            <Button onClick={onClose}>Không phải</Button>
            <Button
              kind="primary"
              busy={start.isPending}
              onClick={() => start.mutate({ note: '', ...(emailId !== undefined && { emailId }) })}
            >
              Khóa ngay và đặt mật khẩu mới
            </Button>
          </div>
        </>
      )}
    </Modal>
  );
}
