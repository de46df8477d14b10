import type { PasskeyOptions, SignInAnswer } from '@congvu/contracts';
import { useMutation } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { newKey, writeJson } from '../../shared/api/client.ts';
import { Button } from '../../shared/ui/button.tsx';
import { ErrorNote } from '../../shared/ui/notes.tsx';
import { hasPasskeys, provePasskey } from './passkeys.ts';

interface SignInPasskeyProps {
  /** The password was right already: the passkey stands for the code. */
  ticket?: string;
  label: string;
  onDone: (answer: SignInAnswer) => void;
}

/** Finger, face or PIN of the device; nothing where the browser has no passkeys. */
export function SignInPasskey({ ticket, label, onDone }: SignInPasskeyProps) {
  const path = ticket === undefined ? '/api/sign-in/passkey' : '/api/sign-in/second-factor/passkey';
  const held = ticket === undefined ? {} : { ticket };
  const enter = useMutation({
    mutationFn: async () => {
      const asked = await writeJson<PasskeyOptions>('POST', `${path}/begin`, held, newKey());
      const credential = await provePasskey(asked);
      return writeJson<SignInAnswer>('POST', path, { ...held, credential }, newKey());
    },
    onSuccess: onDone,
  });
  if (!hasPasskeys()) {
    return null;
  }
  return (
    <>
      <Button icon={KeyRound} size="large" block busy={enter.isPending} onClick={() => enter.mutate()}>
        {label}
      </Button>
      {enter.isError && <ErrorNote title="Chưa đăng nhập được" error={enter.error} />}
    </>
  );
}
