import { ChevronDown } from 'lucide-react';

interface SmallSelectProps<V extends string> {
  label: string;
  value: V;
  options: readonly { value: V; label: string }[];
  onChange: (value: V) => void;
  className?: string;
}

/** A choice without a visible label: in toolbars and heads of tables, where its place says what it is. */
export function SmallSelect<V extends string>({ label, value, options, onChange, className }: SmallSelectProps<V>) {
  return (
    <span className={className === undefined ? 'select-frame select-small' : `select-frame select-small ${className}`}>
      <select
        className="input select-native"
        aria-label={label}
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
  );
}
