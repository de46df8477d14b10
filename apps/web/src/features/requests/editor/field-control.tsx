import { type FieldValue, type FormField, normalizeField, PKI_SIM_CARRIERS, printPkiSim } from '@congvu/forms';
import type { ReactNode } from 'react';
import { DateField } from '../../../shared/fields/date-field.tsx';
import { Field } from '../../../shared/fields/field.tsx';
import { Check, ChoiceField, TextField } from '../../../shared/fields/text-field.tsx';
import { ChangesField } from './changes-field.tsx';

interface FieldControlProps {
  field: FormField;
  value: FieldValue | undefined;
  optional: boolean;
  error: string | undefined;
  repair: ReactNode;
  /** A warning, or what the office wrote when it sent the form back. */
  note: ReactNode;
  onChange: (value: FieldValue) => void;
}

const NUMERIC: readonly FormField['type'][] = [
  'identityNumber',
  'taxCode',
  'budgetCode',
  'mobile',
  'phone',
  'serial',
  'tokenSerial',
];
const PAST = /bornOn|issuedOn/;
/** Longer than that wants lines. */
const ONE_LINE = 300;

const SIM_OPTIONS = [
  { value: '', label: 'Không dùng SIM PKI' },
  ...PKI_SIM_CARRIERS.flatMap((carrier) => [
    { value: printPkiSim({ carrier, converts: false }), label: `${carrier}, SIM mới` },
    { value: printPkiSim({ carrier, converts: true }), label: `${carrier}, chuyển số đang dùng` },
  ]),
];

function withValue(options: readonly { value: string; label: string }[], value: string) {
  return options.some((option) => option.value === value) ? options : [...options, { value, label: value }];
}

function Radios({ field, value, error, repair, note, onChange }: FieldControlProps) {
  return (
    <fieldset className={error === undefined ? 'field' : 'field has-error'}>
      <legend className="field-label">{field.label}</legend>
      <div className="req-radios">
        {(field.options ?? []).map((option) => (
          <label key={option.value} className="check">
            <input
              type="radio"
              name={field.key}
              value={option.value}
              checked={value === option.value}
              onChange={() => onChange(option.value)}
            />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
      {error !== undefined && <p className="field-error is-plain">{error}</p>}
      {repair}
      {note}
    </fieldset>
  );
}

/** "Mẫu 01, ghi chú": the label of the paper, without what only the paper needs. */
export function screenLabel(field: FormField): string {
  return field.label.replace(/ \(chữ in hoa\)$/, '').replace(/^\d\. /, '');
}

function TickField({ field, value, error, note, onChange }: FieldControlProps) {
  return (
    <div className={error === undefined ? 'field' : 'field has-error'}>
      <Check label={screenLabel(field)} on={value === true} onChange={onChange} />
      {error !== undefined && <p className="field-error is-plain">{error}</p>}
      {note}
    </div>
  );
}

/** One field of a form by its type. Nothing is reshaped while it is typed; what was typed takes its usual spelling when it is left. */
export function FieldControl(props: FieldControlProps) {
  const { field, value, optional, error, repair, note, onChange } = props;
  const text = typeof value === 'string' ? value : '';
  const hint = note ?? field.hint;
  const frame = {
    label: screenLabel(field),
    ...(optional && { aside: '(không bắt buộc)' }),
    error,
    repair,
    hint,
  };
  switch (field.type) {
    case 'gender':
      return <Radios {...props} />;
    case 'check':
      return <TickField {...props} />;
    case 'changes':
      return (
        <Field {...frame}>
          {(ids) => <ChangesField id={ids.id} rows={typeof value === 'object' ? value : []} onChange={onChange} />}
        </Field>
      );
    case 'date':
      return (
        <DateField
          {...frame}
          value={text === '' ? null : text}
          past={PAST.test(field.key)}
          onChange={(date) => onChange(date ?? '')}
          onUnreadable={onChange}
        />
      );
    case 'pkiSim':
      return <ChoiceField {...frame} value={text} options={withValue(SIM_OPTIONS, text)} onChange={onChange} />;
    case 'choice':
    case 'reason':
      if (field.options !== undefined) {
        const options = [{ value: '', label: 'Chưa chọn' }, ...field.options];
        return <ChoiceField {...frame} value={text} options={withValue(options, text)} onChange={onChange} />;
      }
      break;
    default:
  }
  return (
    <TextField
      {...frame}
      value={text}
      numeric={NUMERIC.includes(field.type)}
      {...(field.max > ONE_LINE && { rows: 2 })}
      {...(field.type === 'officialEmail' && { inputMode: 'email' as const })}
      {...(field.type === 'mobile' && { inputMode: 'tel' as const })}
      onChange={onChange}
      onBlur={() => {
        const usual = normalizeField(field.type, text);
        if (usual !== text) {
          onChange(usual);
        }
      }}
    />
  );
}
