import type { OneTimeLinkView } from '@congvu/contracts';
import type { Context } from '../../../platform/context.ts';
import { findOpenLink, type Link, linkOver } from '../identity.links.ts';
import { findUserById } from '../identity.store.ts';
import type { User } from '../identity.tables.ts';
import { describeRule, type PasswordOwner } from '../passwords/password-rule.ts';
import { findPerson, passwordOwnerOf } from '../people.ts';
import { isDemoOnly } from '../sign-in-gate.ts';

export interface OpenedLink {
  link: Link;
  kind: 'new_user' | 'reset';
  user: User;
  owner: PasswordOwner;
}

/**
 * The open link with the account it belongs to.
 * @throws AppError 404 `identity.link_over`
 */
export async function openAccountLink(context: Context, token: string): Promise<OpenedLink> {
  const now = context.clock.now();
  const link = await findOpenLink(context.db, token, now);
  if (link === undefined || link.kind === 'setup' || link.user_id === null) {
    throw linkOver();
  }
  const user = await findUserById(context.db, link.user_id);
  if (user === undefined || user.disabled_at !== null || isDemoOnly(user, context.config)) {
    throw linkOver();
  }
  return { link, kind: link.kind, user, owner: await passwordOwnerOf(context.db, user, now) };
}

/** What the page of a one-time link shows before the password is chosen; looking does not use it up. */
export async function viewLink(context: Context, token: string): Promise<OneTimeLinkView> {
  const { link, kind, user, owner } = await openAccountLink(context, token);
  const person = await findPerson(context.db, user.person_id);
  return {
    kind,
    userName: user.user_name,
    displayName: owner.fullName,
    agencyName: person?.agencyName ?? '',
    expiresAt: link.expires_at.toISOString(),
    passwordRule: describeRule(owner),
  };
}
