import type { Carrier } from '#modules/carriers';
import { type IncomingPorts, receiveLetter } from '#modules/incoming';
import { type DeliveryPorts, readIssuedLetter } from '#modules/outgoing';
import { judgePdf } from '#modules/signing';
import type { ModuleDefinition } from '../../platform/module.ts';
import { insideCarrier } from './carriers/inside-carrier.ts';
import { forgetSpool } from './envelope/forget-spool.ts';
import type { Exchange } from './exchange.ts';
import { type LoadCalendar, weekdaysOnly } from './interchange.calendar.ts';
import { interchangeJobs, sweep } from './interchange.jobs.ts';
import { interchangeRoutes } from './interchange.routes.ts';
import { dispatchLetter } from './outbox/dispatch-letter.ts';
import { reportStatus } from './outbox/report-status.ts';
import { countDeliveries, listDeliveries } from './queries/deliveries.ts';
import { countProblems, listDeskGroups } from './queries/interchange-desk.ts';

export { storeArrivals } from './inbox/store-arrivals.ts';
export type { LoadCalendar } from './interchange.calendar.ts';

export interface InterchangeModule extends ModuleDefinition {
  outgoingPorts: DeliveryPorts;
  incomingPorts: IncomingPorts;
}

const SWEEP_SECONDS = 10;
const HOUR_SECONDS = 3_600;

/** Sends and receives letters; its ports are what `outgoing` and `incoming` ask of the exchange. */
export function createInterchangeModule(
  ports: { loadCalendar?: LoadCalendar; carriers?: readonly Carrier[] } = {},
): InterchangeModule {
  const loadCalendar = ports.loadCalendar ?? weekdaysOnly;
  const exchange: Exchange = {
    peers: { readIssuedLetter, receiveLetter, judgePdf },
    carriers: [insideCarrier, ...(ports.carriers ?? [])],
  };
  return {
    name: 'interchange',
    routes: interchangeRoutes(loadCalendar),
    jobs: (services) => interchangeJobs(exchange, services),
    sweeps: [
      { name: 'interchange.wake', everySeconds: SWEEP_SECONDS, run: sweep },
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
  };
}
