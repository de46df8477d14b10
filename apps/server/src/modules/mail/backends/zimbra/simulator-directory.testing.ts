import { randomUUID } from 'node:crypto';
import type { SimulatedMessage } from './simulator-archive.testing.ts';

/** As `zimbra-attrs.xml` has them: a wrong name is refused, as there. */
const KNOWN = new Set([
  'cn',
  'displayName',
  'zimbraAccountStatus',
  'zimbraAuthTokenValidityValue',
  'zimbraCOSId',
  'zimbraForeignPrincipal',
  'zimbraHideInGal',
  'zimbraIsSystemAccount',
  'zimbraLastLogonTimestamp',
  'zimbraMailForwardingAddress',
  'zimbraMailQuota',
  'zimbraMailSieveScript',
  'zimbraPrefMailForwardingAddress',
  'zimbraPrefMailLocalDeliveryDisabled',
  'zimbraPrefOutOfOfficeFromDate',
  'zimbraPrefOutOfOfficeReply',
  'zimbraPrefOutOfOfficeReplyEnabled',
  'zimbraPrefOutOfOfficeSuppressExternalReply',
  'zimbraPrefOutOfOfficeUntilDate',
]);
const STATUSES = new Set(['active', 'maintenance', 'locked', 'closed', 'lockout', 'pending']);
const MULTIPLE = new Set(['zimbraForeignPrincipal', 'zimbraMailForwardingAddress']);

export class SimulatedFault extends Error {
  readonly code: string;

  constructor(code: string, text: string) {
    super(text);
    this.code = code;
  }
}

export interface SimulatedAccount {
  id: string;
  name: string;
  attributes: Map<string, string[]>;
  aliases: string[];
  password: string | undefined;
  messages: SimulatedMessage[];
  /** Of the whole mailbox: account id → rights. */
  shares: Map<string, string>;
}

export interface SimulatedDirectory {
  accounts: Map<string, SimulatedAccount>;
  byName(name: string): SimulatedAccount | undefined;
  must(account: SimulatedAccount | undefined, key: string): SimulatedAccount;
  create(name: string, given: Map<string, string[]>, password?: string): SimulatedAccount;
  modify(account: SimulatedAccount, given: Map<string, string[]>): void;
  assertFree(address: string): void;
  /** What the mail server does with a letter to this address. */
  deliver(address: string): 'here' | '550' | { forward: string[]; here: boolean };
  /** A token of the holder's own sign-in, and whether it still opens anything. */
  signIn(address: string): () => boolean;
}

function assertAttributes(given: Map<string, string[]>): void {
  for (const [name, values] of given) {
    if (!KNOWN.has(name)) {
      throw new SimulatedFault('account.INVALID_ATTR_NAME', `invalid attribute name: ${name}`);
    }
    const isWrong =
      (values.length > 1 && !MULTIPLE.has(name)) ||
      (name === 'zimbraAccountStatus' && values.some((value) => !STATUSES.has(value))) ||
      (name === 'zimbraMailQuota' && values.some((value) => !/^\d+$/.test(value)));
    if (isWrong) {
      throw new SimulatedFault('account.INVALID_ATTR_VALUE', `${name} must be a valid value`);
    }
  }
}

export function createDirectory(domains: readonly string[]): SimulatedDirectory {
  const accounts = new Map<string, SimulatedAccount>();
  const all = () => [...accounts.values()];
  const byName = (name: string) => all().find((one) => one.name === name || one.aliases.includes(name));
  const assertFree = (address: string): void => {
    if (!domains.includes(address.split('@')[1] ?? '')) {
      throw new SimulatedFault('account.NO_SUCH_DOMAIN', `no such domain: ${address.split('@')[1]}`);
    }
    if (byName(address) !== undefined) {
      throw new SimulatedFault('account.ACCOUNT_EXISTS', `email address already exists: ${address}`);
    }
  };
  const first = (account: SimulatedAccount, name: string) => account.attributes.get(name)?.[0];
  return {
    accounts,
    byName,
    assertFree,
    must: (account, key) => {
      if (account === undefined) {
        throw new SimulatedFault('account.NO_SUCH_ACCOUNT', `no such account: ${key}`);
      }
      return account;
    },
    create: (name, given, password) => {
      assertFree(name);
      assertAttributes(given);
      const attributes = new Map([...given].filter(([, values]) => values.some((value) => value !== '')));
      attributes.set('zimbraAccountStatus', attributes.get('zimbraAccountStatus') ?? ['active']);
      const account = {
        id: randomUUID(),
        name,
        attributes,
        aliases: [],
        password,
        messages: [],
        shares: new Map<string, string>(),
      };
      accounts.set(account.id, account);
      return account;
    },
    modify: (account, given) => {
      assertAttributes(given);
      for (const [name, values] of given) {
        const kept = values.filter((value) => value !== '');
        if (kept.length === 0) {
          account.attributes.delete(name);
        } else {
          account.attributes.set(name, kept);
        }
      }
    },
    deliver: (address) => {
      const account = byName(address);
      const status = account === undefined ? 'closed' : first(account, 'zimbraAccountStatus');
      if (account === undefined || status === 'closed') {
        return '550';
      }
      const own = first(account, 'zimbraPrefMailForwardingAddress');
      const forward = [
        ...(account.attributes.get('zimbraMailForwardingAddress') ?? []),
        ...(own === undefined ? [] : [own]),
      ];
      const here = first(account, 'zimbraPrefMailLocalDeliveryDisabled') !== 'TRUE';
      return forward.length === 0 ? 'here' : { forward, here };
    },
    signIn: (address) => {
      const account = byName(address);
      const validity = account === undefined ? undefined : first(account, 'zimbraAuthTokenValidityValue');
      const isOpen = () =>
        account !== undefined &&
        first(account, 'zimbraAccountStatus') === 'active' &&
        first(account, 'zimbraAuthTokenValidityValue') === validity;
      return isOpen;
    },
  };
}
