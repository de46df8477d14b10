import { AmendedHistory, SenderRequests } from '../features/amendments/sender-requests.tsx';
import { IncomingScreen } from '../features/incoming/incoming-screen.tsx';

const LIFE = {
  asked: (documentId: string) => <SenderRequests documentId={documentId} />,
  history: (documentId: string) => <AmendedHistory documentId={documentId} />,
};

/** Incoming documents with what their senders ask afterwards. */
export function IncomingDocuments() {
  return <IncomingScreen life={LIFE} />;
}
