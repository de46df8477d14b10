import type { ModuleDefinition } from '../../platform/module.ts';
import { addressbookRoutes } from './addressbook.routes.ts';
import { SYNC_JOB } from './commands/start-sync.ts';
import { type AddressbookPorts, NO_CONNECTIONS } from './ports.ts';
import { readOrder, runSync } from './sync/run-sync.ts';
import { sweepBook } from './sync/sweep-book.ts';

export type { BookAgency, ListedAgency } from './book.ts';
export { codeKey } from './codes.ts';
export type { AddressbookPorts } from './ports.ts';
export { findInBook as searchBook } from './queries/find-in-book.ts';
export { findByCode, findManyByCode, type ResolvedReceiver, resolveReceivers } from './resolve.ts';
export { applyList as applyChanges } from './sync/apply-changes.ts';

const SWEEP_SECONDS = 300;

export function createAddressbookModule(ports: AddressbookPorts = NO_CONNECTIONS): ModuleDefinition {
  return {
    name: 'addressbook',
    routes: addressbookRoutes(ports),
    jobs: (services) => [{ name: SYNC_JOB, handle: (payload) => runSync(services, ports, readOrder(payload)) }],
    sweeps: [{ name: 'addressbook.daily', everySeconds: SWEEP_SECONDS, run: (services) => sweepBook(services, ports) }],
  };
}
