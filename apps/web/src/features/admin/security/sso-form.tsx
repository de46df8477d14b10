import type { SaveSso, SsoSettings, SsoSettingsAnswer } from '@congvu/contracts';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { getJson } from '../../../shared/api/client.ts';
import { fieldError } from '../../../shared/api/errors.ts';
import { useWrite } from '../../../shared/api/write.ts';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { Check, ChoiceField, TextField } from '../../../shared/fields/text-field.tsx';
import { Button } from '../../../shared/ui/button.tsx';
import { ErrorNote, SkeletonRows } from '../../../shared/ui/notes.tsx';

const MATCHES: readonly { value: SsoSettings['match']; label: string }[] = [
  { value: 'identity_number', label: 'Số căn cước công dân' },
  { value: 'email', label: 'Địa chỉ thư công vụ' },
];

const EMPTY: SsoSettings = {
  name: 'Tài khoản chung của tỉnh',
  issuer: '',
  clientId: '',
  match: 'identity_number',
  claim: '',
  secondFactorValues: [],
  enabled: false,
  hasSecret: false,
};

function listOf(text: string): string[] {
  return text
    .split(',')
    .map((value) => value.trim())
    .filter((value) => value !== '');
}

function Form({ stored, redirectUri }: { stored: SsoSettings; redirectUri: string }) {
  const [typed, setTyped] = useState(stored);
  const [factors, setFactors] = useState(stored.secondFactorValues.join(', '));
  const [secret, setSecret] = useState('');
  const change = (part: Partial<SsoSettings>): void => setTyped((now) => ({ ...now, ...part }));
  const save = useWrite<SaveSso, SsoSettingsAnswer>({
    request: (body) => ({ method: 'PUT', path: '/api/sso-settings', body }),
    topics: ['sso-settings'],
    onDone: () => {
      setSecret('');
      showToast('Đã lưu cấu hình đăng nhập một lần.');
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const { hasSecret: _hasSecret, ...facts } = typed;
    save.mutate({ ...facts, secondFactorValues: listOf(factors), ...(secret !== '' && { clientSecret: secret }) });
  };
  const missing = [typed.name, typed.issuer, typed.clientId, typed.claim].some((value) => value.trim() === '');
  const error = (path: string): string | undefined => fieldError(save.error, path);
  return (
    <form className="sheet security-form" onSubmit={submit} noValidate>
      <h2>Đăng nhập một lần</h2>
      <p className="quiet pretty">
        Dùng tài khoản chung của tỉnh (OpenID Connect) để vào Công Vụ. Chỉ vào được tài khoản đã cấp ở đây; không tự lập
        tài khoản mới. Địa chỉ quay về khai với nhà cung cấp: <b>{redirectUri}</b>
      </p>
      <div className="field-row">
        <TextField label="Tên trên nút đăng nhập" value={typed.name} onChange={(name) => change({ name })} />
        <TextField
          label="Địa chỉ nhà cung cấp (issuer)"
          value={typed.issuer}
          onChange={(issuer) => change({ issuer })}
          error={error('issuer')}
          hint="https, đúng như nhà cung cấp tự xưng"
        />
      </div>
      <div className="field-row">
        <TextField
          label="Mã ứng dụng (client_id)"
          value={typed.clientId}
          onChange={(clientId) => change({ clientId })}
        />
        <TextField
          label="Mã bí mật (client_secret)"
          value={secret}
          onChange={setSecret}
          error={error('clientSecret')}
          hint={stored.hasSecret ? 'Đã lưu; bỏ trống thì giữ mã cũ' : 'Chỉ ghi vào, không xem lại được'}
          autoComplete="off"
        />
      </div>
      <div className="field-row">
        <ChoiceField
          label="Khớp với cán bộ theo"
          value={typed.match}
          options={MATCHES}
          onChange={(match) => change({ match })}
        />
        <TextField
          label="Tên trường (claim) chứa giá trị ấy"
          value={typed.claim}
          onChange={(claim) => change({ claim })}
          error={error('claim')}
        />
        <TextField
          label="Giá trị acr, amr tính là hai lớp"
          value={factors}
          onChange={setFactors}
          hint="Cách nhau dấu phẩy; trống thì luôn hỏi lớp thứ hai của Công Vụ"
        />
      </div>
      <Check label="Bật trên trang đăng nhập" on={typed.enabled} onChange={(enabled) => change({ enabled })} />
      {save.isError && <ErrorNote title="Chưa lưu được" error={save.error} kept="Các giá trị đã nhập vẫn được giữ." />}
      <div className="note-actions">
        <Button type="submit" kind="primary" busy={save.isPending} reason={missing ? 'Còn ô chưa nhập' : undefined}>
          Lưu đăng nhập một lần
        </Button>
      </div>
    </form>
  );
}

export function SsoForm() {
  const { data, error, refetch } = useQuery({
    queryKey: ['sso-settings'],
    queryFn: ({ signal }) => getJson<SsoSettingsAnswer>('/api/sso-settings', undefined, signal),
  });
  if (error !== null) {
    return <ErrorNote title="Chưa tải được cấu hình" error={error} onRetry={() => void refetch()} />;
  }
  return data === undefined ? (
    <SkeletonRows rows={3} />
  ) : (
    <Form stored={data.settings ?? EMPTY} redirectUri={data.redirectUri} />
  );
}
