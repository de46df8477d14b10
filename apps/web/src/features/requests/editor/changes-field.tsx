import { CHANGE_ATTRIBUTES, type ChangeRow } from '@congvu/forms';
import { Plus, X } from 'lucide-react';
import { Button } from '../../../shared/ui/button.tsx';
import { keyed } from '../../../shared/ui/keyed.ts';

/** What may change without a new certificate, offered while typing. */
const KNOWN = [
  ...new Set(Object.values(CHANGE_ATTRIBUTES).flatMap((attributes) => attributes.map(({ label }) => label))),
];

interface ChangesFieldProps {
  id: string;
  rows: readonly ChangeRow[];
  onChange: (rows: ChangeRow[]) => void;
}

/** Table of Mẫu 03: what changes, and to what; the old value is kept for the difference and not printed. */
export function ChangesField({ id, rows, onChange }: ChangesFieldProps) {
  const put = (at: number, part: Partial<ChangeRow>): void =>
    onChange(rows.map((row, index) => (index === at ? { ...row, ...part } : row)));
  return (
    <div className="req-changes" id={id}>
      <datalist id={`${id}-known`}>
        {KNOWN.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      {keyed(rows, () => 'row').map(({ key, item }, index) => (
        <div key={key} className="req-change">
          <input
            className="input"
            aria-label={`Thông tin cần thay đổi, dòng ${index + 1}`}
            placeholder="Thông tin cần thay đổi"
            list={`${id}-known`}
            value={item.attribute}
            onChange={(event) => put(index, { attribute: event.target.value })}
          />
          <input
            className="input"
            aria-label={`Thông tin mới, dòng ${index + 1}`}
            placeholder="Thông tin mới"
            value={item.newValue}
            onChange={(event) => put(index, { newValue: event.target.value })}
          />
          <Button
            kind="ghost"
            icon={X}
            aria-label={`Bỏ dòng ${index + 1}`}
            onClick={() => onChange(rows.filter((_row, at) => at !== index))}
          />
        </div>
      ))}
      <Button
        size="small"
        icon={Plus}
        className="req-change-add"
        onClick={() => onChange([...rows, { attribute: '', newValue: '' }])}
      >
        Thêm thông tin thay đổi
      </Button>
    </div>
  );
}
