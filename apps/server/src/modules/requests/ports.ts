import type { FormCode, RequestKind, RequestState } from '@congvu/contracts';
import type { ActingContext, Context } from '../../platform/context.ts';
import type { Db, Tx } from '../../platform/db.ts';

/** A request as those above see it move. */
export interface MovedRequest {
  agencyId: string;
  id: string;
  kind: RequestKind;
  form: FormCode;
  state: RequestState;
  itemCount: number;
  nil: boolean;
  late: boolean;
  campaignId: string | null;
  submittedAt: Date | null;
}

/** The batch a request stands in, as whoever reads the request may know it. */
export interface BatchOfRequest {
  id: string;
  name: string;
  stateLabel: string;
  numberSymbol: string;
  destinationAgencyId: string;
}

/** What this module asks of those above it; plugged in modules.ts. */
export interface RequestsPorts {
  /** In the transaction of every change of state (also created and saved drafts of a campaign). */
  moved(tx: Tx, context: Context, request: MovedRequest): Promise<void>;
  /** The campaign when this agency is asked in it. */
  campaign(
    db: Db | Tx,
    wanted: { campaignId: string; agencyId: string },
  ): Promise<{ forms: FormCode[]; dueBefore: string; open: boolean; officeAgencyId: string; name: string } | undefined>;
  batchOf(db: Db | Tx, wanted: { officeId: string; batchId: string }): Promise<BatchOfRequest | undefined>;
  /** Lost token, death, dismissal: in the transaction that accepts such a request. */
  urgentAccepted(tx: Tx, context: ActingContext, request: { id: string }): Promise<void>;
}
