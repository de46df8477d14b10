import type { MySecurity, SessionView } from '@congvu/contracts';
import { Modal } from 'antd';
import { type FormEvent, useState } from 'react';
import './access.css';
import { useWrite } from '../../shared/api/write.ts';
import { showToast } from '../../shared/feedback/toast.tsx';
import { TextField } from '../../shared/fields/text-field.tsx';
import { formatMoment } from '../../shared/text/dates.ts';
import { Button } from '../../shared/ui/button.tsx';
import { FactList } from '../../shared/ui/facts.tsx';
import { Chip } from '../../shared/ui/marks.tsx';
import { ErrorNote, SkeletonRows } from '../../shared/ui/notes.tsx';
import { CertificateCard } from './certificate-card.tsx';
import { ChangePasswordForm, useMySecurity } from './change-password-page.tsx';
import { MyMailCard } from './my-mail-card.tsx';
import { OwnDataCard } from './own-data-card.tsx';
import { PasskeysCard } from './passkeys-card.tsx';
import { PasswordField } from './password-field.tsx';
import { RecoveryCard } from './recovery-card.tsx';
import { SecondFactorSetup } from './second-factor-setup.tsx';
import { SecurityEventsCard } from './security-events-card.tsx';

type Proof = { password: string; code: string };

/** Turning the application off asks for password and a fresh code. */
function ProofForm({
  confirmLabel,
  busy,
  error,
  onConfirm,
}: {
  confirmLabel: string;
  busy: boolean;
  error: unknown;
  onConfirm: (proof: Proof) => void;
}) {
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (password !== '' && code.trim().length >= 6) {
      onConfirm({ password, code: code.trim() });
    }
  };
  return (
    <form className="form" onSubmit={submit}>
      <PasswordField
        label="Mật khẩu đang dùng"
        value={password}
        onChange={setPassword}
        autoComplete="current-password"
      />
      <TextField
        label="Mã 6 số của ứng dụng xác thực"
        value={code}
        onChange={setCode}
        autoComplete="one-time-code"
        inputMode="numeric"
        numeric
      />
      {error !== null && error !== undefined && <ErrorNote title="Chưa thực hiện được" error={error} />}
      <Button type="submit" kind="primary" busy={busy} disabled={password === '' || code.trim().length < 6}>
        {confirmLabel}
      </Button>
    </form>
  );
}

type FactorDialog = 'on' | 'off';

const FACTOR_TITLES: Record<FactorDialog, string> = {
  on: 'Bật xác thực hai lớp',
  off: 'Tắt xác thực hai lớp',
};

function SecondFactorCard({ factor }: { factor: MySecurity['secondFactor'] }) {
  const [open, setOpen] = useState<FactorDialog>();
  const off = useWrite<Proof, MySecurity>({
    request: (body) => ({ path: '/api/me/second-factor/off', body }),
    topics: ['security'],
    onDone: () => {
      setOpen(undefined);
      showToast('Đã tắt xác thực hai lớp.');
    },
  });
  return (
    <section className="sheet">
      <div className="facts-state">
        <h2>Ứng dụng xác thực</h2>
        <Chip tone={factor.enabled ? 'green' : 'amber'}>{factor.enabled ? 'Đang bật' : 'Chưa bật'}</Chip>
      </div>
      {factor.enabled ? (
        <FactList facts={[['Bật từ', factor.since === null ? '' : formatMoment(factor.since)]]} />
      ) : (
        <p className="quiet pretty">
          Khi đăng nhập cần thêm mã 6 số trên điện thoại, nên mật khẩu bị lộ cũng chưa vào được tài khoản.
        </p>
      )}
      <div className="note-actions">
        {factor.enabled ? (
          <Button kind="quiet" onClick={() => setOpen('off')}>
            Tắt
          </Button>
        ) : (
          <Button onClick={() => setOpen('on')}>Bật xác thực hai lớp</Button>
        )}
      </div>
      <Modal
        open={open !== undefined}
        title={open === undefined ? '' : FACTOR_TITLES[open]}
        footer={null}
        onCancel={() => setOpen(undefined)}
        destroyOnHidden
      >
        {open === 'on' && (
          <SecondFactorSetup
            onDone={() => {
              setOpen(undefined);
              showToast('Đã bật xác thực hai lớp.');
            }}
          />
        )}
        {open === 'off' && (
          <ProofForm
            confirmLabel="Tắt xác thực hai lớp"
            busy={off.isPending}
            error={off.error}
            onConfirm={(proof) => off.mutate(proof)}
          />
        )}
      </Modal>
    </section>
  );
}

function SessionRow({ session, onEnd }: { session: SessionView; onEnd: () => void }) {
  return (
    <li className="session-row">
      <span>
        <b>{session.device}</b>
        <small className="num">{session.ip}</small>
      </span>
      <span>
        {session.actingTitle}
        <small>
          Mở {formatMoment(session.startedAt)}, dùng gần nhất {formatMoment(session.lastSeenAt)}
        </small>
      </span>
      {session.current ? (
        <Chip tone="green">Phiên này</Chip>
      ) : (
        <Button size="small" onClick={onEnd}>
          Kết thúc
        </Button>
      )}
    </li>
  );
}

function SessionsCard({ sessions }: { sessions: readonly SessionView[] }) {
  const end = useWrite<string, unknown>({
    request: (id) => ({ path: `/api/me/sessions/${id}/end` }),
    topics: ['security'],
    onDone: () => showToast('Đã kết thúc phiên.'),
  });
  const endOthers = useWrite<void, unknown>({
    request: () => ({ path: '/api/me/sessions/end-others' }),
    topics: ['security'],
    onDone: () => showToast('Đã kết thúc mọi phiên khác.'),
  });
  return (
    <section className="sheet security-wide">
      <div className="facts-state">
        <h2>Thiết bị và phiên đang mở</h2>
        {sessions.length > 1 && (
          <Button size="small" busy={endOthers.isPending} onClick={() => endOthers.mutate()}>
            Kết thúc các phiên khác
          </Button>
        )}
      </div>
      <p className="quiet pretty">
        Mỗi tài khoản mở nhiều nhất 5 phiên cùng lúc; mở thêm thì phiên lâu không dùng nhất tự kết thúc.
      </p>
      <ul>
        {sessions.map((session) => (
          <SessionRow key={session.id} session={session} onEnd={() => end.mutate(session.id)} />
        ))}
      </ul>
      {(end.error ?? endOthers.error) !== null && (
        <ErrorNote title="Chưa kết thúc được phiên" error={end.error ?? endOthers.error} />
      )}
    </section>
  );
}

/** Bảo mật của tôi: password, second factor, passkeys, sessions, what happened. */
export function SecurityPage() {
  const { data, error, isPending, refetch } = useMySecurity();
  return (
    <div className="content">
      <header className="page-head">
        <div>
          <h1>Bảo mật của tôi</h1>
          {data !== undefined && (
            <p>
              Tên đăng nhập {data.userName}
              {data.passwordChangedAt !== null && `, đổi mật khẩu lần cuối ${formatMoment(data.passwordChangedAt)}`}.
            </p>
          )}
        </div>
      </header>
      {isPending && <SkeletonRows rows={3} />}
      {error !== null && <ErrorNote title="Chưa tải được trang bảo mật" error={error} onRetry={() => void refetch()} />}
      {data !== undefined && (
        <div className="security-grid">
          <section className="sheet">
            <h2>Đổi mật khẩu</h2>
            <ChangePasswordForm
              sentences={data.passwordRule.sentences}
              onDone={() => showToast('Đã đổi mật khẩu; các phiên khác đã kết thúc.')}
            />
          </section>
          <div className="security-column">
            <SecondFactorCard factor={data.secondFactor} />
            <RecoveryCard security={data} />
            <CertificateCard since={data.certificateSince} />
          </div>
          <PasskeysCard security={data} />
          <SessionsCard sessions={data.sessions} />
          <SecurityEventsCard events={data.events} />
          <MyMailCard />
          <OwnDataCard />
        </div>
      )}
    </div>
  );
}
