import { record } from '#modules/audit';
import type { Context } from '../../platform/context.ts';
import type { Tx } from '../../platform/db.ts';
import { DEFAULT_SETTINGS, saveSettings } from './identity.store.ts';
import { insertUser } from './insert-user.ts';
import { hashPassword } from './passwords/hash.ts';

interface DemoAccount {
  agencyId: string;
  personId: string;
  fullName: string;
  userName?: string;
}

/**
 * Accounts of the demo, all with the one password that the demo tells everybody, hashed once. They are marked: an office that runs
 * without --demo lets none of them in. Nobody is asked for a second factor, and a proof of oneself
 * counts as long as the setting allows. Answers the user name of every person.
 */
export async function createDemoAccounts(
  tx: Tx,
  context: Context,
  given: { password: string; people: readonly DemoAccount[] },
): Promise<Map<string, string>> {
  if (!context.config.demo) {
    throw new Error('demo accounts exist only with --demo');
  }
  const passwordHash = await hashPassword(given.password);
  const userNames = new Map<string, string>();
  for (const person of given.people) {
    const user = await insertUser(tx, context, { ...person, passwordHash, demo: true });
    userNames.set(person.personId, user.user_name);
  }
  for (const agencyId of new Set(given.people.map((person) => person.agencyId))) {
    await saveSettings(tx, agencyId, { ...DEFAULT_SETTINGS, secondFactor: 'optional', stepUpMinutes: 15 });
    await record(tx, context, {
      action: 'identity.demo_accounts_created',
      agencyId,
      objectKind: 'agency',
      objectId: agencyId,
      detail: { count: given.people.filter((person) => person.agencyId === agencyId).length },
    });
  }
  return userNames;
}
