import { LifeAfterSending } from '../features/amendments/life-after-sending.tsx';
import { OutgoingScreen } from '../features/outgoing/outgoing-screen.tsx';

/** Outgoing documents with what happens to them after they left. */
export function OutgoingDocuments() {
  return <OutgoingScreen life={(document) => <LifeAfterSending key={document.id} document={document} />} />;
}
