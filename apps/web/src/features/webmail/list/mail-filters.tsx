import { useState } from 'react';
import { DateField } from '../../../shared/fields/date-field.tsx';
import { Check, ChoiceField, TextField } from '../../../shared/fields/text-field.tsx';
import { Button } from '../../../shared/ui/button.tsx';
import { FILTER_WORDS, type MailFilter, type MailPlace } from '../place.ts';

interface MailFiltersProps {
  place: MailPlace;
  /** Only a shared box knows who takes care of a mail. */
  shared: boolean;
  /** The folder that is open, to search in it alone. */
  folder: { id: string; name: string };
  onPut: (changes: Record<string, string | undefined>) => void;
  onClose: () => void;
  focus: boolean;
}

const SHARED_ONLY: readonly MailFilter[] = ['mine', 'unassigned'];

function options(shared: boolean): { value: MailFilter | 'any'; label: string }[] {
  const names = (Object.keys(FILTER_WORDS) as MailFilter[]).filter((name) => shared || !SHARED_ONLY.includes(name));
  return [{ value: 'any', label: 'Tất cả thư' }, ...names.map((value) => ({ value, label: FILTER_WORDS[value] }))];
}

/** Words with or without accents, a kind, days; all in the address. */
export function MailFilters({ place, shared, folder, onPut, onClose, focus }: MailFiltersProps) {
  const [q, setQ] = useState(place.q);
  const settle = (): void => onPut({ q: q.trim() });
  return (
    <form
      className="pane-filters"
      aria-label="Tìm và lọc thư"
      onSubmit={(event) => {
        event.preventDefault();
        settle();
      }}
    >
      <TextField
        label="Người gửi, người nhận, tiêu đề, nội dung, tên tệp"
        value={q}
        onChange={setQ}
        onBlur={settle}
        placeholder="Gõ không dấu cũng được"
        autoFocus={focus}
      />
      <Check
        label={`Chỉ tìm trong ${folder.name}`}
        on={place.folderId !== undefined}
        onChange={(on) => onPut({ muc: on ? folder.id : undefined })}
      />
      <ChoiceField
        label="Loại thư"
        value={place.filter ?? 'any'}
        options={options(shared)}
        onChange={(value) => onPut({ loc: value === 'any' ? undefined : value })}
      />
      <div className="field-row" style={{ '--least': '120px' } as React.CSSProperties}>
        <DateField
          label="Từ ngày"
          placeholder="15/3/21"
          value={place.since}
          onChange={(date) => onPut({ tu: date ?? undefined })}
        />
        <DateField
          label="Đến hết ngày"
          placeholder="22/3/21"
          value={place.until}
          onChange={(date) => onPut({ den: date ?? undefined })}
        />
      </div>
      <div className="note-actions">
        <Button type="submit" size="small">
          Tìm
        </Button>
        <Button
          size="small"
          kind="quiet"
          onClick={() => {
            onPut({ q: undefined, loc: undefined, tu: undefined, den: undefined });
            onClose();
          }}
        >
          Bỏ lọc
        </Button>
      </div>
    </form>
  );
}
