import type { BookSettings } from '@congvu/contracts';
import { useState } from 'react';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { TextField } from '../../../shared/fields/text-field.tsx';
import { FormDialog } from '../form-dialog.tsx';
import { useSaveSettings } from './address-book-api.ts';

const FIELDS: readonly {
  field: keyof BookSettings;
  label: string;
  aside: string;
  least: number;
  most: number;
  hint: string;
}[] = [
  {
    field: 'syncHour',
    label: 'Giờ đồng bộ hằng ngày',
    aside: '(0 đến 23)',
    least: 0,
    most: 23,
    hint: 'Phần thay đổi trong ngày được lấy vào giờ này.',
  },
  {
    field: 'fullEveryDays',
    label: 'Lấy lại toàn bộ sau mỗi',
    aside: '(ngày)',
    least: 1,
    most: 60,
    hint: 'Cơ quan không còn trong toàn bộ danh sách được đánh dấu đã đóng.',
  },
  {
    field: 'maxMissingPercent',
    label: 'Danh sách được thiếu nhiều nhất',
    aside: '(phần trăm)',
    least: 0,
    most: 100,
    hint: 'Thiếu hơn mức này thì không ghi mà hỏi quản trị, phòng khi trục trả danh sách cụt.',
  },
];

function problemOf(text: string, { least, most }: { least: number; most: number }): string | undefined {
  const value = Number(text);
  return /^\d{1,3}$/.test(text.trim()) && value >= least && value <= most
    ? undefined
    : `Ghi một số từ ${least} đến ${most}.`;
}

export function SettingsDialog({ settings, onClose }: { settings: BookSettings; onClose: () => void }) {
  const [texts, setTexts] = useState<Record<keyof BookSettings, string>>({
    syncHour: String(settings.syncHour),
    fullEveryDays: String(settings.fullEveryDays),
    maxMissingPercent: String(settings.maxMissingPercent),
  });
  const [tried, setTried] = useState(false);
  const save = useSaveSettings(() => {
    showToast('Đã lưu thiết lập của sổ địa chỉ.');
    onClose();
  });
  const isRight = FIELDS.every((field) => problemOf(texts[field.field], field) === undefined);
  const confirm = (): void => {
    setTried(true);
    if (isRight) {
      save.mutate({
        syncHour: Number(texts.syncHour),
        fullEveryDays: Number(texts.fullEveryDays),
        maxMissingPercent: Number(texts.maxMissingPercent),
      });
    }
  };
  return (
    <FormDialog
      title="Thiết lập sổ địa chỉ"
      confirmLabel="Lưu"
      busy={save.isPending}
      error={save.error}
      onClose={onClose}
      onConfirm={confirm}
    >
      {FIELDS.map((field) => (
        <TextField
          key={field.field}
          label={field.label}
          aside={field.aside}
          hint={field.hint}
          inputMode="numeric"
          numeric
          value={texts[field.field]}
          onChange={(value) => setTexts({ ...texts, [field.field]: value })}
          error={tried ? problemOf(texts[field.field], field) : undefined}
        />
      ))}
    </FormDialog>
  );
}
