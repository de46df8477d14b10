import type { SignInAnswer } from '@congvu/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { useRouterState } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useWrite } from '../../shared/api/write.ts';
import { forgetAnswers } from '../../shared/session/me.ts';
import { AppLink, useGo } from '../../shared/ui/link.tsx';
import { ErrorNote } from '../../shared/ui/notes.tsx';
import { AlonePage } from './entry-frame.tsx';
import { CodeStep, type SignedInStep } from './sign-in-form.tsx';
import { takeNext } from './sso-next.ts';

const AFTER: Record<Exclude<SignedInStep, 'done'>, string> = {
  change_password: '/doi-mat-khau',
  set_up_second_factor: '/xac-thuc-hai-lop',
};

/** The provider sends the browser here; the answer goes to the server by a request of our own, once. */
export function SsoReturnPage() {
  const query = useRouterState({ select: (state) => state.location.searchStr }).replace(/^\?/, '');
  const client = useQueryClient();
  const go = useGo();
  const sent = useRef(false);
  const [step, setStep] = useState<Extract<SignInAnswer, { step: 'totp' }>>();
  const enter = (done: SignedInStep): void => {
    forgetAnswers(client);
    go(done === 'done' ? takeNext() : AFTER[done], { replace: true });
  };
  const finish = useWrite<string, SignInAnswer>({
    request: (value) => ({ path: '/api/sign-in/sso/finish', body: { query: value } }),
    onDone: (answer) => (answer.step === 'totp' ? setStep(answer) : enter(answer.step)),
  });
  const { mutate } = finish;
  useEffect(() => {
    if (!sent.current) {
      sent.current = true;
      mutate(query);
    }
  }, [mutate, query]);
  return (
    <AlonePage title="Đăng nhập một lần">
      {step !== undefined && <CodeStep ways={step} onDone={enter} onBack={() => go('/dang-nhap', { replace: true })} />}
      {step === undefined && !finish.isError && (
        <p className="quiet" role="status">
          Đang kiểm tra với nhà cung cấp.
        </p>
      )}
      {finish.isError && (
        <>
          <ErrorNote title="Chưa đăng nhập được" error={finish.error} />
          <AppLink href="/dang-nhap">Về trang đăng nhập</AppLink>
        </>
      )}
    </AlonePage>
  );
}
