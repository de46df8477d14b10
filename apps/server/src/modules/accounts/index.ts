import type { ModuleDefinition } from '../../platform/module.ts';
import { accountRoutes } from './accounts.routes.ts';
import { sweepAttestations } from './attestations/attestation-sweep.ts';
import { TELL_JOB, tellHeads } from './attestations/tell-heads.ts';
import { SHUT_JOB, shutWaitingSignIns, tryToShut } from './effects/shut-sign-in.ts';
import type { AccountsPorts } from './ports.ts';
import { accountsDesk } from './queries/accounts-desk.ts';
import { accountRuleRoutes } from './rules/rules.routes.ts';
import { recount } from './sweeps/recount.ts';
import { sweepHolders } from './sweeps/refresh-holders.ts';
import { syncUsers } from './sweeps/sync-users.ts';

export { accountNameKey, accountOfPerson } from './accounts.store.ts';
export type { AccountRow } from './accounts.tables.ts';
export { attestedToRevoke, unansweredAccounts } from './attestations/to-revoke.ts';
export { markAccounts } from './effects/mark-accounts.ts';
export { recordMobileEditing } from './effects/record-mobile-editing.ts';
export { recordNewAccounts } from './effects/record-new-accounts.ts';
export { recordRevokedAccounts } from './effects/record-revoked-accounts.ts';
export { suspendAccounts } from './effects/suspend-accounts.ts';
export { accountFacts } from './facts.ts';
export { idleAccounts } from './idle-accounts.ts';
export { assertMayEditHere, touchRefusal } from './mobile-editing.ts';
export type { AccountsPorts } from './ports.ts';
export { idleRuleOn, tariffOn } from './rules.ts';
export { refreshHolders } from './sweeps/refresh-holders.ts';
export { enterUsers } from './sweeps/sync-users.ts';

const MINUTE = 60;

export function createAccountsModule(ports: AccountsPorts): ModuleDefinition {
  return {
    name: 'accounts',
    routes: [...accountRoutes, ...accountRuleRoutes],
    desk: accountsDesk,
    jobs: (services) => [
      // Payloads are those of `enqueue` in the files that name the jobs.
      { name: TELL_JOB, handle: (payload) => tellHeads(services, payload.ids as string[]) },
      { name: SHUT_JOB, handle: (payload) => tryToShut(services, ports, payload.accountId as string, 'first') },
    ],
    sweeps: [
      { name: 'accounts.sync_users', everySeconds: 5 * MINUTE, run: syncUsers },
      { name: 'accounts.recount', everySeconds: MINUTE, run: recount },
      { name: 'accounts.holders', everySeconds: 30 * MINUTE, run: sweepHolders },
      {
        name: 'accounts.shut_sign_ins',
        everySeconds: 5 * MINUTE,
        run: (services) => shutWaitingSignIns(services, ports),
      },
      { name: 'accounts.attestations', everySeconds: 30 * MINUTE, run: sweepAttestations },
    ],
    // An office that ran before this register existed has its accounts in it from the first moment.
    start: async (services) => {
      await syncUsers(services);
      await sweepHolders(services);
      await recount(services);
      return { stop: async () => undefined };
    },
  };
}
