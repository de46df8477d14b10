import type { Urgency } from '@congvu/contracts';
import { useState } from 'react';
import { DateField } from '../../../shared/fields/date-field.tsx';
import { ChoiceField, TextField } from '../../../shared/fields/text-field.tsx';
import { Button } from '../../../shared/ui/button.tsx';
import { URGENCY_OPTIONS } from '../../../shared/ui/marks.tsx';
import type { IncomingFilter } from '../incoming-api.ts';

type UrgencyChoice = Urgency | 'any';
const URGENCIES: { value: UrgencyChoice; label: string }[] = [
  { value: 'any', label: 'Mọi độ khẩn' },
  ...URGENCY_OPTIONS,
];

interface FiltersProps {
  filter: Partial<IncomingFilter>;
  onChange: (changes: Record<string, string | undefined>) => void;
  onClose: () => void;
  /** Opened by a click just now, not by the address. */
  focus: boolean;
}

/** Words without accents, issuer, days, urgency; all in the address. */
export function IncomingFilters({ filter, onChange, onClose, focus }: FiltersProps) {
  const [q, setQ] = useState(filter.q ?? '');
  const [issuer, setIssuer] = useState(filter.issuer ?? '');
  const settle = (): void => onChange({ q: q.trim(), noi: issuer.trim() });
  return (
    <form
      className="pane-filters"
      aria-label="Lọc danh sách"
      onSubmit={(event) => {
        event.preventDefault();
        settle();
      }}
    >
      <TextField
        label="Trích yếu, số ký hiệu"
        value={q}
        onChange={setQ}
        onBlur={settle}
        placeholder="Gõ không dấu cũng được"
        autoFocus={focus}
      />
      <TextField label="Nơi ban hành" value={issuer} onChange={setIssuer} onBlur={settle} />
      <div className="field-row" style={{ '--least': '120px' } as React.CSSProperties}>
        <DateField
          label="Đến từ ngày"
          placeholder="22/3/21"
          value={filter.from ?? null}
          onChange={(date) => onChange({ tu: date ?? undefined })}
        />
        <DateField
          label="Đến hết ngày"
          placeholder="31/3/21"
          value={filter.to ?? null}
          onChange={(date) => onChange({ den: date ?? undefined })}
        />
      </div>
      <ChoiceField
        label="Độ khẩn"
        value={filter.urgency ?? 'any'}
        options={URGENCIES}
        onChange={(value) => onChange({ khan: value === 'any' ? undefined : value })}
      />
      <div className="note-actions">
        <Button type="submit" size="small">
          Lọc
        </Button>
        <Button
          size="small"
          kind="quiet"
          onClick={() => {
            onChange({ q: undefined, noi: undefined, tu: undefined, den: undefined, khan: undefined });
            onClose();
          }}
        >
          Bỏ lọc
        </Button>
      </div>
    </form>
  );
}
