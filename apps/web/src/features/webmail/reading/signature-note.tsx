import type { EmailView, MailSignatureState } from '@congvu/contracts';
import { Note } from '../../../shared/ui/notes.tsx';

const TONE: Record<MailSignatureState, 'done' | 'amber' | 'danger' | 'plain'> = {
  valid: 'done',
  open: 'amber',
  partial: 'amber',
  invalid: 'danger',
  encrypted: 'plain',
};

/** In the frame of the application: what a mail says of its own signature proves nothing. The subject is not signed. */
export function SignatureNote({ email: { signature } }: { email: EmailView }) {
  if (signature === null) {
    return null;
  }
  return (
    <Note tone={TONE[signature.state]}>
      <p>{signature.text}</p>
      {signature.reasons.length > 0 && (
        <details className="mail-details">
          <summary>Xem {signature.reasons.length} lý do khác</summary>
          <ul>
            {signature.reasons.map((reason) => (
              <li key={reason}>{reason}</li>
            ))}
          </ul>
        </details>
      )}
    </Note>
  );
}
