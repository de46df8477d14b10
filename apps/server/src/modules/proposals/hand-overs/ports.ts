import type { PositionView } from '#modules/org';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';

/** What this module asks of those beside it; plugged in modules.ts. */
export interface HandOverPorts {
  /** A part of work goes to a colleague; the document it is about keeps its viewers and its timeline. */
  movePartOf(
    tx: Tx,
    context: Context,
    part: { agencyId: string; documentId: string; partId: string; to: PositionView; why: string },
  ): Promise<void>;
}
