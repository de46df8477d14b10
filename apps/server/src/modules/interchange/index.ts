import type { Carrier } from '#modules/carriers';
import { type IncomingPorts, receiveLetters } from '#modules/incoming';
import { type DeliveryPorts, readIssuedLetter } from '#modules/outgoing';
import { judgePdf } from '#modules/signing';
import type { Context } from '../../platform/context.ts';
import type { Tx } from '../../platform/db.ts';
import type { ModuleDefinition } from '../../platform/module.ts';
import { insideCarrier } from './carriers/inside-carrier.ts';
import { forgetSpool } from './envelope/forget-spool.ts';
import type { Exchange } from './exchange.ts';
import { type LoadCalendar, weekdaysOnly } from './interchange.calendar.ts';
import { interchangeJobs, sweep } from './interchange.jobs.ts';
import {
  type AmendmentPorts,
  type ChooseWays,
  type InspectAttachments,
  insideOnly,
  inspectWithFiles,
  type ListConnections,
  noAmendments,
  noConnections,
} from './interchange.ports.ts';
import { interchangeRoutes } from './interchange.routes.ts';
import type { DispatchRow } from './interchange.tables.ts';
import { dispatchLetter } from './outbox/dispatch-letter.ts';
import { dispatchMore, type MoreReceivers } from './outbox/dispatch-more.ts';
import { reportStatus } from './outbox/report-status.ts';
import { countDeliveries, listDeliveries } from './queries/deliveries.ts';
import { countProblems, listDeskGroups } from './queries/interchange-desk.ts';
import { tellLate } from './tell-late.ts';

export {
  closeMailed,
  findDispatchToMail,
  markSentByMail,
} from './commands/send-by-mail.ts';
export { listDispatches } from './dispatch.store.ts';
export { changeLabel, setChange } from './dispatch-change.ts';
export { spoolDir } from './envelope/forget-spool.ts';
export { spoolStore } from './envelope/spool-store.ts';
export { forgetBytes, isBeingRead, listHeldMessages } from './inbox/forget-bytes.ts';
export { storeArrivals } from './inbox/store-arrivals.ts';
export type { LoadCalendar } from './interchange.calendar.ts';
export type { AmendmentPorts, ChooseWays, InspectAttachments } from './interchange.ports.ts';
export type { ChangeKind, DispatchRow, OriginRow } from './interchange.tables.ts';
export type { MoreReceivers } from './outbox/dispatch-more.ts';
export { queueToReceivers } from './outbox/queue-to-receivers.ts';
export { queueReport } from './outbox/report-status.ts';
export { stopUnsent } from './outbox/stop-unsent.ts';
export { takeReturned } from './outbox/take-returned.ts';
export { type ExchangedMessage, type ExchangeRecord, exchangeRecord } from './queries/exchange-record.ts';
export { findDispatches } from './queries/find-dispatches.ts';
export { findByEnvelope, findOrigin } from './queries/find-earlier.ts';

export interface InterchangeModule extends ModuleDefinition {
  outgoingPorts: DeliveryPorts;
  incomingPorts: IncomingPorts;
  /** For `amendments`: receivers added to a letter after its issue. */
  dispatchMore(tx: Tx, context: Context, wanted: MoreReceivers): Promise<DispatchRow[]>;
}

export interface InterchangePorts {
  loadCalendar?: LoadCalendar;
  carriers?: readonly Carrier[];
  chooseWays?: ChooseWays;
  listConnections?: ListConnections;
  amendments?: AmendmentPorts;
  inspectAttachments?: InspectAttachments;
}

const SWEEP_SECONDS = 10;
const LATE_SECONDS = 300;
const HOUR_SECONDS = 3_600;

/** Sends and receives letters; its ports are what `outgoing` and `incoming` ask of the exchange. */
export function createInterchangeModule(ports: InterchangePorts = {}): InterchangeModule {
  const loadCalendar = ports.loadCalendar ?? weekdaysOnly;
  const exchange: Exchange = {
    peers: { readIssuedLetter, receiveLetters, judgePdf },
    carriers: [insideCarrier, ...(ports.carriers ?? [])],
    chooseWays: ports.chooseWays ?? insideOnly,
    listConnections: ports.listConnections ?? noConnections,
    amendments: ports.amendments ?? noAmendments,
    inspectAttachments: ports.inspectAttachments ?? inspectWithFiles,
  };
  return {
    name: 'interchange',
    routes: interchangeRoutes(exchange, loadCalendar),
    jobs: (services) => interchangeJobs(exchange, services),
    sweeps: [
      { name: 'interchange.wake', everySeconds: SWEEP_SECONDS, run: sweep },
      {
        name: 'interchange.tell_late',
        everySeconds: LATE_SECONDS,
        run: (services) => tellLate(services, loadCalendar),
      },
      { name: 'interchange.forget_spool', everySeconds: HOUR_SECONDS, run: forgetSpool },
    ],
    desk: (context) => listDeskGroups(context, loadCalendar),
    counts: async (context) => ({ interchange: await countProblems(context, loadCalendar) }),
    outgoingPorts: {
      dispatch: (tx, context, letter) => dispatchLetter(exchange, tx, context, letter),
      listDeliveries,
      countDeliveries,
    },
    incomingPorts: { reportStatus },
    dispatchMore: (tx, context, wanted) => dispatchMore(exchange, tx, context, wanted),
  };
}
