import type { OneTimeLinkView } from '@congvu/contracts';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { getJson } from '../../shared/api/client.ts';
import { useWrite } from '../../shared/api/write.ts';
import { formatInstant } from '../../shared/text/dates.ts';
import { Button } from '../../shared/ui/button.tsx';
import { AppLink } from '../../shared/ui/link.tsx';
import { ErrorNote, Note, SkeletonRows } from '../../shared/ui/notes.tsx';
import { AlonePage, CutLink, isWholeToken } from './entry-frame.tsx';
import { NewPasswordFields } from './password-field.tsx';

function LinkForm({ token, view }: { token: string; view: OneTimeLinkView }) {
  const [password, setPassword] = useState('');
  const [repeat, setRepeat] = useState('');
  const [tried, setTried] = useState(false);
  const use = useWrite<string, unknown>({
    request: (value) => ({ path: `/api/links/${token}`, body: { password: value } }),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (password !== '' && password === repeat) {
      use.mutate(password);
    }
  };
  if (use.isSuccess) {
    return (
      <>
        <Note tone="done" title="Đã đặt mật khẩu">
          Đăng nhập bằng tên <b>{view.userName}</b> và mật khẩu vừa đặt.
        </Note>
        <AppLink
          className="btn btn-primary btn-large btn-block"
          href={`/dang-nhap?ten=${encodeURIComponent(view.userName)}`}
        >
          Tới trang đăng nhập
        </AppLink>
      </>
    );
  }
  return (
    <form className="form" onSubmit={submit}>
      <p>
        {view.displayName}, {view.agencyName}. Tên đăng nhập: <b>{view.userName}</b>.
      </p>
      <p className="quiet">
        Liên kết dùng một lần, có hiệu lực đến {formatInstant(view.expiresAt)}. Ngoài người đặt, không ai biết mật khẩu
        này.
      </p>
      <NewPasswordFields
        value={password}
        repeat={repeat}
        onChange={setPassword}
        onRepeat={setRepeat}
        sentences={view.passwordRule.sentences}
        tried={tried}
      />
      {use.isError && <ErrorNote title="Chưa đặt được mật khẩu" error={use.error} />}
      <Button type="submit" kind="primary" size="large" block busy={use.isPending}>
        Đặt mật khẩu
      </Button>
    </form>
  );
}

export function LinkPage() {
  const { token = '' } = useParams({ strict: false });
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['link', token],
    queryFn: ({ signal }) => getJson<OneTimeLinkView>(`/api/links/${token}`, undefined, signal),
    retry: false,
    refetchOnWindowFocus: false,
    enabled: isWholeToken(token),
  });
  return (
    <AlonePage title={data?.kind === 'reset' ? 'Đặt lại mật khẩu' : 'Đặt mật khẩu lần đầu'}>
      {!isWholeToken(token) && <CutLink />}
      {isPending && isWholeToken(token) && <SkeletonRows rows={2} />}
      {error !== null && <ErrorNote title="Chưa mở được liên kết" error={error} onRetry={() => void refetch()} />}
      {data !== undefined && <LinkForm token={token} view={data} />}
    </AlonePage>
  );
}
