import type { AssigneeOptions } from '@congvu/contracts';
import { Select } from 'antd';
import { Field } from '../../../shared/fields/field.tsx';
import { matchesWords } from '../../../shared/text/names.ts';
import type { AssigneeKey } from './directive-draft.ts';

interface AssigneeFieldProps {
  label: string;
  options: AssigneeOptions | undefined;
  value: AssigneeKey[];
  multiple: boolean;
  onChange: (keys: AssigneeKey[]) => void;
  error?: string | undefined;
}

interface Choice {
  value: AssigneeKey;
  title: string;
  search: string;
  label: React.ReactNode;
}

function choicesOf(options: AssigneeOptions | undefined): Choice[] {
  return (options?.units ?? []).flatMap((unit) => [
    {
      value: `unit:${unit.unitId}` as const,
      title: unit.name,
      search: unit.name,
      label: (
        <span className="pick-option">
          <b>{unit.name}</b>
          <small>cả đơn vị</small>
        </span>
      ),
    },
    ...unit.people.map((person) => ({
      value: `position:${person.positionId}` as const,
      title: person.fullName,
      search: `${person.fullName} ${person.title} ${unit.name}`,
      label: (
        <span className="pick-option" style={{ paddingLeft: 14 }}>
          <span>{person.fullName}</span>
          <small>{person.title}</small>
        </span>
      ),
    })),
  ]);
}

function isKey(value: string): value is AssigneeKey {
  return value.startsWith('unit:') || value.startsWith('position:');
}

/** A unit (its head passes it on) or one person; type-ahead without accents. */
export function AssigneeField({ label, options, value, multiple, onChange, error }: AssigneeFieldProps) {
  const choices = choicesOf(options);
  return (
    <Field label={label} error={error}>
      {(ids) => (
        <Select<string | string[]>
          {...ids}
          aria-label={label}
          {...(multiple && { mode: 'multiple' as const, maxTagCount: 'responsive' as const })}
          value={multiple ? value : (value[0] ?? null)}
          allowClear
          loading={options === undefined}
          placeholder={multiple ? 'Không có' : 'Chọn đơn vị hoặc người'}
          optionLabelProp="title"
          options={choices}
          notFoundContent="Không có đơn vị hay người nào khớp"
          showSearch={{ filterOption: (typed, option) => matchesWords(option?.search ?? '', typed) }}
          onChange={(next: string | string[] | undefined) => {
            const keys = next === undefined ? [] : Array.isArray(next) ? next : [next];
            onChange(keys.filter(isKey));
          }}
        />
      )}
    </Field>
  );
}
