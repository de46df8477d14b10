import type { EmailView, MailAddress } from '@congvu/contracts';
import { ImageOff, MessagesSquare } from 'lucide-react';
import { useState } from 'react';
import { formatInstant, formatMoment, formatWhen } from '../../../shared/text/dates.ts';
import { AppLink } from '../../../shared/ui/link.tsx';
import { Avatar, Chip } from '../../../shared/ui/marks.tsx';
import { ErrorNote, Note, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { usePhone } from '../../../shared/ui/use-media.ts';
import { MailBody } from '../body/mail-body.tsx';
import { nameOf, namesOf, subjectOf } from '../webmail.text.ts';
import { useEmailBody } from '../webmail-api.ts';
import { AttachmentList } from './attachment-list.tsx';

interface MailSheetProps {
  mailboxId: string;
  email: EmailView;
  hrefOf: (id: string) => string;
}

function People({ label, people }: { label: string; people: readonly MailAddress[] }) {
  if (people.length === 0) {
    return null;
  }
  return (
    <>
      <dt>{label}</dt>
      <dd>
        {people.map(({ name, address }) => (
          <span key={address}>
            {name !== '' && `${name} `}
            <span className="num quiet">{address}</span>
          </span>
        ))}
      </dd>
    </>
  );
}

/** Who wrote to whom; the address always beside the name, because a name proves nothing. */
function Heads({ email }: { email: EmailView }) {
  const [open, setOpen] = useState(false);
  const phone = usePhone();
  const [from] = email.from;
  const odd = email.verdict !== 'ordinary';
  const everyone = [...email.to, ...email.cc];
  const several = everyone.length > 1 || email.replyTo.length > 0 || email.bcc.length > 0;
  return (
    <>
      <div className="mail-who">
        {odd ? (
          <span className="avatar mail-avatar-odd" aria-hidden>
            ?
          </span>
        ) : (
          <Avatar name={from === undefined ? '' : nameOf(from)} />
        )}
        <p>
          <b>{from === undefined ? 'Không rõ người gửi' : nameOf(from)}</b>
          {from !== undefined && from.name !== '' && (
            <span className={odd ? 'num mail-address is-odd' : 'num mail-address'}>{from.address}</span>
          )}
          <small>
            tới {namesOf(everyone)}
            {several && (
              <>
                {' '}
                <button type="button" className="link" aria-expanded={open} onClick={() => setOpen(!open)}>
                  {open ? 'Thu gọn' : 'Xem đủ'}
                </button>
              </>
            )}
          </small>
        </p>
        <time dateTime={email.receivedAt} title={formatInstant(email.receivedAt)}>
          <span className="mail-on-screen">
            {phone ? formatWhen(email.receivedAt) : formatMoment(email.receivedAt)}
          </span>
          <span className="mail-on-paper">{formatInstant(email.receivedAt)}</span>
        </time>
      </div>
      {several && (
        // Folded on the screen; a sheet of paper cannot be unfolded.
        <dl className={open ? 'mail-heads' : 'mail-heads is-folded'}>
          <People label="Tới" people={email.to} />
          <People label="Đồng gửi" people={email.cc} />
          <People label="Gửi kín" people={email.bcc} />
          <People label="Trả lời về" people={email.replyTo} />
        </dl>
      )}
    </>
  );
}

function Body({ mailboxId, email }: { mailboxId: string; email: EmailView }) {
  const { data, error, refetch } = useEmailBody(mailboxId, email.id);
  if (error !== null) {
    return <ErrorNote title="Chưa mở được nội dung thư" error={error} onRetry={() => void refetch()} />;
  }
  if (data === undefined) {
    return <SkeletonRows rows={3} label="Đang mở nội dung thư" />;
  }
  return (
    <>
      {data.simplified && (
        <Note tone="plain">
          <p>Thư quá lớn hoặc trình bày quá phức tạp, chỉ hiện phần chữ.</p>
        </Note>
      )}
      <div className="mail-text">
        <MailBody html={data.html} title={`Nội dung thư ${subjectOf(email.subject)}`} />
      </div>
      {data.blockedImages > 0 && (
        <p className="mail-held">
          <ImageOff className="icon icon-16" aria-hidden />
          Đã chặn {data.blockedImages} hình ảnh tải từ bên ngoài.
        </p>
      )}
    </>
  );
}

/** Of a long conversation the newest are what one looks for. */
const NEWEST = 5;

/** The others of the conversation, one line each. */
function Conversation({ email, hrefOf }: { email: EmailView; hrefOf: (id: string) => string }) {
  const [all, setAll] = useState(false);
  const { thread } = email;
  if (thread.length === 0) {
    return null;
  }
  const folded = !all && thread.length > NEWEST + 1;
  const shown = folded ? thread.slice(-NEWEST) : thread;
  return (
    <section className="sheet mail-thread" aria-label="Thư trong cùng trao đổi">
      <h3>
        <MessagesSquare className="icon icon-18" aria-hidden />
        {thread.length} thư khác trong trao đổi này
      </h3>
      {folded && (
        <button type="button" className="link" onClick={() => setAll(true)}>
          Xem {thread.length - NEWEST} thư trước đó
        </button>
      )}
      <ul>
        {shown.map((other) => (
          <li key={other.id}>
            <AppLink href={hrefOf(other.id)}>
              <b>{namesOf(other.from)}</b>
              <span>{other.preview}</span>
              <time dateTime={other.receivedAt} title={formatInstant(other.receivedAt)}>
                {formatWhen(other.receivedAt)}
              </time>
            </AppLink>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The letter itself: subject, people, words, files; then the rest of the conversation. */
export function MailSheet({ mailboxId, email, hrefOf }: MailSheetProps) {
  return (
    <>
      <article className="sheet mail-sheet">
        <header>
          <h2>{subjectOf(email.subject)}</h2>
          {email.registered !== null && (
            <AppLink className="mail-registered" href={email.registered.link}>
              <Chip tone="green">{email.registered.text}</Chip>
            </AppLink>
          )}
          <Heads email={email} />
        </header>
        <Body mailboxId={mailboxId} email={email} />
        <AttachmentList email={email} />
      </article>
      <Conversation email={email} hrefOf={hrefOf} />
    </>
  );
}
