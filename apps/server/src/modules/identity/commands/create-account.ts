import type { CreateAccount, OneTimeLink } from '@congvu/contracts';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { conflict, notFound } from '../../../platform/errors.ts';
import { recordOnAccount } from '../administered-account.ts';
import { issueLink, linkAddress } from '../identity.links.ts';
import { identityPolicies } from '../identity.policy.ts';
import { insertUser } from '../insert-user.ts';
import { type AccountPerson, findPerson, isWithinReach } from '../people.ts';
import { NOBODY_TOLD, type UserAdded } from '../user-added.ts';
import { withoutReplay } from '../without-replay.ts';

async function getPerson(tx: Tx, context: ActingContext, personId: string): Promise<AccountPerson> {
  const person = await findPerson(tx, personId);
  if (person === undefined || !(await isWithinReach(tx, context.subject.agencyId, person.agencyId))) {
    throw notFound('org.person_not_found', 'Không tìm thấy người này. Tải lại danh sách cán bộ.');
  }
  if (person.leftOn !== null && person.leftOn <= vietnamDate(context.clock.now())) {
    throw conflict('identity.wrong_state', `${person.fullName} đã thôi việc ở cơ quan nên không cấp tài khoản.`);
  }
  return person;
}

/** An account without a password: the answer holds the link by which the person chooses one, shown this once. */
export async function createAccount(
  context: ActingContext,
  body: CreateAccount,
  userAdded: UserAdded = NOBODY_TOLD,
): Promise<OneTimeLink> {
  identityPolicies.authorize('identity.administer', context.subject, null);
  return command(withoutReplay(context), async (tx) => {
    const person = await getPerson(tx, context, body.personId);
    const user = await insertUser(tx, context, {
      agencyId: person.agencyId,
      personId: person.id,
      fullName: person.fullName,
      userName: body.userName,
      passwordHash: null,
    });
    const link = await issueLink(tx, context, { agency_id: user.agency_id, user_id: user.id, kind: 'new_user' });
    await recordOnAccount(tx, context, user, {
      action: 'identity.account_created',
      detail: { userName: user.user_name, personId: person.id },
    });
    await userAdded(tx, context, person.id);
    return {
      userId: user.id,
      userName: user.user_name,
      link: linkAddress(context, link.token),
      expiresAt: link.expiresAt.toISOString(),
    };
  });
}
