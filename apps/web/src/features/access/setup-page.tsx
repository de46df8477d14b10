import type { Setup, SetupView, SignInAnswer } from '@congvu/contracts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { getJson } from '../../shared/api/client.ts';
import { fieldError } from '../../shared/api/errors.ts';
import { useWrite } from '../../shared/api/write.ts';
import { ChoiceField, TextField } from '../../shared/fields/text-field.tsx';
import { forgetAnswers } from '../../shared/session/me.ts';
import { formatInstant } from '../../shared/text/dates.ts';
import { Button } from '../../shared/ui/button.tsx';
import { useGo } from '../../shared/ui/link.tsx';
import { ErrorNote, SkeletonRows } from '../../shared/ui/notes.tsx';
import { AlonePage, CutLink, isWholeToken } from './entry-frame.tsx';
import { NewPasswordFields } from './password-field.tsx';

const KINDS = [
  { value: 'peoples_committee', label: 'Ủy ban nhân dân' },
  { value: 'peoples_council', label: 'Hội đồng nhân dân' },
  { value: 'department', label: 'Sở, phòng, ban chuyên môn' },
  { value: 'office', label: 'Văn phòng' },
  { value: 'party_unions', label: 'Đảng, đoàn thể' },
  { value: 'other', label: 'Cơ quan khác' },
] as const;

const TIERS = [
  { value: 'province', label: 'Cấp tỉnh' },
  { value: 'district', label: 'Cấp huyện' },
  { value: 'commune', label: 'Cấp xã' },
  { value: 'central', label: 'Trung ương' },
] as const;

type Kind = (typeof KINDS)[number]['value'];
type Tier = (typeof TIERS)[number]['value'];

const EMPTY = {
  name: '',
  place: '',
  symbol: '',
  code: '',
  kind: 'peoples_committee' as Kind,
  tier: 'commune' as Tier,
  fullName: '',
  userName: '',
};
type Draft = typeof EMPTY;

const REQUIRED: readonly (readonly [key: keyof Draft, label: string])[] = [
  ['name', 'tên cơ quan'],
  ['code', 'mã định danh'],
  ['symbol', 'tên viết tắt'],
  ['place', 'địa danh'],
  ['fullName', 'họ và tên'],
  ['userName', 'tên đăng nhập'],
];

function toSetup(draft: Draft, password: string): Omit<Setup, 'unitName'> & { unitName?: string } {
  const { name, place, symbol, code, kind, tier } = draft;
  return {
    agency: {
      name,
      shortName: '',
      governingName: '',
      headingName: '',
      place,
      symbol,
      code,
      oldCode: null,
      email: '',
      kind,
      tier,
    },
    person: { fullName: draft.fullName, title: 'Quản trị hệ thống', email: '' },
    userName: draft.userName,
    password,
  };
}

function SetupForm({
  token,
  view,
}: {
  token: string;
  view: { passwordRule: { sentences: string[] }; expiresAt: string };
}) {
  const [draft, setDraft] = useState(EMPTY);
  const [password, setPassword] = useState('');
  const [repeat, setRepeat] = useState('');
  const [tried, setTried] = useState(false);
  const client = useQueryClient();
  const go = useGo();
  const setUp = useWrite<unknown, SignInAnswer>({
    request: (body) => ({ path: `/api/setup/${token}`, body }),
    onDone: (answer) => {
      forgetAnswers(client);
      go(answer.step === 'set_up_second_factor' ? '/xac-thuc-hai-lop' : '/');
    },
  });
  const put = (key: keyof Draft) => (value: string) => setDraft((now) => ({ ...now, [key]: value }));
  const problem = (key: keyof Draft): string | undefined => {
    const label = REQUIRED.find(([name]) => name === key)?.[1];
    return tried && label !== undefined && draft[key].trim() === ''
      ? `Chưa nhập ${label}.`
      : fieldError(setUp.error, key);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    const complete = REQUIRED.every(([key]) => draft[key].trim() !== '');
    if (complete && password !== '' && password === repeat) {
      setUp.mutate(toSetup(draft, password));
    }
  };
  return (
    <form className="form" onSubmit={submit}>
      <p className="quiet">
        Lập cơ quan đầu tiên và tài khoản quản trị của cơ quan đó. Liên kết có hiệu lực đến{' '}
        {formatInstant(view.expiresAt)}.
      </p>
      <h2>Cơ quan</h2>
      <TextField
        label="Tên cơ quan"
        value={draft.name}
        onChange={put('name')}
        error={problem('name')}
        placeholder="Ủy ban nhân dân xã …"
        autoFocus
      />
      <div className="field-row">
        <ChoiceField label="Loại" value={draft.kind} options={KINDS} onChange={put('kind')} />
        <ChoiceField label="Cấp" value={draft.tier} options={TIERS} onChange={put('tier')} />
      </div>
      <div className="field-row">
        <TextField
          label="Mã định danh"
          value={draft.code}
          onChange={put('code')}
          error={problem('code')}
          hint="Theo Quyết định 20/2020/QĐ-TTg, ví dụ H35.9.1"
        />
        <TextField
          label="Tên viết tắt trong ký hiệu"
          value={draft.symbol}
          onChange={put('symbol')}
          error={problem('symbol')}
          hint="Ví dụ UBND"
        />
      </div>
      <TextField
        label="Địa danh ghi trên văn bản"
        value={draft.place}
        onChange={put('place')}
        error={problem('place')}
      />
      <h2>Quản trị đầu tiên</h2>
      <div className="field-row">
        <TextField label="Họ và tên" value={draft.fullName} onChange={put('fullName')} error={problem('fullName')} />
        <TextField
          label="Tên đăng nhập"
          value={draft.userName}
          onChange={put('userName')}
          error={problem('userName')}
          autoComplete="username"
        />
      </div>
      <NewPasswordFields
        value={password}
        repeat={repeat}
        onChange={setPassword}
        onRepeat={setRepeat}
        sentences={view.passwordRule.sentences}
        tried={tried}
        error={tried && password === '' ? 'Chưa nhập mật khẩu.' : undefined}
      />
      {setUp.isError && (
        <ErrorNote title="Chưa thiết lập được" error={setUp.error} kept="Các ô đã nhập vẫn được giữ." />
      )}
      <Button type="submit" kind="primary" size="large" block busy={setUp.isPending}>
        Thiết lập và đăng nhập
      </Button>
    </form>
  );
}

/** First start: opened by the one-time link the console has printed. */
export function SetupPage() {
  const { token = '' } = useParams({ strict: false });
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['setup', token],
    queryFn: ({ signal }) => getJson<ReturnType<typeof SetupView.parse>>(`/api/setup/${token}`, undefined, signal),
    retry: false,
    refetchOnWindowFocus: false,
    enabled: isWholeToken(token),
  });
  return (
    <AlonePage title="Thiết lập lần đầu">
      {!isWholeToken(token) && <CutLink />}
      {isPending && isWholeToken(token) && <SkeletonRows rows={3} />}
      {error !== null && (
        <ErrorNote title="Chưa mở được liên kết thiết lập" error={error} onRetry={() => void refetch()} />
      )}
      {data !== undefined && <SetupForm token={token} view={data} />}
    </AlonePage>
  );
}
