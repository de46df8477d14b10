import { Field } from '../../../shared/fields/field.tsx';

interface SecretFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** When it was saved; undefined when nothing is kept. */
  saved: string | undefined;
  error: string | undefined;
}

/** Goes to the server and never comes back: empty means that the saved one stays. */
export function SecretField({ label, value, onChange, saved, error }: SecretFieldProps) {
  return (
    <Field
      label={label}
      error={error}
      hint={
        saved === undefined
          ? 'Lưu mã hóa trên máy chủ, không hiện lại'
          : `${saved}. Để trống thì giữ nguyên; đổi địa chỉ thì phải nhập lại`
      }
    >
      {(ids) => (
        <input
          {...ids}
          className="input"
          type="password"
          // Browsers offer saved passwords of people, which have no business here.
          autoComplete="new-password"
          value={value}
          placeholder={saved === undefined ? undefined : '••••••••'}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
