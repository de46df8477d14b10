import type { AmendmentPorts } from '#modules/interchange';
import type { MovedDocument } from '#modules/outgoing';
import type { Context } from '../../platform/context.ts';
import type { Tx } from '../../platform/db.ts';
import type { ModuleDefinition } from '../../platform/module.ts';
import { amendmentsRoutes } from './amendments.routes.ts';
import { askToErase, eraseJobs } from './erase-bytes.ts';
import { businessOf } from './exchange/business-of.ts';
import { documentIssued } from './exchange/document-issued.ts';
import { letterArrived } from './exchange/letter-arrived.ts';
import { statusArrived } from './exchange/status-arrived.ts';
import type { AmendmentsPorts } from './ports.ts';
import { amendmentsDesk } from './queries/amendments-desk.ts';

export type { AmendmentsPorts } from './ports.ts';

export interface AmendmentsModule extends ModuleDefinition {
  /** What the exchange asks: what a letter of ours does to earlier ones, what others ask of us. */
  exchangePorts: AmendmentPorts;
  /** For `OutgoingPorts.documentMoved`. */
  documentMoved(tx: Tx, context: Context, moved: MovedDocument): Promise<void>;
}

export function createAmendmentsModule(ports: AmendmentsPorts): AmendmentsModule {
  return {
    name: 'amendments',
    routes: amendmentsRoutes(ports),
    desk: amendmentsDesk,
    jobs: eraseJobs,
    exchangePorts: {
      businessOf,
      destroyedCameAgain: askToErase,
      letterArrived: (tx, context, arrived) => letterArrived(tx, context, ports, arrived),
      statusArrived: (tx, context, arrived) => statusArrived(tx, context, ports, arrived),
    },
    documentMoved: (tx, context, moved) => documentIssued(tx, context, ports, moved),
  };
}
