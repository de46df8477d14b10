import { childOf, childrenOf, type XmlNode } from '../../../../platform/xml-tree.ts';
import { type SimulatedAccount, type SimulatedDirectory, SimulatedFault } from './simulator-directory.testing.ts';
import { element, type Markup } from './soap-message.ts';

export function textOf(request: XmlNode, name: string): string {
  return childOf(request, name)?.text ?? '';
}

function attributesOf(request: XmlNode): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { attributes, text } of childrenOf(request, 'a')) {
    const name = attributes.n ?? '';
    found.set(name, [...(found.get(name) ?? []), text]);
  }
  return found;
}

function accountMarkup({ id, name, attributes, aliases }: SimulatedAccount): Markup {
  const values = [...attributes, ['zimbraMailAlias', aliases], ['zimbraId', [id]]] as [string, string[]][];
  const inner = values.flatMap(([n, many]) => many.map((value) => element('a', { n }, value)));
  return element('account', { name, id }, inner);
}

function search(directory: SimulatedDirectory, { attributes, children }: XmlNode) {
  if (children[0]?.text !== '(!(zimbraIsSystemAccount=TRUE))') {
    throw new SimulatedFault('service.INVALID_REQUEST', 'this simulator knows one filter');
  }
  const found = [...directory.accounts.values()]
    .filter((one) => one.attributes.get('zimbraIsSystemAccount')?.[0] !== 'TRUE')
    .filter(({ name }) => attributes.domain === undefined || name.endsWith(`@${attributes.domain}`))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const start = Number(attributes.offset ?? '0');
  // A server gives less at a time than it is asked for.
  const end = start + Math.min(Number(attributes.limit ?? '0'), 3);
  const more = end < found.length ? '1' : '0';
  return {
    attributes: { more, searchTotal: String(found.length) },
    content: found.slice(start, end).map(accountMarkup),
  };
}

export type Answer = { attributes?: Record<string, string>; content: Markup[] };

/** Passwords and sizes. */
function answerAbout(directory: SimulatedDirectory, request: XmlNode): Answer {
  const byId = () => directory.must(directory.accounts.get(textOf(request, 'id')), textOf(request, 'id'));
  switch (request.name) {
    case 'CheckPasswordStrengthRequest':
      byId();
      if (textOf(request, 'password').length < 10) {
        throw new SimulatedFault('account.INVALID_PASSWORD', 'invalid password: too short');
      }
      return { content: [] };
    case 'SetPasswordRequest': {
      const account = byId();
      account.password = textOf(request, 'newPassword');
      const value = Number(account.attributes.get('zimbraAuthTokenValidityValue')?.[0] ?? '0') + 1;
      account.attributes.set('zimbraAuthTokenValidityValue', [String(value)]);
      // Set all the same, as it says (soap-admin.txt).
      const isOld = account.password.includes('cũ');
      return { content: isOld ? [element('message', {}, 'password was recently used')] : [] };
    }
    case 'GetMailboxRequest': {
      const id = childOf(request, 'mbox')?.attributes.id ?? '';
      const { messages } = directory.must(directory.accounts.get(id), id);
      const size = messages.reduce((total, { raw }) => total + Buffer.byteLength(raw), 0);
      return { content: [element('mbox', { mbxid: '7', s: String(size) }, '')] };
    }
    default:
      throw new SimulatedFault('service.UNKNOWN_DOCUMENT', `unknown document: ${request.name}`);
  }
}

/** One request of the administrator. */
export function answerTo(world: { directory: SimulatedDirectory; isOld: boolean }, request: XmlNode): Answer {
  const { directory } = world;
  const byId = () => directory.must(directory.accounts.get(textOf(request, 'id')), textOf(request, 'id'));
  const named = (): SimulatedAccount => {
    const { attributes, text } = childOf(request, 'account') ?? request;
    const all = [...directory.accounts.values()];
    const ways: Record<string, () => SimulatedAccount | undefined> = {
      id: () => directory.accounts.get(text),
      name: () => directory.byName(text),
      foreignPrincipal: () => all.find((one) => one.attributes.get('zimbraForeignPrincipal')?.includes(text)),
    };
    return directory.must(ways[attributes.by ?? '']?.(), text);
  };
  const rename = (account: SimulatedAccount): void => {
    const address = textOf(request, 'newName');
    directory.assertFree(address);
    account.name = address;
  };
  switch (request.name) {
    case 'GetAccountRequest':
      return { content: [accountMarkup(named())] };
    case 'CreateAccountRequest': {
      const password = childOf(request, 'password')?.text;
      return { content: [accountMarkup(directory.create(textOf(request, 'name'), attributesOf(request), password))] };
    }
    case 'ModifyAccountRequest': {
      const account = byId();
      directory.modify(account, attributesOf(request));
      return { content: [accountMarkup(account)] };
    }
    case 'ChangePrimaryEmailRequest': {
      if (world.isOld) {
        throw new SimulatedFault('service.UNKNOWN_DOCUMENT', 'unknown document: ChangePrimaryEmailRequest');
      }
      const account = named();
      const before = account.name;
      rename(account);
      account.aliases.push(before);
      return { content: [accountMarkup(account)] };
    }
    case 'RenameAccountRequest': {
      const account = byId();
      rename(account);
      return { content: [accountMarkup(account)] };
    }
    case 'AddAccountAliasRequest':
      directory.assertFree(textOf(request, 'alias'));
      byId().aliases.push(textOf(request, 'alias'));
      return { content: [] };
    case 'RemoveAccountAliasRequest': {
      const account = byId();
      const alias = textOf(request, 'alias');
      if (!account.aliases.includes(alias)) {
        throw new SimulatedFault('account.NO_SUCH_ALIAS', `no such alias: ${alias}`);
      }
      account.aliases = account.aliases.filter((one) => one !== alias);
      return { content: [] };
    }
    case 'GetCosRequest':
      if (childOf(request, 'cos')?.text !== 'cos-xa') {
        throw new SimulatedFault('account.NO_SUCH_COS', 'no such cos');
      }
      return { content: [element('cos', { id: 'cos-xa', name: 'xa' }, '')] };
    case 'SearchDirectoryRequest':
      return search(directory, request);
    default:
      return answerAbout(directory, request);
  }
}

/** What the pages of the holder may ask. */
export function answerFor(directory: SimulatedDirectory, account: SimulatedAccount, request: XmlNode): Answer {
  if (request.name === 'GetFolderRequest') {
    const grants = [...account.shares].map(([zid, perm]) => {
      const name = directory.accounts.get(zid)?.name;
      return element('grant', { gt: 'usr', zid, perm, ...(name !== undefined && { d: name }) }, '');
    });
    return { content: [element('folder', { id: '1', name: 'USER_ROOT' }, [element('acl', {}, grants)])] };
  }
  const action = childOf(request, 'action');
  if (request.name !== 'FolderActionRequest' || action?.attributes.id !== '1') {
    throw new SimulatedFault('service.UNKNOWN_DOCUMENT', `unknown document: ${request.name}`);
  }
  if (action.attributes.op === '!grant') {
    account.shares.delete(action.attributes.zid ?? '');
    return { content: [] };
  }
  const { d = '', perm = '' } = childOf(action, 'grant')?.attributes ?? {};
  account.shares.set(directory.must(directory.byName(d), d).id, perm);
  return { content: [] };
}
