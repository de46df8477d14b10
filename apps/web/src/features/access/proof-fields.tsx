import { useState } from 'react';
import { TextField } from '../../shared/fields/text-field.tsx';
import { PasswordField } from './password-field.tsx';

/** Who sits here says so once more: the own password, and the code where a second factor is on. */
export function useProof() {
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  return {
    isGiven: password !== '',
    body: { password, ...(code.trim() !== '' && { code: code.trim() }) },
    fields: { password, setPassword, code, setCode },
  };
}

interface ProofFieldsProps {
  label: string;
  proof: ReturnType<typeof useProof>;
}

export function ProofFields({ label, proof }: ProofFieldsProps) {
  const { password, setPassword, code, setCode } = proof.fields;
  return (
    <>
      <PasswordField label={label} value={password} onChange={setPassword} autoComplete="current-password" />
      <TextField
        label="Mã xác thực hai lớp"
        aside="(nếu đã bật)"
        value={code}
        onChange={setCode}
        autoComplete="one-time-code"
        inputMode="numeric"
        numeric
        maxLength={20}
      />
    </>
  );
}
