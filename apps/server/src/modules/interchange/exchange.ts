import type { VerdictView } from '@congvu/contracts';
import type { Carrier } from '#modules/carriers';
import type { ReceivedAs, ReceivedLetter } from '#modules/incoming';
import type { IssuedLetter } from '#modules/outgoing';
import type { Context, Services } from '../../platform/context.ts';
import type { Db, Tx } from '../../platform/db.ts';
import type { AmendmentPorts, ChooseWays, InspectAttachments, ListConnections } from './interchange.ports.ts';

/** The two ends of a letter and the judge of its signatures, as the modules below offer them. */
interface Peers {
  readIssuedLetter(db: Db | Tx, agencyId: string, documentId: string): Promise<IssuedLetter>;
  receiveLetters(tx: Tx, context: Context, letters: readonly ReceivedLetter[]): Promise<ReceivedAs[]>;
  judgePdf(
    services: Services,
    input: { agencyId: string; bytes: Uint8Array; recentGrounds?: boolean },
  ): Promise<VerdictView>;
}

/** What the work of this module reaches beside the context of a request. */
export interface Exchange {
  peers: Peers;
  carriers: readonly Carrier[];
  chooseWays: ChooseWays;
  listConnections: ListConnections;
  amendments: AmendmentPorts;
  inspectAttachments: InspectAttachments;
}
