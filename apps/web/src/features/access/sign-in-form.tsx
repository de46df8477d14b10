import type { SignInAnswer } from '@congvu/contracts';
import { foldAccents } from '@congvu/vntext';
import { Info } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useWrite } from '../../shared/api/write.ts';
import { TextField } from '../../shared/fields/text-field.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { ErrorNote, Note } from '../../shared/ui/notes.tsx';
import { text } from './access.text.ts';
import { PasswordField } from './password-field.tsx';
import { SignInCertificateWay } from './sign-in-certificate.tsx';
import { SignInPasskey } from './sign-in-passkey.tsx';

export type SignedInStep = Exclude<SignInAnswer['step'], 'totp'>;

function hasAccents(value: string): boolean {
  return foldAccents(value) !== value.normalize('NFC').toLowerCase();
}

function AccentHint() {
  return (
    <>
      <Info className="icon" aria-hidden />
      <span>{text.accentHint}</span>
    </>
  );
}

/** The password was right; what the account has beside it. */
type SecondStep = Pick<Extract<SignInAnswer, { step: 'totp' }>, 'ticket' | 'application' | 'passkey' | 'certificate'>;

/** Second step: the code of the device, or one recovery code. */
export function CodeStep({
  ways,
  onDone,
  onBack,
}: {
  ways: SecondStep;
  onDone: (step: SignedInStep) => void;
  onBack: () => void;
}) {
  const { ticket, application, passkey, certificate } = ways;
  const [code, setCode] = useState('');
  const [help, setHelp] = useState(false);
  const check = useWrite<string, SignInAnswer>({
    request: (value) => ({ path: '/api/sign-in/second-factor', body: { ticket, code: value } }),
    onDone: (answer) => answer.step !== 'totp' && onDone(answer.step),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (code.trim().length >= 6) {
      check.mutate(code.trim());
    }
  };
  return (
    <form className="form" onSubmit={submit}>
      <TextField
        label={application ? text.code : text.recoveryCode}
        value={code}
        onChange={setCode}
        hint={application ? text.codeHint : text.recoveryHint}
        inputMode="text"
        autoComplete="one-time-code"
        autoFocus
        numeric
        large
      />
      {check.isError && <ErrorNote title="Chưa xác thực được" error={check.error} />}
      <Button type="submit" kind="primary" size="large" block busy={check.isPending}>
        Xác nhận
      </Button>
      {passkey && (
        <SignInPasskey
          ticket={ticket}
          label="Dùng khóa truy cập thay cho mã"
          onDone={(answer) => answer.step !== 'totp' && onDone(answer.step)}
        />
      )}
      {certificate && (
        <SignInCertificateWay
          label="Dùng chứng thư số thay cho mã"
          onDone={(answer) => answer.step !== 'totp' && onDone(answer.step)}
        />
      )}
      <p className="entry-links">
        <button type="button" className="link" onClick={onBack}>
          Đăng nhập tên khác
        </button>
        <button type="button" className="link" onClick={() => setHelp(!help)} aria-expanded={help}>
          {text.noDevice}
        </button>
      </p>
      {help && <Note tone="plain">{text.noDeviceText}</Note>}
    </form>
  );
}

interface SignInFormProps {
  userName: string;
  password: string;
  onUserName: (value: string) => void;
  onPassword: (value: string) => void;
  onDone: (step: SignedInStep) => void;
  /** Signing in again on the same page: the name is known. */
  fixedName?: boolean;
}

export function SignInForm({ userName, password, onUserName, onPassword, onDone, fixedName }: SignInFormProps) {
  const [folded, setFolded] = useState(false);
  const [ticket, setTicket] = useState<SecondStep>();
  const [help, setHelp] = useState(false);
  const [tried, setTried] = useState(false);
  const enter = useWrite<{ userName: string; password: string }, SignInAnswer>({
    request: (body) => ({ path: '/api/sign-in', body }),
    onDone: (answer) => (answer.step === 'totp' ? setTicket(answer) : onDone(answer.step)),
  });
  if (ticket !== undefined) {
    return <CodeStep ways={ticket} onDone={onDone} onBack={() => setTicket(undefined)} />;
  }
  const settleName = (): void => {
    if (hasAccents(userName)) {
      onUserName(foldAccents(userName).trim());
      setFolded(true);
    }
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    const name = foldAccents(userName).trim();
    if (name !== '' && password !== '') {
      enter.mutate({ userName: name, password });
    }
  };
  return (
    <form className="form" onSubmit={submit}>
      <TextField
        label={text.userName}
        name="username"
        value={userName}
        onChange={(value) => {
          setFolded(false);
          onUserName(value);
        }}
        onBlur={settleName}
        hint={folded ? <AccentHint /> : undefined}
        error={tried && userName.trim() === '' ? 'Chưa nhập tên đăng nhập.' : undefined}
        autoComplete="username"
        autoFocus={userName === ''}
        readOnly={fixedName === true}
        large
      />
      <PasswordField
        value={password}
        onChange={onPassword}
        autoComplete="current-password"
        autoFocus={userName !== ''}
        error={tried && password === '' ? 'Chưa nhập mật khẩu.' : undefined}
      />
      {enter.isError && <ErrorNote title="Chưa đăng nhập được" error={enter.error} />}
      <Button type="submit" kind="primary" size="large" block busy={enter.isPending}>
        {text.signIn}
      </Button>
      <p className="entry-links">
        <button type="button" className="link" onClick={() => setHelp(!help)} aria-expanded={help}>
          {text.forgot}
        </button>
      </p>
      {help && <Note tone="plain">{text.forgotText}</Note>}
      <SignInPasskey label={text.passkey} onDone={(answer) => answer.step !== 'totp' && onDone(answer.step)} />
    </form>
  );
}
