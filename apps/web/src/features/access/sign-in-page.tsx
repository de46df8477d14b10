import { useQueryClient } from '@tanstack/react-query';
import { useRouterState } from '@tanstack/react-router';
import { Users } from 'lucide-react';
import { useEffect, useState } from 'react';
import { forgetAnswers } from '../../shared/session/me.ts';
import { AppLink, useGo } from '../../shared/ui/link.tsx';
import { text } from './access.text.ts';
import { useDemoPeople } from './demo-people.ts';
import { EntryBrand, OnlyHere } from './entry-frame.tsx';
import { NoticeSheet } from './notice-sheet.tsx';
import { SignInCertificateWay } from './sign-in-certificate.tsx';
import { type SignedInStep, SignInForm } from './sign-in-form.tsx';
import { SsoButtons } from './sso-buttons.tsx';
import { safeNext } from './sso-next.ts';

const AFTER: Record<Exclude<SignedInStep, 'done'>, string> = {
  change_password: '/doi-mat-khau',
  set_up_second_factor: '/xac-thuc-hai-lop',
};

export function SignInPage() {
  const params = new URLSearchParams(useRouterState({ select: (state) => state.location.searchStr }));
  const demo = useDemoPeople();
  const client = useQueryClient();
  const go = useGo();
  const [userName, setUserName] = useState(params.get('ten') ?? '');
  const [password, setPassword] = useState('');
  const picked = params.get('ten') !== null;
  const known = demo.data?.password;
  useEffect(() => {
    document.title = `${text.signIn} · ${text.product}`;
  }, []);
  useEffect(() => {
    if (picked && known !== undefined) {
      setPassword(known);
    }
  }, [picked, known]);
  const enter = (step: SignedInStep): void => {
    forgetAnswers(client);
    go(step === 'done' ? safeNext(params.get('tiep')) : AFTER[step]);
  };
  return (
    <div className="entry">
      <NoticeSheet demoAgency={demo.data?.agencies[0]?.agencyName} today={demo.data?.today} />
      <main className="entry-main">
        <EntryBrand line={demo.data?.agencies[0]?.agencyName} />
        <section className="sheet sheet-stack entry-card">
          <h1>{text.signIn}</h1>
          <SignInForm
            userName={userName}
            password={password}
            onUserName={setUserName}
            onPassword={setPassword}
            onDone={enter}
          />
          <SignInCertificateWay
            label={text.certificate}
            onDone={(answer) => answer.step !== 'totp' && enter(answer.step)}
          />
          <SsoButtons next={safeNext(params.get('tiep'))} />
          {demo.data !== undefined && (
            <>
              <p className="entry-or">
                <span>bản chạy thử</span>
              </p>
              <AppLink className="btn btn-large btn-block" href="/dang-nhap-thu">
                <Users className="icon" aria-hidden />
                Ai đăng nhập được bằng tên nào
              </AppLink>
              <p className="quiet pretty">
                Bản chạy thử không đòi xác thực hai lớp. Văn phòng thật đòi mọi người, ngay lần đăng nhập đầu.
              </p>
            </>
          )}
        </section>
        <OnlyHere />
      </main>
      <footer className="entry-foot">{text.secrets}</footer>
    </div>
  );
}
