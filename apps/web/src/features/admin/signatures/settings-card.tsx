import type { SigningSettings, SigningSettingsView } from '@congvu/contracts';
import { type FormEvent, useState } from 'react';
import { fieldError } from '../../../shared/api/errors.ts';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { ChoiceField, TextField } from '../../../shared/fields/text-field.tsx';
import { useRoles } from '../../../shared/session/me.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { ErrorNote } from '../../../shared/ui/notes.tsx';
import { useChangeSigningSettings, useSigningSettings } from '../trust-api.ts';

type NumberKey = 'graceHours' | 'guardianMonths' | 'from' | 'to';
type Typed = Record<NumberKey, string>;

interface NumberRule {
  key: NumberKey;
  /** As the server names it. */
  path: string;
  label: string;
  least: number;
  most: number;
  step: number;
  hint: string;
}

/** Bounds of the contract. */
const RULES: readonly NumberRule[] = [
  {
    key: 'graceHours',
    path: 'graceHours',
    label: 'Giờ được ký khi chưa có dấu thời gian',
    least: 0.5,
    most: 168,
    step: 0.5,
    hint: 'Quá số giờ này mà nơi cấp vẫn không trả lời thì tạm dừng ký',
  },
  {
    key: 'guardianMonths',
    path: 'guardianMonths',
    label: 'Gia hạn trước, tháng',
    least: 1,
    most: 60,
    step: 1,
    hint: 'Chữ ký sắp không kiểm tra được trong số tháng này được đóng thêm dấu thời gian',
  },
  {
    key: 'from',
    path: 'night.from',
    label: 'Chạy đêm từ, giờ',
    least: 0,
    most: 23,
    step: 1,
    hint: 'Theo giờ Việt Nam',
  },
  {
    key: 'to',
    path: 'night.to',
    label: 'Đến, giờ',
    least: 0,
    most: 23,
    step: 1,
    hint: 'Nhỏ hơn giờ đầu là qua nửa đêm',
  },
];

const LEVELS: readonly { value: SigningSettings['level']; label: string }[] = [
  { value: 'LT', label: 'Dấu thời gian và bằng chứng để kiểm tra lâu dài' },
  { value: 'T', label: 'Dấu thời gian' },
  { value: 'B', label: 'Chỉ chữ ký, không dấu thời gian' },
];

/** Vietnamese writes the half with a comma. */
function numberOf(typed: string): number {
  return Number(typed.trim().replace(',', '.') || 'x');
}

function problemOf({ least, most, step }: NumberRule, typed: string): string | undefined {
  const value = numberOf(typed);
  const isGood = value >= least && value <= most && Number.isInteger(value / step);
  return isGood ? undefined : `Nhập số từ ${String(least).replace('.', ',')} đến ${most}.`;
}

function SettingsForm({ settings }: { settings: SigningSettingsView }) {
  const [level, setLevel] = useState(settings.level);
  const [typed, setTyped] = useState<Typed>({
    graceHours: String(settings.graceHours).replace('.', ','),
    guardianMonths: String(settings.guardianMonths),
    from: String(settings.night.from),
    to: String(settings.night.to),
  });
  const save = useChangeSigningSettings(() => showToast('Đã lưu thiết lập ký số, áp dụng cho lần ký tới.'));
  const isSameHour = numberOf(typed.from) === numberOf(typed.to);
  const wrong = isSameHour || RULES.some((rule) => problemOf(rule, typed[rule.key]) !== undefined);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!wrong) {
      save.mutate({
        level,
        graceHours: numberOf(typed.graceHours),
        guardianMonths: numberOf(typed.guardianMonths),
        night: { from: numberOf(typed.from), to: numberOf(typed.to) },
      });
    }
  };
  return (
    <form
      className="sheet security-form signing-form no-print"
      aria-label="Thiết lập ký số"
      onSubmit={submit}
      noValidate
    >
      <h2>Thiết lập ký số</h2>
      <p>{settings.sentence}</p>
      <ChoiceField label="Chữ ký kèm theo" value={level} options={LEVELS} onChange={setLevel} />
      <div className="field-row">
        {RULES.map((rule) => (
          <TextField
            key={rule.key}
            label={rule.label}
            value={typed[rule.key]}
            onChange={(value) => setTyped((now) => ({ ...now, [rule.key]: value }))}
            hint={rule.hint}
            error={
              problemOf(rule, typed[rule.key]) ??
              (rule.key === 'to' && isSameHour
                ? 'Giờ kết thúc phải khác giờ bắt đầu.'
                : fieldError(save.error, rule.path))
            }
            inputMode="decimal"
            numeric
          />
        ))}
      </div>
      {save.isError && <ErrorNote title="Chưa lưu được" error={save.error} kept="Các giá trị đã nhập vẫn được giữ." />}
      <div className="note-actions">
        <Button type="submit" kind="primary" busy={save.isPending} reason={wrong ? 'Còn giá trị chưa đúng' : undefined}>
          Lưu thiết lập
        </Button>
      </div>
    </form>
  );
}

/** Level, grace and night of the guardian; administrators only. */
export function SigningSettingsCard() {
  const isAdministrator = useRoles().has('administrator');
  const { data, error, refetch } = useSigningSettings(isAdministrator);
  if (error !== null) {
    return <ErrorNote title="Chưa tải được thiết lập ký số" error={error} onRetry={() => void refetch()} />;
  }
  return data === undefined ? null : <SettingsForm settings={data} />;
}
