import type { SaveZimbraConnection, ZimbraConnection } from '@congvu/contracts';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { getJson } from '../../../shared/api/client.ts';
import { useWrite } from '../../../shared/api/write.ts';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { Field } from '../../../shared/fields/field.tsx';
import { TextField } from '../../../shared/fields/text-field.tsx';
import { formatWhen } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { ErrorNote, Note, SkeletonRows } from '../../../shared/ui/notes.tsx';

const PATH = '/api/mail-settings/zimbra';

type Draft = Required<SaveZimbraConnection>;

function draftOf({ connection }: ZimbraConnection): Draft {
  const { url = '', adminName = '', cosId = '', caPem = '' } = connection ?? {};
  return { url, adminName, password: '', cosId, caPem };
}

function ZimbraForm({ view }: { view: ZimbraConnection }) {
  const [draft, setDraft] = useState(() => draftOf(view));
  const save = useWrite<SaveZimbraConnection, ZimbraConnection>({
    request: (body) => ({ method: 'PUT', path: PATH, body }),
    topics: ['mail'],
    onDone: ({ connection, accounts }) => {
      setDraft((now) => ({ ...now, url: connection?.url ?? now.url, password: '' }));
      showToast(
        accounts === 'some'
          ? 'Zimbra trả lời; kết nối đã ghi.'
          : 'Zimbra trả lời nhưng chưa có hộp thư nào ở tên miền này; kết nối đã ghi.',
      );
    },
  });
  const put = (name: keyof Draft) => (value: string) => setDraft({ ...draft, [name]: value });
  const { connection } = view;
  const isReady = draft.url.trim() !== '' && draft.adminName.trim() !== '';
  const confirm = (): void => {
    const { password, ...rest } = draft;
    save.mutate({ ...rest, ...(password !== '' && { password }) });
  };
  return (
    <fieldset className="mail-zimbra">
      <legend>Kết nối Zimbra</legend>
      {connection !== null && (
        <p className="quiet">
          {connection.own ? '' : 'Đang theo kết nối của cơ quan cấp trên. '}
          {connection.savedBy} ghi {formatWhen(connection.savedAt)}.
        </p>
      )}
      <TextField
        label="Địa chỉ quản trị"
        hint="Cổng 7071 nếu không ghi cổng khác."
        placeholder="https://mail.laichau.gov.vn"
        value={draft.url}
        onChange={put('url')}
        inputMode="url"
        maxLength={200}
      />
      <TextField
        label="Tài khoản quản trị"
        placeholder="congvu@laichau.gov.vn"
        value={draft.adminName}
        onChange={put('adminName')}
        inputMode="email"
        maxLength={200}
      />
      <Field
        label="Mật khẩu quản trị"
        hint={
          connection?.own === true
            ? 'Để trống thì giữ nguyên; đổi địa chỉ, tài khoản hoặc chứng thư thì phải nhập lại.'
            : 'Lưu mã hóa trên máy chủ, không hiện lại.'
        }
      >
        {(ids) => (
          <input
            {...ids}
            className="input"
            type="password"
            // Browsers offer saved passwords of people, which have no business here.
            autoComplete="new-password"
            maxLength={200}
            value={draft.password}
            placeholder={connection?.own === true ? '••••••••' : undefined}
            onChange={(event) => put('password')(event.target.value)}
          />
        )}
      </Field>
      <TextField
        label="Mã lớp dịch vụ (COS) của hộp thư mới"
        hint="Để trống là theo tên miền."
        value={draft.cosId}
        onChange={put('cosId')}
        maxLength={64}
      />
      <TextField
        label="Chứng thư nơi cấp của máy chủ"
        hint="Chỉ cần khi Zimbra dùng chứng thư tự ký: dán nội dung tệp PEM."
        value={draft.caPem}
        onChange={put('caPem')}
        rows={3}
        maxLength={20_000}
      />
      {save.isError && <ErrorNote title="Chưa ghi kết nối" error={save.error} />}
      <Button busy={save.isPending} disabled={!isReady} onClick={confirm}>
        Thử và ghi kết nối
      </Button>
    </fieldset>
  );
}

/** How the office enters its Zimbra: kept only when Zimbra answers, so that choosing Zimbra below cannot fail for it. */
export function ZimbraConnectionPart() {
  const query = useQuery({
    queryKey: ['mail', 'zimbra'],
    queryFn: ({ signal }) => getJson<ZimbraConnection>(PATH, undefined, signal),
  });
  if (query.isPending) {
    return <SkeletonRows rows={3} />;
  }
  if (query.isError) {
    return <ErrorNote title="Chưa tải được" error={query.error} onRetry={() => void query.refetch()} />;
  }
  return (
    <>
      {query.data.connection === null && (
        <Note tone="plain" title="Chưa có kết nối Zimbra">
          <p>
            Zimbra do tỉnh vận hành mà không cấp tài khoản quản trị thì chọn làm bằng tay và lấy danh sách việc ở sổ
            thư.
          </p>
        </Note>
      )}
      <ZimbraForm view={query.data} />
    </>
  );
}
