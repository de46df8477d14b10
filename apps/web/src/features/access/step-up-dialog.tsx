import type { PasskeyOptions, StepUp, StepUpState } from '@congvu/contracts';
import { useMutation } from '@tanstack/react-query';
import { Modal } from 'antd';
import { KeyRound } from 'lucide-react';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import './access.css';
import { getJson, newKey, writeJson } from '../../shared/api/client.ts';
import { countProof, registerStepUp } from '../../shared/api/step-up.ts';
import { useWrite } from '../../shared/api/write.ts';
import { TextField } from '../../shared/fields/text-field.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { ErrorNote } from '../../shared/ui/notes.tsx';
import { text } from './access.text.ts';
import { CertificateWay } from './own-certificate.tsx';
import { hasPasskeys, provePasskey } from './passkeys.ts';
import { PasswordField } from './password-field.tsx';

async function proveByPasskey(): Promise<StepUpState> {
  const asked = await writeJson<PasskeyOptions>('POST', '/api/me/step-up/passkey/begin', {}, newKey());
  const credential = await provePasskey(asked);
  return writeJson<StepUpState>('POST', '/api/me/step-up/passkey', { credential }, newKey());
}

function PasswordWay({ state, first, onDone }: { state: StepUpState; first: boolean; onDone: () => void }) {
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const prove = useWrite<StepUp, StepUpState>({
    request: (body) => ({ path: '/api/me/step-up', body }),
    onDone,
  });
  const missing = password === '' || (state.needsCode && code.trim().length < 6);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!missing) {
      prove.mutate({ password, ...(state.needsCode && { code: code.trim() }) });
    }
  };
  return (
    <form className="form" onSubmit={submit}>
      <input type="hidden" name="username" autoComplete="username" value={state.userName} readOnly />
      <PasswordField
        label="Mật khẩu đang dùng"
        value={password}
        onChange={setPassword}
        autoComplete="current-password"
        autoFocus={first}
      />
      {state.needsCode && (
        <TextField
          label={state.application ? text.code : text.recoveryCode}
          hint={state.application ? text.codeHint : text.recoveryHint}
          value={code}
          onChange={setCode}
          autoComplete="one-time-code"
          numeric
          maxLength={20}
        />
      )}
      {prove.isError && <ErrorNote title="Chưa xác nhận được" error={prove.error} />}
      <Button type="submit" kind="primary" size="large" block busy={prove.isPending} disabled={missing}>
        Xác nhận
      </Button>
    </form>
  );
}

function Ways({ state, onDone }: { state: StepUpState; onDone: () => void }) {
  const passkey = useMutation({ mutationFn: proveByPasskey, onSuccess: onDone });
  const offered = state.passkey && hasPasskeys();
  return (
    <div className="form">
      <p className="dialog-text">
        Thao tác này cần biết chắc người đang ngồi máy là chủ tài khoản. Xác nhận một lần dùng được trong{' '}
        {state.minutes} phút.
      </p>
      {offered && (
        <>
          <Button
            icon={KeyRound}
            size="large"
            block
            busy={passkey.isPending}
            autoFocus
            onClick={() => passkey.mutate()}
          >
            Dùng khóa truy cập
          </Button>
          {passkey.isError && <ErrorNote title="Chưa xác nhận được" error={passkey.error} />}
        </>
      )}
      {state.certificate && (
        <CertificateWay<StepUpState>
          label="Dùng chứng thư số"
          path="/api/me/step-up/certificate"
          failed="Chưa xác nhận được"
          onDone={onDone}
        />
      )}
      {(offered || state.certificate) && (
        <p className="entry-or">
          <span>hoặc</span>
        </p>
      )}
      <PasswordWay state={state} first={!offered} onDone={onDone} />
    </div>
  );
}

/** Appears when the server asks who sits here; the act that was held up goes on by itself afterwards. */
export function StepUpDialog() {
  const [state, setState] = useState<StepUpState>();
  const answer = useRef<(proved: boolean) => void>(() => undefined);
  useEffect(() => {
    const forget = registerStepUp(async () => {
      const now = await getJson<StepUpState>('/api/me/step-up');
      return new Promise<boolean>((resolve) => {
        answer.current = resolve;
        setState(now);
      });
    });
    return () => {
      forget();
      answer.current(false);
    };
  }, []);
  const close = (proved: boolean): void => {
    if (proved) {
      countProof();
    }
    setState(undefined);
    answer.current(proved);
  };
  return (
    <Modal
      open={state !== undefined}
      title="Xác nhận chính mình"
      footer={null}
      width={420}
      zIndex={1200}
      onCancel={() => close(false)}
      destroyOnHidden
    >
      {state !== undefined && <Ways state={state} onDone={() => close(true)} />}
    </Modal>
  );
}
