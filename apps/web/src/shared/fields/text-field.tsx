import { ChevronDown } from 'lucide-react';
import type { InputHTMLAttributes, KeyboardEvent } from 'react';
import { useFocusOnOpen } from '../ui/focus.ts';
import { Field, type FieldProps } from './field.tsx';

interface TextFieldProps extends FieldProps {
  value: string;
  onChange: (value: string) => void;
  onBlur?: () => void;
  /** Two or more make a text area. */
  rows?: number;
  placeholder?: string;
  autoFocus?: boolean;
  readOnly?: boolean;
  maxLength?: number;
  numeric?: boolean;
  large?: boolean;
  name?: string;
  autoComplete?: string;
  inputMode?: InputHTMLAttributes<HTMLInputElement>['inputMode'];
  /** Ctrl+Enter. */
  onSubmit?: () => void;
}

/** Text is never corrected or cut while it is typed: input methods rewrite what stands there. */
export function TextField(props: TextFieldProps) {
  const { value, onChange, onBlur, rows, numeric, large, onSubmit } = props;
  const input = useFocusOnOpen<HTMLInputElement & HTMLTextAreaElement>(props.autoFocus === true);
  const shared = {
    value,
    placeholder: props.placeholder,
    readOnly: props.readOnly,
    maxLength: props.maxLength,
    name: props.name,
    autoComplete: props.autoComplete ?? 'off',
    inputMode: props.inputMode,
    onBlur,
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key === 'Enter' && event.ctrlKey && !event.nativeEvent.isComposing && onSubmit !== undefined) {
        event.preventDefault();
        onSubmit();
      }
    },
  };
  return (
    <Field label={props.label} aside={props.aside} hint={props.hint} error={props.error} repair={props.repair}>
      {(ids) =>
        rows !== undefined && rows > 1 ? (
          <textarea
            {...shared}
            {...ids}
            ref={input}
            className="textarea"
            rows={rows}
            onChange={(event) => onChange(event.target.value)}
          />
        ) : (
          <input
            {...shared}
            {...ids}
            ref={input}
            className={`input${numeric === true ? ' input-num' : ''}${large === true ? ' input-large' : ''}`}
            onChange={(event) => onChange(event.target.value)}
          />
        )
      }
    </Field>
  );
}

interface ChoiceFieldProps<V extends string> extends FieldProps {
  value: V;
  options: readonly { value: V; label: string }[];
  onChange: (value: V) => void;
  name?: string;
}

/** A short list of choices; the browser's own control keeps keyboard and phone habits. */
export function ChoiceField<V extends string>({ value, options, onChange, name, ...field }: ChoiceFieldProps<V>) {
  return (
    <Field {...field}>
      {(ids) => (
        <span className="select-frame">
          <select
            {...ids}
            name={name}
            className="input select-native"
            value={value}
            onChange={(event) => {
              const picked = options.find((option) => option.value === event.target.value);
              if (picked !== undefined) {
                onChange(picked.value);
              }
            }}
          >
            {options.map((option) => (
              <option key={option.value} value={option.value}>
                {option.label}
              </option>
            ))}
          </select>
          <ChevronDown className="icon icon-16" aria-hidden />
        </span>
      )}
    </Field>
  );
}

interface SwitchProps {
  label: string;
  on: boolean;
  onChange: (on: boolean) => void;
}

export function Switch({ label, on, onChange }: SwitchProps) {
  return (
    <button type="button" role="switch" className="switch" aria-checked={on} onClick={() => onChange(!on)}>
      <i aria-hidden />
      {label}
    </button>
  );
}

export function Check({ label, on, onChange }: SwitchProps) {
  return (
    <label className="check">
      <input type="checkbox" checked={on} onChange={(event) => onChange(event.target.checked)} />
      <span>{label}</span>
    </label>
  );
}
