import type { BookDetail } from '@congvu/contracts';
import { X } from 'lucide-react';
import { useState } from 'react';
import { fieldError } from '../../../shared/api/errors.ts';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { DateField } from '../../../shared/fields/date-field.tsx';
import { TextField } from '../../../shared/fields/text-field.tsx';
import { BookPick } from '../../../shared/pickers/receiver-pick.tsx';
import { officeToday } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { FormDialog } from '../form-dialog.tsx';
import { useSetSuccessors } from './address-book-api.ts';

interface Heir {
  code: string;
  name: string | null;
}

/** Who takes over: one is sent to instead, several leave the choice to whoever sends, none takes it back. */
export function SuccessorDialog({ detail, onClose }: { detail: BookDetail; onClose: () => void }) {
  const stated = detail.successors.filter((one) => one.stated);
  const [heirs, setHeirs] = useState<readonly Heir[]>(stated);
  const [effectiveOn, setEffectiveOn] = useState<string | null>(stated[0]?.effectiveOn ?? officeToday());
  const [basis, setBasis] = useState(stated[0]?.basis ?? '');
  const [tried, setTried] = useState(false);
  const save = useSetSuccessors(detail.item.id, () => {
    showToast(heirs.length === 0 ? 'Đã bỏ cơ quan nhận thay.' : 'Đã ghi cơ quan nhận thay.');
    onClose();
  });
  const confirm = (): void => {
    setTried(true);
    if (effectiveOn !== null && basis.trim() !== '') {
      save.mutate({ codes: heirs.map(({ code }) => code), effectiveOn, basis: basis.trim() });
    }
  };
  return (
    <FormDialog
      title="Cơ quan nhận thay"
      intro={`Văn bản gửi ${detail.item.name} từ ngày hiệu lực được gửi đến cơ quan nhận thay, có ghi chú. Chọn nhiều cơ quan khi cơ quan này được chia: người gửi sẽ tự chọn.`}
      confirmLabel={heirs.length === 0 && stated.length > 0 ? 'Bỏ khai báo' : 'Lưu'}
      busy={save.isPending}
      error={save.error}
      onClose={onClose}
      onConfirm={confirm}
    >
      <BookPick
        label="Cơ quan nhận thay"
        error={fieldError(save.error, 'codes.0')}
        onPick={({ code, name }) => {
          if (!heirs.some((heir) => heir.code === code)) {
            setHeirs([...heirs, { code, name }]);
          }
        }}
      />
      {heirs.length > 0 && (
        <ul className="book-heirs">
          {heirs.map(({ code, name }) => (
            <li key={code}>
              <span>
                {name ?? 'Chưa có trong sổ'} <small className="num quiet">{code}</small>
              </span>
              <Button
                kind="ghost"
                size="small"
                icon={X}
                aria-label={`Bỏ ${name ?? code}`}
                onClick={() => setHeirs(heirs.filter((heir) => heir.code !== code))}
              />
            </li>
          ))}
        </ul>
      )}
      <DateField
        label="Từ ngày"
        value={effectiveOn}
        onChange={setEffectiveOn}
        error={tried && effectiveOn === null ? 'Chưa ghi ngày hiệu lực.' : undefined}
      />
      <TextField
        label="Căn cứ"
        placeholder="Nghị quyết, quyết định sắp xếp"
        value={basis}
        onChange={setBasis}
        maxLength={300}
        error={
          tried && basis.trim() === ''
            ? 'Chưa ghi căn cứ. Người tra cứu sau này chỉ đọc được điều ghi ở đây.'
            : undefined
        }
      />
    </FormDialog>
  );
}
