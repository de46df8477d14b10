import { listDocumentTypes } from '@congvu/nd30';
import { Popover } from 'antd';
import { ChevronDown, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { DateField } from '../../shared/fields/date-field.tsx';
import { formatShortDate, officeToday } from '../../shared/text/dates.ts';
import { Button } from '../../shared/ui/button.tsx';
import type { HeadFilter } from './columns.tsx';
import type { BookFilter } from './registers-api.ts';

interface HeadFilterProps {
  head: HeadFilter;
  filter: BookFilter;
  onFilter: (part: BookFilter) => void;
}

function rangeText({ from, to }: BookFilter): string {
  if (from === undefined && to === undefined) {
    return 'Ngày';
  }
  return `${from === undefined ? '…' : formatShortDate(from)}–${to === undefined ? '…' : formatShortDate(to)}`;
}

function DatesFilter({ filter, onFilter }: Omit<HeadFilterProps, 'head'>) {
  const [open, setOpen] = useState(false);
  const isSet = filter.from !== undefined || filter.to !== undefined;
  return (
    <span className="reg-filter">
      <Popover
        open={open}
        onOpenChange={setOpen}
        trigger="click"
        placement="bottomLeft"
        arrow={false}
        content={
          <div className="reg-dates">
            <DateField
              label="Từ ngày"
              value={filter.from ?? null}
              onChange={(from) => onFilter({ from: from ?? undefined })}
            />
            <DateField
              label="Đến ngày"
              value={filter.to ?? null}
              onChange={(to) => onFilter({ to: to ?? undefined })}
            />
            <Button size="small" onClick={() => setOpen(false)}>
              Xong
            </Button>
          </div>
        }
      >
        <button type="button" className={isSet ? 'filter is-set' : 'filter'} aria-expanded={open}>
          {rangeText(filter)}
          {!isSet && <ChevronDown className="icon icon-16" aria-hidden />}
        </button>
      </Popover>
      {isSet && (
        <button
          type="button"
          className="reg-filter-clear"
          aria-label="Bỏ lọc theo ngày"
          onClick={() => onFilter({ from: undefined, to: undefined })}
        >
          <X className="icon icon-16" aria-hidden />
        </button>
      )}
    </span>
  );
}

/** Applied when the field is left or Enter is pressed: nothing is asked while an input method still rewrites. */
function TextFilter({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  const apply = (): void => {
    if (typed.trim() !== value) {
      onChange(typed.trim());
    }
  };
  return (
    <input
      type="search"
      className={value === '' ? 'filter' : 'filter is-set'}
      aria-label={label}
      placeholder={label}
      value={typed}
      autoComplete="off"
      onChange={(event) => setTyped(event.target.value)}
      onBlur={apply}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
          apply();
        }
      }}
    />
  );
}

function TypeFilter({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  return (
    <select
      className={value === '' ? 'filter' : 'filter is-set'}
      aria-label="Loại văn bản"
      value={value}
      onChange={(event) => onChange(event.target.value)}
    >
      <option value="">Mọi loại</option>
      {listDocumentTypes(officeToday()).map((type) => (
        <option key={type.code} value={type.code}>
          {type.name}
        </option>
      ))}
    </select>
  );
}

export function HeadFilterField({ head, filter, onFilter }: HeadFilterProps) {
  if (head.kind === 'dates') {
    return <DatesFilter filter={filter} onFilter={onFilter} />;
  }
  if (head.kind === 'type') {
    return (
      <TypeFilter
        value={filter.documentType ?? ''}
        onChange={(value) => onFilter({ documentType: value === '' ? undefined : value })}
      />
    );
  }
  const { name, label } = head;
  return (
    <TextFilter
      label={label}
      value={filter[name] ?? ''}
      onChange={(value) => onFilter({ [name]: value === '' ? undefined : value })}
    />
  );
}
