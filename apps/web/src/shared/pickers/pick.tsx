import { Select } from 'antd';
import { CircleX } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Field, type FieldProps } from '../fields/field.tsx';
import { matchesWords } from '../text/names.ts';

export interface PickOption<T> {
  value: string;
  /** What stands in the field once picked. */
  label: string;
  /** What the words typed are looked for in, besides the label. */
  search?: string;
  render?: ReactNode;
  /** Heading the option stands under; options of one heading stand together. */
  group?: string;
  /** Left out for a value of which only the name is known. */
  item?: T;
}

interface ShownOption {
  value: string;
  title: string;
  label: ReactNode;
}

interface ShownGroup {
  label: string;
  options: ShownOption[];
}

/** Under their headings, in the order these come; options without one stand by themselves. */
function underHeadings<T>(shown: readonly PickOption<T>[]): (ShownOption | ShownGroup)[] {
  const option = ({ value, label, render }: PickOption<T>): ShownOption => ({
    value,
    title: label,
    label: render ?? label,
  });
  const groups = Map.groupBy(shown, ({ group }) => group ?? '');
  return [...groups].flatMap(([label, options]): (ShownOption | ShownGroup)[] =>
    label === '' ? options.map(option) : [{ label, options: options.map(option) }],
  );
}

interface PickProps<T> extends FieldProps {
  value: string | null;
  options: readonly PickOption<T>[];
  onPick: (value: string | null, item: T | null) => void;
  /** Called with what is typed when the options come from the server. */
  onTyped?: (typed: string) => void;
  loading?: boolean;
  placeholder?: string;
  allowClear?: boolean;
  empty?: string;
}

/** Type-ahead without accents; suggestions only in the list below, never inside the field. */
export function Pick<T>(props: PickProps<T>) {
  const { value, options, onPick, onTyped, loading, placeholder, allowClear, empty, ...field } = props;
  const [typed, setTyped] = useState('');
  const shown =
    onTyped === undefined && typed !== ''
      ? options.filter((option) => matchesWords(`${option.label} ${option.search ?? ''}`, typed))
      : options;
  return (
    <Field {...field}>
      {(ids) => (
        <Select<string>
          {...ids}
          aria-label={field.label}
          value={value}
          placeholder={placeholder ?? 'Gõ không dấu cũng được'}
          allowClear={allowClear === true && { clearIcon: <CircleX className="icon icon-16" aria-label="Bỏ chọn" /> }}
          loading={loading ?? false}
          showSearch={{
            filterOption: false,
            onSearch: (text) => {
              setTyped(text);
              onTyped?.(text);
            },
          }}
          optionLabelProp="title"
          notFoundContent={loading === true ? 'Đang tìm…' : (empty ?? 'Không tìm thấy. Thử một từ khác trong tên.')}
          options={underHeadings(shown)}
          onChange={(next: string | undefined) => {
            setTyped('');
            onPick(next ?? null, options.find((option) => option.value === next)?.item ?? null);
          }}
        />
      )}
    </Field>
  );
}
