import type { SecuritySettings } from '@congvu/contracts';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { getJson } from '../../../shared/api/client.ts';
import { fieldError } from '../../../shared/api/errors.ts';
import { useWrite } from '../../../shared/api/write.ts';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { ChoiceField, TextField } from '../../../shared/fields/text-field.tsx';
import { useMe } from '../../../shared/session/me.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { ErrorNote, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { AdminFrame } from '../admin-frame.tsx';
import { SsoForm } from './sso-form.tsx';

type NumberKey = 'idleMinutes' | 'adminIdleMinutes' | 'absoluteHours' | 'lockAfter' | 'lockHours' | 'stepUpMinutes';

interface NumberRule {
  key: NumberKey;
  label: string;
  least: number;
  most: number;
  hint: string;
}

/** Bounds of the contract (QCVN 12:2026/BCA 3.6.2.1.8); a stricter office may go below, never above. */
const SESSION_RULES: readonly NumberRule[] = [
  {
    key: 'idleMinutes',
    label: 'Phút chờ của người dùng',
    least: 1,
    most: 15,
    hint: 'Không thao tác thì kết thúc phiên; nhiều nhất 15',
  },
  { key: 'adminIdleMinutes', label: 'Phút chờ của quản trị', least: 1, most: 5, hint: 'Nhiều nhất 5' },
  {
    key: 'absoluteHours',
    label: 'Giờ tối đa của một phiên',
    least: 1,
    most: 12,
    hint: 'Nhiều nhất 12, dù đang thao tác',
  },
];
const PROOF_RULES: readonly NumberRule[] = [
  {
    key: 'stepUpMinutes',
    label: 'Phút hiệu lực của một lần xác nhận',
    least: 1,
    most: 15,
    hint: 'Từ 1 đến 15; đăng nhập cũng là một lần xác nhận',
  },
];
const LOCK_RULES: readonly NumberRule[] = [
  { key: 'lockAfter', label: 'Số lần sai thì khóa', least: 3, most: 5, hint: 'Từ 3 đến 5 lần trên máy lạ' },
  { key: 'lockHours', label: 'Giờ khóa', least: 12, most: 720, hint: 'Ít nhất 12 giờ' },
];

const FACTORS: readonly { value: SecuritySettings['secondFactor']; label: string }[] = [
  { value: 'everyone', label: 'Bắt buộc với mọi người' },
  { value: 'administrators', label: 'Chỉ bắt buộc với quản trị' },
];
/** The demo, whose password everybody knows, may ask nobody (QCVN 12:2026/BCA 3.7.2.8.3 asks administrators always). */
const DEMO_FACTORS: typeof FACTORS = [
  ...FACTORS,
  { value: 'optional', label: 'Người dùng tự chọn (chỉ bản chạy thử)' },
];

const FACTOR_HINTS: Record<SecuritySettings['secondFactor'], string> = {
  everyone:
    'Mặc định. Ai chưa có lớp thứ hai được hướng dẫn chọn một cách ở lần đăng nhập tới, trước khi vào các màn hình khác.',
  administrators:
    'Người dùng không có lớp thứ hai phải đặt mật khẩu từ 14 ký tự đủ bốn loại, thay vì 12 (TCVN 14423 cấp 3).',
  optional: 'Chỉ dùng cho bản chạy thử.',
};

type Typed = Record<NumberKey, string>;

function problemOf(rule: NumberRule, typed: string): string | undefined {
  const value = Number(typed);
  return /^\d+$/.test(typed.trim()) && value >= rule.least && value <= rule.most
    ? undefined
    : `Nhập số từ ${rule.least} đến ${rule.most}.`;
}

function NumberFields({
  rules,
  typed,
  onChange,
  error,
}: {
  rules: readonly NumberRule[];
  typed: Typed;
  onChange: (part: Partial<Typed>) => void;
  error: unknown;
}) {
  return (
    <div className="field-row">
      {rules.map((rule) => (
        <TextField
          key={rule.key}
          label={rule.label}
          value={typed[rule.key]}
          onChange={(value) => onChange({ [rule.key]: value })}
          hint={rule.hint}
          error={problemOf(rule, typed[rule.key]) ?? fieldError(error, rule.key)}
          inputMode="numeric"
          numeric
        />
      ))}
    </div>
  );
}

function SettingsForm({ settings }: { settings: SecuritySettings }) {
  const { demo } = useMe();
  const [typed, setTyped] = useState<Typed>({
    idleMinutes: String(settings.idleMinutes),
    adminIdleMinutes: String(settings.adminIdleMinutes),
    absoluteHours: String(settings.absoluteHours),
    lockAfter: String(settings.lockAfter),
    lockHours: String(settings.lockHours),
    stepUpMinutes: String(settings.stepUpMinutes),
  });
  const [factor, setFactor] = useState(settings.secondFactor);
  const save = useWrite<SecuritySettings, SecuritySettings>({
    request: (body) => ({ method: 'PUT', path: '/api/security-settings', body }),
    topics: ['security-settings'],
    onDone: () => showToast('Đã lưu quy định bảo mật, áp dụng cho lần đăng nhập tới.'),
  });
  const wrong = [...SESSION_RULES, ...LOCK_RULES, ...PROOF_RULES].some(
    (rule) => problemOf(rule, typed[rule.key]) !== undefined,
  );
  const change = (part: Partial<Typed>): void => setTyped((now) => ({ ...now, ...part }));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!wrong) {
      save.mutate({
        idleMinutes: Number(typed.idleMinutes),
        adminIdleMinutes: Number(typed.adminIdleMinutes),
        absoluteHours: Number(typed.absoluteHours),
        lockAfter: Number(typed.lockAfter),
        lockHours: Number(typed.lockHours),
        stepUpMinutes: Number(typed.stepUpMinutes),
        secondFactor: factor,
      });
    }
  };
  return (
    <form className="sheet security-form" onSubmit={submit} noValidate>
      <h2>Phiên làm việc</h2>
      <NumberFields rules={SESSION_RULES} typed={typed} onChange={change} error={save.error} />
      <h2>Khóa khi nhập sai mật khẩu</h2>
      <NumberFields rules={LOCK_RULES} typed={typed} onChange={change} error={save.error} />
      <h2>Xác thực hai lớp</h2>
      <ChoiceField
        label="Ai phải dùng xác thực hai lớp"
        value={factor}
        options={demo || settings.secondFactor === 'optional' ? DEMO_FACTORS : FACTORS}
        onChange={setFactor}
        hint={FACTOR_HINTS[factor]}
      />
      <h2>Xác nhận lại chính mình</h2>
      <p className="quiet pretty">
        Hỏi lại mật khẩu hoặc khóa truy cập trước khi ủy quyền, tải danh sách có dữ liệu cá nhân, quản trị tài khoản và
        quyền, quản lý khóa. Ký số bằng thiết bị hoặc mã PIN không hỏi thêm.
      </p>
      <NumberFields rules={PROOF_RULES} typed={typed} onChange={change} error={save.error} />
      {save.isError && <ErrorNote title="Chưa lưu được" error={save.error} kept="Các giá trị đã nhập vẫn được giữ." />}
      <div className="note-actions">
        <Button type="submit" kind="primary" busy={save.isPending} reason={wrong ? 'Còn giá trị chưa đúng' : undefined}>
          Lưu quy định
        </Button>
      </div>
    </form>
  );
}

/** Rules of sessions, locks and the second factor of the agency. */
export function SecuritySettingsPage() {
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['security-settings'],
    queryFn: ({ signal }) => getJson<SecuritySettings>('/api/security-settings', undefined, signal),
  });
  return (
    <AdminFrame
      part="security"
      title="Quy định bảo mật"
      sentence="Giới hạn theo QCVN 12:2026/BCA và TCVN 14423:2026 cấp 3; cơ quan có thể chặt hơn."
    >
      {isPending && <SkeletonRows rows={4} />}
      {error !== null && <ErrorNote title="Chưa tải được quy định" error={error} onRetry={() => void refetch()} />}
      {data !== undefined && <SettingsForm settings={data} />}
      {data !== undefined && <SsoForm />}
    </AdminFrame>
  );
}
