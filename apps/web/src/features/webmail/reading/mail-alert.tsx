import type { EmailView } from '@congvu/contracts';
import { Flag, ShieldAlert, TriangleAlert } from 'lucide-react';
import { formatMoment } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { ErrorNote } from '../../../shared/ui/notes.tsx';
import { Said } from './said.tsx';
import type { Shield } from './use-shield.tsx';

/** The two main reasons: more are folded away in the facts column. */
const SHOWN = 2;

interface MailAlertProps {
  email: EmailView;
  shield: Shield;
  /** On a phone the buttons stand fixed at the foot. */
  withActs: boolean;
}

function Reported({ shield }: { shield: Shield }) {
  const { report } = shield;
  if (report === undefined) {
    return null;
  }
  return (
    <p className="mail-alert-said" role="status">
      {report.kind === 'forged' ? 'Đã báo thư giả mạo' : 'Đã báo thư thật'} {formatMoment(report.reportedAt)}.{' '}
      {report.outcomeText.replace(/\.$/, '')}.{' '}
      {report.state === 'waiting' && (
        <button type="button" className="link" onClick={shield.withdraw}>
          Rút lại
        </button>
      )}
    </p>
  );
}

/** Once; while it waits and after it was refused the banner says so. */
function AskRelease({ shield, label }: { shield: Shield; label: string }) {
  return shield.held === undefined || shield.held.state === 'held' ? (
    <Button onClick={shield.askRelease}>{label}</Button>
  ) : null;
}

function AlertActs({ shield, held }: { shield: Shield; held: boolean }) {
  if (shield.report !== undefined) {
    return null;
  }
  return (
    <>
      <Button kind="primary" icon={Flag} busy={shield.busy} onClick={shield.sayForged}>
        Báo thư giả mạo
      </Button>
      {held ? (
        <AskRelease shield={shield} label="Đề nghị mở lại" />
      ) : (
        <Button onClick={shield.sayGenuine}>Đây là thư thật</Button>
      )}
    </>
  );
}

/** The same at the foot of a phone, where the thumb is. */
export function AlertFoot({ shield, held }: { shield: Shield; held: boolean }) {
  return (
    <section className="mail-foot is-alert" aria-label="Việc với thư này">
      <Button kind="primary" icon={Flag} busy={shield.busy} onClick={shield.sayForged}>
        Báo thư giả mạo
      </Button>
      <Button onClick={shield.enteredPassword}>Tôi đã lỡ nhập mật khẩu</Button>
      {held ? <AskRelease shield={shield} label="Xin mở lại" /> : <Button onClick={shield.sayGenuine}>Thư thật</Button>}
    </section>
  );
}

/** In the frame of the application, never inside the message: what a mail says of itself proves nothing. */
export function MailAlert({ email, shield, withActs, held }: MailAlertProps & { held: boolean }) {
  if (email.verdict === 'ordinary' && !held) {
    return shield.report === undefined ? null : <Reported shield={shield} />;
  }
  const forged = email.verdict === 'phishing';
  const Icon = forged ? ShieldAlert : TriangleAlert;
  const reasons = email.guard?.reasons.slice(0, SHOWN) ?? [];
  return (
    <section className={forged ? 'mail-alert is-forged' : 'mail-alert'} role="alert">
      <Icon className="icon" aria-hidden />
      <div>
        <h2>{forged ? 'Thư giả mạo' : held ? 'Thư đang cách ly' : 'Thư này có dấu hiệu giả mạo'}</h2>
        {reasons.length > 0 && (
          <ol className="mail-why">
            {reasons.map(({ code, text }) => (
              <li key={code}>
                <Said text={text} />
              </li>
            ))}
          </ol>
        )}
        {held && (
          <p className="mail-alert-said">
            Thư được giữ ngoài Thư đến: chỉ xem được, không trả lời, không mở tệp, không mở liên kết.
          </p>
        )}
        {shield.held !== undefined && shield.held.state !== 'held' && (
          <p className="mail-alert-said" role="status">
            <b>{shield.held.stateLabel}.</b> {shield.held.decision}
          </p>
        )}
        <Reported shield={shield} />
        {shield.error !== null && <ErrorNote title="Chưa thực hiện được" error={shield.error} />}
        {withActs && (
          <div className="mail-alert-acts">
            <AlertActs shield={shield} held={held} />
            <button type="button" className="link" onClick={shield.enteredPassword}>
              Tôi đã lỡ nhập mật khẩu
            </button>
          </div>
        )}
      </div>
    </section>
  );
}
