import type { MadeMailPassword, MyMailbox, MyMailboxes } from '@congvu/contracts';
import { useQuery } from '@tanstack/react-query';
import { Modal } from 'antd';
import { type FormEvent, useState } from 'react';
import { getJson } from '../../shared/api/client.ts';
import { useWrite } from '../../shared/api/write.ts';
import { showToast } from '../../shared/feedback/toast.tsx';
import { TextField } from '../../shared/fields/text-field.tsx';
import { AwayDialog } from '../../shared/mail/away-dialog.tsx';
import { formatMoment, formatNumber } from '../../shared/text/dates.ts';
import { formatSize } from '../../shared/text/names.ts';
import { Button } from '../../shared/ui/button.tsx';
import { AppLink } from '../../shared/ui/link.tsx';
import { Chip } from '../../shared/ui/marks.tsx';
import { ErrorNote, Note } from '../../shared/ui/notes.tsx';
import { MailboxPasswordForm } from './mailbox-password-form.tsx';
import { ProofFields, useProof } from './proof-fields.tsx';

const PROGRAMS: Record<MyMailbox['programs'], string> = {
  imap: 'Chương trình thư trên máy, điện thoại đọc và gửi được bằng mật khẩu thiết bị.',
  smtp: 'Thư đọc tại mục Thư; chương trình thư chỉ gửi được (SMTP) bằng mật khẩu thiết bị.',
  zimbra: 'Hộp thư đặt ở Zimbra: đọc ở trang thư ấy hoặc bằng chương trình thư, với mật khẩu hộp thư đặt tại đây.',
  none: 'Hộp thư đặt ở hệ thống thư khác; mật khẩu thiết bị tạo ở đó.',
};

const LEVELS = {
  near: 'Đã dùng trên 80% dung lượng',
  almost: 'Đã dùng trên 95% dung lượng',
  full: 'Hộp thư đầy, thư đến bị từ chối',
} as const;

type NewPassword = { label: string; password: string; code?: string };

/** Shown once: nobody, not even the office, can read it again. */
function MadePassword({ made, onClose }: { made: MadeMailPassword; onClose: () => void }) {
  const [copied, setCopied] = useState(false);
  return (
    <>
      <Note tone="plain" title="Chỉ hiện lần này">
        <p>
          Nhập vào chương trình thư: tên đăng nhập <b>{made.login}</b>, mật khẩu dưới đây. Mất thì hủy và tạo mật khẩu
          khác.
        </p>
      </Note>
      <p className="app-password">{made.secret}</p>
      <div className="dialog-foot">
        <Button onClick={() => void navigator.clipboard?.writeText(made.secret).then(() => setCopied(true))}>
          {copied ? 'Đã chép' : 'Chép mật khẩu'}
        </Button>
        <Button kind="primary" onClick={onClose}>
          Đã nhập xong
        </Button>
      </div>
    </>
  );
}

function NewPasswordForm({ mailbox, onClose }: { mailbox: MyMailbox; onClose: () => void }) {
  const [label, setLabel] = useState('');
  const proof = useProof();
  const make = useWrite<NewPassword, MadeMailPassword>({
    request: (body) => ({ path: `/api/me/mailboxes/${mailbox.id}/passwords`, body }),
    topics: ['mail'],
  });
  if (make.data !== undefined) {
    return <MadePassword made={make.data} onClose={onClose} />;
  }
  const isReady = label.trim() !== '' && proof.isGiven;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isReady) {
      make.mutate({ label: label.trim(), ...proof.body });
    }
  };
  return (
    <form className="form" onSubmit={submit}>
      <TextField
        label="Thiết bị"
        placeholder="Điện thoại, máy bàn ở phòng"
        value={label}
        onChange={setLabel}
        maxLength={60}
        autoFocus
      />
      <ProofFields label="Mật khẩu đang dùng" proof={proof} />
      {make.isError && <ErrorNote title="Chưa tạo được" error={make.error} />}
      <Button type="submit" kind="primary" busy={make.isPending} disabled={!isReady}>
        Tạo mật khẩu thiết bị
      </Button>
    </form>
  );
}

function MailboxRow({ mailbox, onNew }: { mailbox: MyMailbox; onNew: () => void }) {
  const [away, setAway] = useState(false);
  const revoke = useWrite<string, { id: string }>({
    request: (passwordId) => ({ method: 'DELETE', path: `/api/me/mailboxes/${mailbox.id}/passwords/${passwordId}` }),
    topics: ['mail'],
    onDone: () => showToast('Đã hủy mật khẩu thiết bị; thiết bị ấy ngắt ngay.'),
  });
  const level = mailbox.quotaLevel === null || mailbox.quotaLevel === 'ok' ? undefined : LEVELS[mailbox.quotaLevel];
  return (
    <li className="my-mailbox">
      <div className="my-mailbox-head">
        <span>
          <b>{mailbox.address}</b>
          <small>
            {mailbox.access === 'own' ? 'Hộp thư của tôi' : `Cùng mở: ${mailbox.name}`}
            {mailbox.quotaMb !== null &&
              `; ${mailbox.usedBytes === 0 ? '0' : formatSize(mailbox.usedBytes)} trong ${formatNumber(mailbox.quotaMb)} MB`}
            {mailbox.aliases.length > 0 && `; bí danh ${mailbox.aliases.join(', ')}`}
          </small>
        </span>
        {level !== undefined && <Chip tone={mailbox.quotaLevel === 'near' ? 'amber' : 'red'}>{level}</Chip>}
        {mailbox.programs === 'imap' && mailbox.access === 'own' && (
          <Button size="small" onClick={() => setAway(true)}>
            Báo vắng mặt
          </Button>
        )}
        {mailbox.programs !== 'none' && (
          <Button size="small" onClick={onNew}>
            {mailbox.programs === 'zimbra' ? 'Đặt mật khẩu hộp thư' : 'Mật khẩu thiết bị mới'}
          </Button>
        )}
      </div>
      {mailbox.programs === 'imap' && (
        <p className="quiet pretty">
          Thấy thư lạ: <AppLink href="/thu/an-toan">báo thư giả mạo, xem thư bị giữ</AppLink>.
        </p>
      )}
      {mailbox.passwords.length === 0 ? (
        <p className="quiet pretty">{PROGRAMS[mailbox.programs]}</p>
      ) : (
        <ul>
          {mailbox.passwords.map((one) => (
            <li key={one.id} className="session-row">
              <b>{one.label}</b>
              <small>
                Tạo {formatMoment(one.createdAt)}
                {one.lastUsedAt === null ? ', chưa dùng lần nào' : `, dùng gần nhất ${formatMoment(one.lastUsedAt)}`}
              </small>
              <Button
                size="small"
                busy={revoke.isPending && revoke.variables === one.id}
                onClick={() => revoke.mutate(one.id)}
              >
                Hủy
              </Button>
            </li>
          ))}
        </ul>
      )}
      {revoke.isError && <ErrorNote title="Chưa hủy được" error={revoke.error} />}
      {away && <AwayDialog boxId={mailbox.id} onClose={() => setAway(false)} />}
    </li>
  );
}

/** Thư công vụ của tôi: the mailboxes one opens and the passwords of the own devices. Not shown to who opens none. */
export function MyMailCard() {
  const [open, setOpen] = useState<MyMailbox>();
  const { data } = useQuery({
    queryKey: ['mail', 'mine'],
    queryFn: ({ signal }) => getJson<MyMailboxes>('/api/me/mailboxes', undefined, signal),
  });
  if (data === undefined || data.items.length === 0) {
    return null;
  }
  return (
    <section className="sheet security-wide">
      <h2>Thư công vụ</h2>
      <ul>
        {data.items.map((mailbox) => (
          <MailboxRow key={mailbox.id} mailbox={mailbox} onNew={() => setOpen(mailbox)} />
        ))}
      </ul>
      <Modal
        open={open !== undefined}
        title={`${open?.programs === 'zimbra' ? 'Mật khẩu hộp thư' : 'Mật khẩu thiết bị cho'} ${open?.address ?? ''}`}
        footer={null}
        onCancel={() => setOpen(undefined)}
        destroyOnHidden
      >
        {open?.programs === 'zimbra' && <MailboxPasswordForm mailbox={open} onClose={() => setOpen(undefined)} />}
        {open !== undefined && open.programs !== 'zimbra' && (
          <NewPasswordForm mailbox={open} onClose={() => setOpen(undefined)} />
        )}
      </Modal>
    </section>
  );
}
