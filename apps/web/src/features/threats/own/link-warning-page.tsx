import type { LinkView } from '@congvu/contracts';
import { ArrowRight, Flag, Info, ShieldAlert } from 'lucide-react';
import '../threats.css';
import { describeError } from '../../../shared/api/errors.ts';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { useAddress } from '../../../shared/ui/address.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { AppLink } from '../../../shared/ui/link.tsx';
import { ErrorNote, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { type LinkAsked, useLink, useOpenLink } from '../threats-api.ts';

const TITLES = {
  stop: 'Không mở liên kết này',
  warn: 'Xem kỹ trước khi mở',
  plain: 'Liên kết trong hệ thống',
} as const;

/** The address with the host in front of the eye: what is before and after it says nothing. */
function Address({ url, host }: { url: string; host: string }) {
  const at = url.indexOf(host);
  return (
    <p className="link-address num">
      {at < 0 ? (
        <b>{host}</b>
      ) : (
        <>
          {url.slice(0, at)}
          <b>{host}</b>
          {url.slice(at + host.length)}
        </>
      )}
    </p>
  );
}

function Judged({ link, asked }: { link: LinkView; asked: LinkAsked }) {
  const open = useOpenLink(({ href }) => location.assign(href));
  const Icon = link.tone === 'plain' ? Info : ShieldAlert;
  const back =
    asked.emailId === undefined || link.mailboxId === null ? '/thu' : `/thu/${asked.emailId}?hop=${link.mailboxId}`;
  return (
    <section className={`sheet sheet-stack link-card is-${link.tone}`} aria-labelledby="link-title">
      <header>
        <Icon className="icon" aria-hidden />
        <h1 id="link-title">{TITLES[link.tone]}</h1>
      </header>
      <p>{link.sentence}</p>
      <Address url={link.url} host={link.host} />
      {link.reasons.length > 0 && (
        <ul className="link-reasons">
          {link.reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      )}
      {link.subject !== '' && (
        <dl className="facts">
          <dt>Trong thư</dt>
          <dd>{link.subject}</dd>
          <dt>Người gửi</dt>
          <dd className="num">{link.sender}</dd>
        </dl>
      )}
      {link.tone !== 'plain' && (
        <p className="quiet">
          Hệ thống không bao giờ hỏi mật khẩu qua liên kết trong thư. Nghi ngờ thì gọi lại người gửi bằng số đã biết.
        </p>
      )}
      <div className="link-acts">
        <AppLink className={link.tone === 'plain' ? 'btn' : 'btn btn-primary'} href={back}>
          Quay lại thư
        </AppLink>
        {link.mayGoOn && (
          <Button
            kind={link.tone === 'plain' ? 'primary' : 'default'}
            icon={ArrowRight}
            busy={open.isPending}
            onClick={() => open.mutate(asked, { onError: (error) => showToast(describeError(error).message) })}
          >
            Mở trang {link.host}
          </Button>
        )}
        {link.tone === 'stop' && (
          <AppLink className="btn" href={`/thu/an-toan?lo=mat-khau&thu=${asked.emailId ?? ''}`}>
            <Flag className="icon" aria-hidden />
            Tôi đã lỡ nhập mật khẩu
          </AppLink>
        )}
      </div>
    </section>
  );
}

/** Every link of a mail leads here first: the host that would really open, and why it looks odd. */
export function LinkWarningPage() {
  const { params } = useAddress();
  const emailId = params.get('thu') ?? undefined;
  const asked: LinkAsked = { url: params.get('den') ?? '', ...(emailId !== undefined && { emailId }) };
  const query = useLink(asked);
  return (
    <div className="content threats link-page">
      {query.data !== undefined ? (
        <Judged link={query.data} asked={asked} />
      ) : query.isError || asked.url === '' ? (
        <ErrorNote title="Chưa kiểm tra được liên kết" error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <SkeletonRows rows={3} label="Đang kiểm tra liên kết" />
      )}
    </div>
  );
}
