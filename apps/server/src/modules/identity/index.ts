import type { Services } from '../../platform/context.ts';
import type { SignedIn } from '../../platform/http/server.ts';
import type { CountSource, ModuleDefinition } from '../../platform/module.ts';
import { accountRoutes } from './account.routes.ts';
import type { ProveByCertificate } from './certificate/sign-in-certificate.ts';
import { prepareSetup } from './commands/set-up-office.ts';
import { disableUnused } from './disable-unused.ts';
import { publicRoutes } from './identity.routes.ts';
import { meRoutes } from './me.routes.ts';
import { resolveSession } from './queries/resolve-session.ts';
import { type TellPerson, tellSecurityEvents } from './tell-security-event.ts';
import { createThrottle } from './throttle.ts';
import type { UserAdded } from './user-added.ts';

export { createDemoAccounts } from './create-demo-accounts.ts';
export { endSessionsOfPeople } from './end-sessions-of-people.ts';
export { findSettings } from './identity.store.ts';
export {
  createInvitedUser,
  disableUser,
  issueInvitation,
  signInFacts,
} from './invited-users.ts';
export { proveSelf } from './prove-self.ts';
export { noteOwnSecurityEvent } from './security-events.ts';
export { networkOf } from './throttle.ts';

/** More often than daily, so that an office that is switched off at night comes to it, too. */
const UNUSED_EVERY_S = 3_600;

export interface IdentityPorts {
  /** What waits for the person, by the keys of the rail; the modules above know it. */
  counts: CountSource;
  /** A person got a sign-in: the register of accounts enters it in the same transaction. */
  userAdded: UserAdded;
  /** Something happened to the account: its owner hears of it by a notice. */
  tellPerson: TellPerson;
  /** Whose certificate signed the words of the sign-in page; the register of certificates knows. */
  proveByCertificate: ProveByCertificate;
}

export interface IdentityModule extends ModuleDefinition {
  /** Who holds the session cookie; `passive` looks without counting as an act of the person, `opened` serves event streams. */
  resolveSession(
    services: Services,
    token: string,
    options?: { passive?: boolean; opened?: string },
  ): Promise<SignedIn | undefined>;
  /** The secret of the one-time set-up link, while the installation has no agency. */
  prepareSetup(services: Services): Promise<string | undefined>;
}

export function createIdentityModule(ports: IdentityPorts): IdentityModule {
  return {
    name: 'identity',
    routes: [
      ...publicRoutes(createThrottle(), ports.proveByCertificate),
      ...meRoutes(ports.counts, ports.proveByCertificate),
      ...accountRoutes(ports.userAdded),
    ],
    sweeps: [
      {
        name: 'identity.disable_unused',
        everySeconds: UNUSED_EVERY_S,
        run: (services) => disableUnused(services, ports.tellPerson),
      },
    ],
    jobs: (services) => [tellSecurityEvents(services, ports.tellPerson)],
    resolveSession,
    prepareSetup,
  };
}
