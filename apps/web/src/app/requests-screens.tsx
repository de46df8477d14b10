import { RequestsPage } from '../features/requests/home/requests-page.tsx';
import { RequestPage } from '../features/requests/request-page.tsx';
import type { RenderSign } from '../features/requests/sign-ask.ts';
import { SignNow } from '../features/signing/sign-now.tsx';

const sign: RenderSign = ({ purpose, ids, onClose }) => (
  <SignNow key={ids.join()} purpose={purpose} ids={ids} onClose={onClose} />
);

/** Requests with the window that signs them. */
export function RequestsScreen() {
  return <RequestsPage sign={sign} />;
}

export function RequestScreen() {
  return <RequestPage sign={sign} />;
}
