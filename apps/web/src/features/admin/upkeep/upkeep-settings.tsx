import type { UpkeepSettings } from '@congvu/contracts';
import { type FormEvent, useState } from 'react';
import { fieldError } from '../../../shared/api/errors.ts';
import { TextField } from '../../../shared/fields/text-field.tsx';
import { SaveFault } from '../../../shared/secondperson/save-fault.tsx';
import { WaitingNote } from '../../../shared/secondperson/waiting-note.tsx';
import { Button } from '../../../shared/ui/button.tsx';
import { useSaveUpkeep } from './upkeep-api.ts';

interface Rule {
  key: keyof UpkeepSettings;
  label: string;
  least: number;
  most: number;
  hint: string;
}

/** Bounds of the contract (QCVN 12:2026/BCA 3.12). */
const RULES: readonly Rule[] = [
  { key: 'backupHour', label: 'Giờ sao lưu hằng ngày', least: 0, most: 23, hint: 'Giờ Việt Nam, từ 0 đến 23' },
  {
    key: 'baseEveryDays',
    label: 'Chép toàn bộ sau mỗi (ngày)',
    least: 1,
    most: 30,
    hint: 'Giữa hai lần chỉ chép phần mới',
  },
  {
    key: 'keepBases',
    label: 'Giữ mấy bản toàn bộ',
    least: 2,
    most: 52,
    hint: 'Bản cũ hơn được xóa cùng nhật ký của nó',
  },
  { key: 'alarmAfterHours', label: 'Báo động sau (giờ)', least: 1, most: 168, hint: 'Khi chưa có bản sao lưu tốt mới' },
  {
    key: 'drillEveryDays',
    label: 'Diễn tập khôi phục sau mỗi (ngày)',
    least: 1,
    most: 90,
    hint: 'Quy định: hằng quý; nên hằng tháng',
  },
  { key: 'scrubDays', label: 'Đọc lại hết các tệp trong (ngày)', least: 1, most: 30, hint: 'Nhiều nhất 30' },
];

function problemOf({ least, most }: Rule, typed: string): string | undefined {
  const value = Number(typed);
  return /^\d+$/.test(typed.trim()) && value >= least && value <= most ? undefined : `Nhập số từ ${least} đến ${most}.`;
}

export function UpkeepSettingsForm({ settings, reason }: { settings: UpkeepSettings; reason: string | undefined }) {
  const [typed, setTyped] = useState<Record<string, string>>(() =>
    Object.fromEntries(RULES.map(({ key }) => [key, String(settings[key])])),
  );
  const save = useSaveUpkeep();
  const isWrong = RULES.some((rule) => problemOf(rule, typed[rule.key] ?? '') !== undefined);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!isWrong) {
      const numbers = Object.fromEntries(RULES.map(({ key }) => [key, Number(typed[key])]));
      save.mutate({ ...settings, ...numbers });
    }
  };
  return (
    <form className="sheet upkeep-settings no-print" onSubmit={submit} noValidate>
      <h2>Lịch</h2>
      <div className="upkeep-fields">
        {RULES.map((rule) => (
          <TextField
            key={rule.key}
            label={rule.label}
            hint={rule.hint}
            value={typed[rule.key] ?? ''}
            onChange={(value) => setTyped((now) => ({ ...now, [rule.key]: value }))}
            error={problemOf(rule, typed[rule.key] ?? '') ?? fieldError(save.error, rule.key)}
            inputMode="numeric"
            numeric
          />
        ))}
      </div>
      <WaitingNote kinds={['upkeep.settings']} />
      {save.isError && (
        <SaveFault
          title="Chưa lưu được"
          error={save.error}
          kept="Các giá trị đã nhập vẫn được giữ."
          asked={save.variables && { kind: 'upkeep.settings', change: save.variables }}
        />
      )}
      <div className="note-actions">
        <Button
          type="submit"
          kind="primary"
          busy={save.isPending}
          reason={reason ?? (isWrong ? 'Còn giá trị chưa đúng' : undefined)}
        >
          Lưu lịch
        </Button>
      </div>
    </form>
  );
}
