import { childrenOf, type XmlNode } from '../../../../platform/xml-tree.ts';
import type { BackendAccount, BoxEffect } from '../../ports.ts';
import { element, type Markup } from './soap-message.ts';

/** An account as Zimbra answers it; every attribute may have several values. */
export interface ZimbraAccount {
  id: string;
  name: string;
  values(attribute: string): string[];
  value(attribute: string): string | undefined;
}

export function readAccount(node: XmlNode): ZimbraAccount {
  const found = childrenOf(node, 'a').map(({ attributes, text }) => [attributes.n ?? '', text] as const);
  const values = (wanted: string) => found.filter(([name]) => name === wanted).map(([, text]) => text);
  return {
    id: node.attributes.id ?? '',
    name: (node.attributes.name ?? '').toLowerCase(),
    values,
    value: (name) => values(name)[0],
  };
}

/** What we read of an account, asked by name so that the class of service is not sent along. */
export const ACCOUNT_ATTRIBUTES: readonly string[] = [
  'zimbraId',
  'zimbraAccountStatus',
  'zimbraMailAlias',
  'zimbraMailForwardingAddress',
  'zimbraPrefMailForwardingAddress',
  'zimbraForeignPrincipal',
  'zimbraHideInGal',
  'zimbraAuthTokenValidityValue',
  'zimbraLastLogonTimestamp',
];

/** `<a n="…">` for each value; all values of an attribute replace the old ones, an empty one removes them (soap-admin.txt). */
export function attributes(given: Record<string, string | readonly string[]>): Markup[] {
  return Object.entries(given).flatMap(([name, value]) => {
    const values = typeof value === 'string' ? [value] : value;
    return (values.length === 0 ? [''] : values).map((one) => element('a', { n: name }, one));
  });
}

/** Whose account it is, said at Zimbra itself: a creation that was cut off is known again, a foreign account never taken over. */
export function mark(mailboxId: string): string {
  return `congvu:${mailboxId}`;
}

export function markOf(account: ZimbraAccount): string | undefined {
  return account.values('zimbraForeignPrincipal').find((one) => one.startsWith('congvu:'));
}

/**
 * Leaving: nothing the holder set works on (spec mail.md §3.3 trap: `locked` runs the user's own forward and filters), no reply of
 * absence goes out, the name leaves the address list. `zimbraHideInGal` also tells a retained account from one that is only locked.
 */
const LEAVING = {
  zimbraHideInGal: 'TRUE',
  zimbraPrefMailForwardingAddress: '',
  zimbraMailSieveScript: '',
  zimbraPrefOutOfOfficeReplyEnabled: 'FALSE',
};

const STATUS: Record<Exclude<BoxEffect, 'none'>, string> = {
  active: 'active',
  locked: 'locked',
  retained: 'locked',
  closed: 'closed',
};

export function stateAttributes(effect: Exclude<BoxEffect, 'none'>): Record<string, string> {
  const status = { zimbraAccountStatus: STATUS[effect] };
  switch (effect) {
    case 'active':
      return { ...status, zimbraHideInGal: '' };
    case 'locked':
      return status;
    case 'retained':
      return { ...LEAVING, ...status };
    case 'closed':
      return { ...LEAVING, ...status, zimbraMailForwardingAddress: '', zimbraPrefMailLocalDeliveryDisabled: '' };
  }
}

/** To the successor and no copy here; without one a mailbox whose holder left refuses (550), as the register says. */
export function forwardAttributes(effect: BackendAccount['effect'], target: string | null): Record<string, string> {
  const cleared = { zimbraPrefMailForwardingAddress: '', zimbraMailSieveScript: '' };
  if (target !== null) {
    const status = effect === 'closed' ? { zimbraAccountStatus: STATUS.retained } : {};
    return { ...cleared, ...status, zimbraMailForwardingAddress: target, zimbraPrefMailLocalDeliveryDisabled: 'TRUE' };
  }
  const status = effect === 'retained' ? { zimbraAccountStatus: STATUS.closed } : {};
  return { ...cleared, ...status, zimbraMailForwardingAddress: '', zimbraPrefMailLocalDeliveryDisabled: '' };
}

/** `lockout` is the automatic pause after wrong passwords and ends by itself; `pending` and `maintenance` let nobody in. */
export function effectOfAccount(account: ZimbraAccount): BackendAccount['effect'] {
  const status = account.value('zimbraAccountStatus');
  if (status === 'active' || status === 'lockout') {
    return 'active';
  }
  if (status === 'closed') {
    return 'closed';
  }
  return account.value('zimbraHideInGal') === 'TRUE' ? 'retained' : 'locked';
}

const GENERALIZED_TIME = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.\d+)?Z$/;

/** LDAP GeneralizedTime (RFC 4517 §3.3.13) in UTC, the only form Zimbra writes. */
export function readGeneralizedTime(text: string | undefined): Date | null {
  const parts = GENERALIZED_TIME.exec(text ?? '')?.slice(1) ?? [];
  const [year, month, day, hour, minute, second] = parts;
  if (second === undefined) {
    return null;
  }
  const at = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(at.getTime()) ? null : at;
}

export function generalizedTime(at: Date): string {
  return at
    .toISOString()
    .replaceAll(/[-:T]/g, '')
    .replace(/\.\d+Z$/, 'Z');
}

export function backendAccount(account: ZimbraAccount): BackendAccount {
  const lastSignInAt = readGeneralizedTime(account.value('zimbraLastLogonTimestamp'));
  return {
    backendId: account.id,
    address: account.name,
    effect: effectOfAccount(account),
    // The holder's own forward leads letters of the office out as well.
    forwardTo: account.value('zimbraMailForwardingAddress') ?? account.value('zimbraPrefMailForwardingAddress') ?? null,
    ...(lastSignInAt !== null && { lastSignInAt }),
  };
}
