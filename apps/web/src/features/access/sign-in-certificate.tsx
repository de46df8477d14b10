import type { SignInAnswer } from '@congvu/contracts';
import { CertificateWay } from './own-certificate.tsx';

/** Signing in with the certificate on the token: neither password nor code. */
export function SignInCertificateWay({ label, onDone }: { label: string; onDone: (answer: SignInAnswer) => void }) {
  return (
    <CertificateWay<SignInAnswer>
      label={label}
      path="/api/sign-in/certificate"
      failed="Chưa đăng nhập được"
      onDone={onDone}
    />
  );
}
