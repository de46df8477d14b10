import { Popover } from 'antd';
import { CalendarDays, ChevronLeft, ChevronRight } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { addDays, dateOf, formatDate, isWeekend, officeNow, officeToday } from '../text/dates.ts';
import { readDate } from '../text/read-date.ts';
import { Button } from '../ui/button.tsx';
import { Field, type FieldProps } from './field.tsx';

const HEAD = ['T2', 'T3', 'T4', 'T5', 'T6', 'T7', 'CN'];
const WEEKDAY_NAMES = ['Thứ Hai', 'Thứ Ba', 'Thứ Tư', 'Thứ Năm', 'Thứ Sáu', 'Thứ Bảy', 'Chủ nhật'];

function firstOfMonth(date: string): string {
  return `${date.slice(0, 7)}-01`;
}

function moveMonth(month: string, step: number): string {
  return firstOfMonth(addDays(month, step > 0 ? 31 : -1));
}

function daysShown(month: string): string[] {
  const weekday = (new Date(`${month}T00:00:00Z`).getUTCDay() + 6) % 7;
  return Array.from({ length: 42 }, (_, index) => addDays(month, index - weekday));
}

function CalendarMonth({ value, onPick }: { value: string | null; onPick: (date: string) => void }) {
  const today = officeToday();
  const [month, setMonth] = useState(firstOfMonth(value ?? today));
  return (
    <div className="calendar">
      <div className="calendar-head">
        <Button
          kind="ghost"
          size="small"
          icon={ChevronLeft}
          aria-label="Tháng trước"
          onClick={() => setMonth(moveMonth(month, -1))}
        />
        <span className="num" aria-live="polite">
          Tháng {Number(month.slice(5, 7))}/{month.slice(0, 4)}
        </span>
        <Button
          kind="ghost"
          size="small"
          icon={ChevronRight}
          aria-label="Tháng sau"
          onClick={() => setMonth(moveMonth(month, 1))}
        />
      </div>
      <div className="calendar-grid">
        {HEAD.map((name, index) => (
          <abbr key={name} title={WEEKDAY_NAMES[index]}>
            {name}
          </abbr>
        ))}
        {daysShown(month).map((date) => {
          const marks = [
            'calendar-day',
            date.slice(0, 7) !== month.slice(0, 7) && 'is-out',
            isWeekend(date) && 'is-rest',
            date === today && 'is-today',
            date === value && 'is-on',
          ];
          return (
            <button
              key={date}
              type="button"
              className={marks.filter(Boolean).join(' ')}
              title={formatDate(date)}
              onClick={() => onPick(date)}
            >
              {Number(date.slice(8))}
            </button>
          );
        })}
      </div>
    </div>
  );
}

interface DateFieldProps extends Omit<FieldProps, 'hint'> {
  value: string | null;
  onChange: (date: string | null) => void;
  hint?: ReactNode;
  name?: string;
  placeholder?: string;
  /** A day that cannot lie ahead (birth, issue of a paper): two digits of a year beyond today are of the last century. */
  past?: boolean;
  /** Takes what is no day as well, so that it is neither lost nor passed over; else the field keeps it to itself. */
  onUnreadable?: (text: string) => void;
}

function isDay(value: string | null): value is string {
  return value !== null && /^\d{4}-\d{2}-\d{2}$/.test(value);
}

function shownAs(value: string | null): string {
  return isDay(value) ? formatDate(value) : (value ?? '');
}

function problemOf(text: string): string {
  return `“${text}” không phải ngày. Gõ ngày/tháng/năm, ví dụ 22/3/2021 hoặc 220321.`;
}

/**
 * Typed first, calendar second (Alt+↓): `12/3/21`, `12-3`, `123`, `120321`, `+5` working days. Read when the field is left,
 * never while typing.
 */
export function DateField(props: DateFieldProps) {
  const { value, onChange, hint, error, name, placeholder, past, onUnreadable, ...field } = props;
  const [typed, setTyped] = useState(shownAs(value));
  const [problem, setProblem] = useState<string>();
  const [open, setOpen] = useState(false);
  useEffect(() => {
    setTyped(shownAs(value));
    setProblem(undefined);
  }, [value]);
  const settle = (): void => {
    const text = typed.trim();
    const date = text === '' ? null : readDate(text, dateOf(officeNow()), past === true);
    if (date === undefined) {
      setProblem(problemOf(text));
      onUnreadable?.(text);
      return;
    }
    setProblem(undefined);
    setTyped(formatDate(date));
    if (date !== value) {
      onChange(date);
    }
  };
  return (
    <Field {...field} hint={hint} error={error ?? problem}>
      {(ids) => (
        <div className="input-group">
          <input
            {...ids}
            name={name}
            className="input input-num"
            value={typed}
            placeholder={placeholder ?? 'ngày/tháng/năm'}
            autoComplete="off"
            inputMode="text"
            onChange={(event) => setTyped(event.target.value)}
            onBlur={settle}
            onKeyDown={(event) => {
              if (event.key === 'ArrowDown' && event.altKey) {
                event.preventDefault();
                setOpen(true);
              } else if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
                settle();
              }
            }}
          />
          <Popover
            open={open}
            onOpenChange={setOpen}
            trigger="click"
            placement="bottomRight"
            arrow={false}
            destroyOnHidden
            styles={{ container: { padding: 0 } }}
            content={
              <CalendarMonth
                value={isDay(value) ? value : null}
                onPick={(date) => {
                  setOpen(false);
                  onChange(date);
                }}
              />
            }
          >
            <button type="button" aria-label={`Chọn ${field.label.toLowerCase()} trên lịch`} tabIndex={-1}>
              <CalendarDays className="icon" aria-hidden />
            </button>
          </Popover>
        </div>
      )}
    </Field>
  );
}
