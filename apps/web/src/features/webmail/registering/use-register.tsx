import type { EmailView } from '@congvu/contracts';
import { type ReactNode, useState } from 'react';
import { useRoles } from '../../../shared/session/me.ts';
import { RegisterDialog } from './register-dialog.tsx';

export interface RegisterTool {
  /** Undefined for who is no clerk, for what was sent and what is registered: then there is nothing to press. */
  open: (() => void) | undefined;
  /** Why it cannot be now. */
  reason: string | undefined;
  dialog: ReactNode;
}

/** Vào sổ văn bản đến, from the opened mail. */
export function useRegister(mailboxId: string, email: EmailView): RegisterTool {
  const [open, setOpen] = useState(false);
  const offered = useRoles().has('clerk') && email.registered === null && email.submission === null;
  const ability = email.abilities['webmail.register'];
  return {
    open: offered ? () => setOpen(true) : undefined,
    reason: typeof ability === 'string' ? ability : undefined,
    dialog: open && <RegisterDialog mail={{ mailboxId, id: email.id }} onClose={() => setOpen(false)} />,
  };
}
