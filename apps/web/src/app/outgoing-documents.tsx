import { LifeAfterSending, LifeBanner } from '../features/amendments/life-after-sending.tsx';
import { OutgoingScreen } from '../features/outgoing/outgoing-screen.tsx';

const LIFE = {
  banner: (documentId: string) => <LifeBanner documentId={documentId} />,
  process: (document: { id: string; name: string }) => <LifeAfterSending key={document.id} document={document} />,
};

/** Outgoing documents with what happens to them after they left. */
export function OutgoingDocuments() {
  return <OutgoingScreen life={LIFE} />;
}
