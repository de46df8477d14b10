import { Field } from '../../shared/fields/field.tsx';
import { TextField } from '../../shared/fields/text-field.tsx';

export interface Proof {
  password: string;
  code: string;
}

export const NO_PROOF: Proof = { password: '', code: '' };

export function proofBody({ password, code }: Proof): { password: string; code?: string } {
  return { password, ...(code.trim() !== '' && { code: code.trim() }) };
}

interface ProveFieldsProps {
  proof: Proof;
  tried: boolean;
  onChange: (proof: Proof) => void;
}

/** The own password is this side's signature on the log. */
export function ProveFields({ proof, tried, onChange }: ProveFieldsProps) {
  return (
    <>
      <Field
        label="Mật khẩu đăng nhập của tôi"
        hint="Thay chữ ký của tôi trong nhật ký bàn giao."
        error={tried && proof.password === '' ? 'Chưa nhập mật khẩu.' : undefined}
      >
        {(ids) => (
          <input
            {...ids}
            type="password"
            className="input"
            autoComplete="current-password"
            value={proof.password}
            onChange={(event) => onChange({ ...proof, password: event.target.value })}
          />
        )}
      </Field>
      <TextField
        label="Mã xác thực hai lớp"
        aside="(nếu đã bật)"
        value={proof.code}
        onChange={(code) => onChange({ ...proof, code })}
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={20}
        numeric
      />
    </>
  );
}
