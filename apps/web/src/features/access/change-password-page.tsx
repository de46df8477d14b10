import type { MeView, MySecurity } from '@congvu/contracts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { getJson } from '../../shared/api/client.ts';
import { useWrite } from '../../shared/api/write.ts';
import { forgetAnswers } from '../../shared/session/me.ts';
import { Button } from '../../shared/ui/button.tsx';
import { useGo } from '../../shared/ui/link.tsx';
import { ErrorNote } from '../../shared/ui/notes.tsx';
import { AlonePage } from './entry-frame.tsx';
import { NewPasswordFields, PasswordField } from './password-field.tsx';

export function useMySecurity() {
  return useQuery({
    queryKey: ['security'],
    queryFn: ({ signal }) => getJson<MySecurity>('/api/me/security', undefined, signal),
  });
}

/** Own password: the old one once, the new one twice; every other session ends. */
export function ChangePasswordForm({
  sentences,
  onDone,
}: {
  sentences: readonly string[];
  onDone: (me: MeView) => void;
}) {
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  const [repeat, setRepeat] = useState('');
  const [tried, setTried] = useState(false);
  const change = useWrite<{ currentPassword: string; newPassword: string }, MeView>({
    request: (body) => ({ path: '/api/me/password', body }),
    topics: ['security'],
    onDone: (me) => {
      setCurrent('');
      setPassword('');
      setRepeat('');
      setTried(false);
      onDone(me);
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (current !== '' && password !== '' && password === repeat) {
      change.mutate({ currentPassword: current, newPassword: password });
    }
  };
  return (
    <form className="form" onSubmit={submit}>
      <PasswordField
        label="Mật khẩu đang dùng"
        value={current}
        onChange={setCurrent}
        autoComplete="current-password"
        error={tried && current === '' ? 'Chưa nhập mật khẩu đang dùng.' : undefined}
      />
      <NewPasswordFields
        value={password}
        repeat={repeat}
        onChange={setPassword}
        onRepeat={setRepeat}
        sentences={sentences}
        tried={tried}
      />
      {change.isError && <ErrorNote title="Chưa đổi được mật khẩu" error={change.error} />}
      <Button type="submit" kind="primary" size="large" block busy={change.isPending}>
        Đổi mật khẩu
      </Button>
    </form>
  );
}

/** Nothing else opens before the first password is the person's own. */
export function ChangePasswordPage() {
  const client = useQueryClient();
  const go = useGo();
  const security = useMySecurity();
  return (
    <AlonePage title="Đổi mật khẩu lần đầu">
      <p className="quiet">
        Mật khẩu được cấp chỉ để đăng nhập lần đầu. Đặt mật khẩu của riêng mình rồi mới bắt đầu làm việc.
      </p>
      {security.isError && (
        <ErrorNote
          title="Chưa đọc được quy tắc mật khẩu"
          error={security.error}
          onRetry={() => void security.refetch()}
        />
      )}
      <ChangePasswordForm
        sentences={security.data?.passwordRule.sentences ?? []}
        onDone={(me) => {
          forgetAnswers(client, me);
          go(me.mustSetUpSecondFactor ? '/xac-thuc-hai-lop' : '/');
        }}
      />
    </AlonePage>
  );
}
