import { SignOne } from '../features/signing/sign-one.tsx';
import { WriteMailPage } from '../features/webmail/compose/compose-page.tsx';
import type { RenderMailSign } from '../features/webmail/compose/sign-option.tsx';

const sign: RenderMailSign = (ask) => <SignOne {...ask} />;

/** Writing a mail, with the window that signs it. */
export function WriteMailScreen() {
  return <WriteMailPage sign={sign} />;
}
