import type { RecoveryCodes, SecondFactorOffer } from '@congvu/contracts';
import { type FormEvent, type ReactNode, useState } from 'react';
import type { z } from 'zod';
import { useWrite } from '../../shared/api/write.ts';
import { Check, TextField } from '../../shared/fields/text-field.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { ErrorNote, Note } from '../../shared/ui/notes.tsx';
import { PasswordField } from './password-field.tsx';

type Codes = z.infer<typeof RecoveryCodes>;

function PasswordStep({ onOffer }: { onOffer: (offer: SecondFactorOffer) => void }) {
  const [password, setPassword] = useState('');
  const begin = useWrite<string, SecondFactorOffer>({
    request: (value) => ({ path: '/api/me/second-factor/begin', body: { password: value } }),
    onDone: onOffer,
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (password !== '') {
      begin.mutate(password);
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
      {begin.isError && <ErrorNote title="Chưa lấy được mã" error={begin.error} />}
      <Button type="submit" kind="primary" size="large" block busy={begin.isPending} disabled={password === ''}>
        Tiếp tục
      </Button>
    </form>
  );
}

function OfferStep({ offer, onCodes }: { offer: SecondFactorOffer; onCodes: (codes: Codes) => void }) {
  const [code, setCode] = useState('');
  const confirm = useWrite<string, Codes>({
    request: (value) => ({ path: '/api/me/second-factor/confirm', body: { code: value } }),
    onDone: onCodes,
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (code.trim().length >= 6) {
      confirm.mutate(code.trim());
    }
  };
  return (
    <form className="form" onSubmit={submit}>
      <div className="qr-row">
        <img src={offer.qr} alt="Mã QR để quét bằng ứng dụng xác thực" />
        <div className="form">
          <p>
            1. Mở ứng dụng xác thực trên điện thoại (Google Authenticator, Microsoft Authenticator…), bấm dấu cộng rồi
            quét mã này.
          </p>
          <p className="quiet">
            Đang dùng chính điện thoại này thì <a href={offer.url}>mở trong ứng dụng xác thực</a>, hoặc chép khóa sau
            vào ứng dụng:
          </p>
          <p className="qr-secret">{offer.secret.replace(/(.{4})(?=.)/g, '$1 ')}</p>
        </div>
      </div>
      <TextField
        label="2. Mã 6 số đang hiện trên ứng dụng"
        value={code}
        onChange={setCode}
        autoComplete="one-time-code"
        inputMode="numeric"
        numeric
        large
        autoFocus
      />
      {confirm.isError && <ErrorNote title="Chưa bật được" error={confirm.error} />}
      <Button type="submit" kind="primary" size="large" block busy={confirm.isPending}>
        Bật xác thực hai lớp
      </Button>
    </form>
  );
}

/** Shown once: each code opens the door once when the device is lost. */
export function RecoveryCodeList({
  title = 'Đã bật xác thực hai lớp',
  codes,
  onDone,
}: {
  title?: string;
  codes: readonly string[];
  onDone: () => void;
}) {
  const [kept, setKept] = useState(false);
  return (
    <div className="form">
      <Note tone="done" title={title}>
        Đây là mười mã khôi phục, chỉ hiện một lần. Mất hoặc quên mang điện thoại, thiết bị thì gõ một mã thay cho lớp
        thứ hai; mỗi mã dùng một lần.
      </Note>
      <div className="code-sheet">
        <p className="print-sheet-only">
          <b>Mã khôi phục Công Vụ</b>, {location.host}. Mỗi mã dùng một lần thay cho lớp xác thực thứ hai.
        </p>
        <ul className="code-list">
          {codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ul>
        <p className="print-sheet-only">
          Cất trong tủ có khóa, không ghi tên đăng nhập và mật khẩu vào tờ này. Nghi bị lộ: vào Bảo mật của tôi, lấy bộ
          mã mới.
        </p>
      </div>
      <div className="note-actions">
        <Button onClick={() => void navigator.clipboard?.writeText(codes.join('\n'))}>Chép các mã</Button>
        <Button onClick={() => window.print()}>In tờ mã</Button>
      </div>
      <Check label="Đã cất các mã khôi phục" on={kept} onChange={setKept} />
      <Button
        kind="primary"
        size="large"
        block
        reason={kept ? undefined : 'Cất các mã rồi đánh dấu ô ở trên'}
        onClick={onDone}
      >
        Xong
      </Button>
    </div>
  );
}

/** `back` leads to another way; once the codes are shown there is no way back from them. */
export function SecondFactorSetup({ onDone, back }: { onDone: () => void; back?: ReactNode }) {
  const [offer, setOffer] = useState<SecondFactorOffer>();
  const [codes, setCodes] = useState<Codes>();
  if (codes !== undefined) {
    return <RecoveryCodeList codes={codes.recoveryCodes} onDone={onDone} />;
  }
  return (
    <>
      {offer === undefined ? <PasswordStep onOffer={setOffer} /> : <OfferStep offer={offer} onCodes={setCodes} />}
      {back}
    </>
  );
}
