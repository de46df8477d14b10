import type { IncidentStarted } from '@congvu/contracts';
import { Modal } from 'antd';
import { Check, Circle } from 'lucide-react';
import { useState } from 'react';
import { formatInstant } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { ErrorNote } from '../../../shared/ui/notes.tsx';
import { useIncident } from './threats-api.ts';

interface PasswordDialogProps {
  mailboxId: string;
  emailId: string;
  onClose: () => void;
}

const AT_ONCE = [
  'Mật khẩu cũ bị hủy, mọi phiên đăng nhập và mật khẩu thiết bị kết thúc.',
  'Chuyển tiếp và quy tắc lọc lạ trong hộp thư bị gỡ.',
  'Cán bộ an toàn thông tin và thủ trưởng đơn vị được báo riêng, không ai khác.',
];

function Started({ started, onClose }: { started: IncidentStarted; onClose: () => void }) {
  const { incident, passwordLink } = started;
  return (
    <>
      <p className="dialog-text">
        Đã ghi sự cố số <span className="num">{incident.number}</span>. Đặt mật khẩu mới ngay bằng đường dưới đây; báo
        cáo sự cố trước {formatInstant(incident.reportBy)}.
      </p>
      <ul className="mail-checks">
        {incident.steps.map(({ text, done }) => (
          <li key={text}>
            {done ? (
              <Check className="icon icon-16 is-done" aria-hidden />
            ) : (
              <Circle className="icon icon-16" aria-hidden />
            )}
            <span>
              {text}
              <span className="visually-hidden">{done ? ', đã làm' : ', chưa làm'}</span>
            </span>
          </li>
        ))}
      </ul>
      {incident.sentSince.length > 0 && (
        <p className="dialog-text">
          {incident.sentSince.length} thư đã gửi từ hộp thư của đồng chí kể từ lúc nhận thư này; xem lại trong Đã gửi.
        </p>
      )}
      <div className="dialog-foot">
        <Button onClick={onClose}>Đóng</Button>
        <a className="btn btn-primary" href={passwordLink}>
          Đặt mật khẩu mới
        </a>
      </div>
    </>
  );
}

/** "Tôi đã lỡ nhập mật khẩu": nobody is blamed, everything that helps happens at once. */
export function PasswordDialog({ mailboxId, emailId, onClose }: PasswordDialogProps) {
  const [started, setStarted] = useState<IncidentStarted>();
  const start = useIncident(setStarted);
  return (
    <Modal open title="Tôi đã lỡ nhập mật khẩu" footer={null} onCancel={onClose} width={540} maskClosable={false}>
      {started !== undefined ? (
        <Started started={started} onClose={onClose} />
      ) : (
        <>
          <p className="dialog-text">Báo sớm là đúng. Ngay khi bấm nút, hệ thống sẽ làm thay đồng chí:</p>
          <ul className="mail-checks">
            {AT_ONCE.map((text) => (
              <li key={text}>
                <Check className="icon icon-16 is-done" aria-hidden />
                <span>{text}</span>
              </li>
            ))}
          </ul>
          {start.error !== null && <ErrorNote title="Chưa báo được" error={start.error} />}
          <div className="dialog-foot">
            <Button onClick={onClose}>Hủy</Button>
            <Button kind="primary" busy={start.isPending} onClick={() => start.mutate({ mailboxId, emailId })}>
              Báo và hủy mật khẩu cũ
            </Button>
          </div>
        </>
      )}
    </Modal>
  );
}
