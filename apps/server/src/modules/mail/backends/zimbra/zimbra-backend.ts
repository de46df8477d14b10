import type { Services } from '../../../../platform/context.ts';
import { rawQuery } from '../../../../platform/sql.ts';
import { childOf, childrenOf } from '../../../../platform/xml-tree.ts';
import { settingOf } from '../../mail.settings.ts';
import type { BackendCapabilities, BackendUsage, MailBackend, Vacation } from '../../ports.ts';
import { MailBackendError } from '../errors.ts';
import { BACKEND_LABELS } from '../labels.ts';
import { mboxOf } from '../mbox.ts';
import { readArchive } from './archive.ts';
import { isFault } from './fault.ts';
import { shareWith } from './share-folder.ts';
import { type ZimbraClient, zimbraClient } from './soap-client.ts';
import { element } from './soap-message.ts';
import {
  ACCOUNT_ATTRIBUTES,
  attributes,
  backendAccount,
  effectOfAccount,
  forwardAttributes,
  generalizedTime,
  mark,
  markOf,
  readAccount,
  readGeneralizedTime,
  stateAttributes,
  type ZimbraAccount,
} from './zimbra-account.ts';
import { type ZimbraPlace, zimbraPlaceOf } from './zimbra-place.ts';

const CAPABILITIES: BackendCapabilities = {
  automatic: true,
  hosted: false,
  imap: true,
  // Zimbra's own belong to the account and are made there.
  appPasswords: false,
  vacation: true,
  retract: false,
  exports: true,
  lists: false,
};

const MIB = 1_048_576;
const PAGE = 500;
const LARGEST_VALIDITY = 2_147_483_647;

function unsupported(what: string): MailBackendError {
  return new MailBackendError('UNSUPPORTED', `Zimbra: ${what}.`);
}

type Key = 'id' | 'name' | 'foreignPrincipal';

async function find(client: ZimbraClient, by: Key, key: string): Promise<ZimbraAccount> {
  const asked = { applyCos: '0', attrs: ACCOUNT_ATTRIBUTES.join(',') };
  const answer = await client.ask('GetAccountRequest', asked, [element('account', { by }, key)]);
  const account = childOf(answer, 'account');
  if (account === undefined) {
    throw new MailBackendError('NOT_FOUND', `Zimbra không có hộp thư ${key}.`);
  }
  return readAccount(account);
}

async function findOr(client: ZimbraClient, by: Key, key: string): Promise<ZimbraAccount | undefined> {
  try {
    return await find(client, by, key);
  } catch (error) {
    if (error instanceof MailBackendError && error.code === 'NOT_FOUND') {
      return undefined;
    }
    throw error;
  }
}

async function modify(client: ZimbraClient, id: string, given: Record<string, string | string[]>): Promise<void> {
  await client.ask('ModifyAccountRequest', {}, [element('id', {}, id), ...attributes(given)]);
}

/** An account that stood there while the register was kept by hand: marked as ours, otherwise left as its holder has it. */
async function adopt(client: ZimbraClient, account: ZimbraAccount, mailboxId: string, effect: 'active' | 'locked') {
  await modify(client, account.id, {
    // Every value is said: whatever is left out would be lost.
    zimbraForeignPrincipal: [...account.values('zimbraForeignPrincipal'), mark(mailboxId)],
    ...(effect === 'locked' && effectOfAccount(account) === 'active' && stateAttributes('locked')),
  });
}

type NewMailbox = Parameters<MailBackend['createMailbox']>[1];

async function create(client: ZimbraClient, place: ZimbraPlace, wanted: NewMailbox): Promise<string> {
  const ours = await findOr(client, 'foreignPrincipal', mark(wanted.mailboxId));
  if (ours !== undefined) {
    return ours.id;
  }
  const address = wanted.address.toLowerCase();
  const there = await findOr(client, 'name', address);
  if (there !== undefined) {
    if (wanted.known !== true || there.name !== address || markOf(there) !== undefined) {
      const text = `Zimbra đã có hộp thư hoặc bí danh ${address} mà sổ chưa ghi. Xem ai đang dùng trước khi cấp.`;
      throw new MailBackendError('EXISTS', text);
    }
    await adopt(client, there, wanted.mailboxId, wanted.effect);
    return there.id;
  }
  // Without a password: nobody enters before the holder or the people of Zimbra have set one.
  const answer = await client.ask('CreateAccountRequest', {}, [
    element('name', {}, address),
    ...attributes({
      displayName: wanted.name,
      zimbraMailQuota: String(wanted.quotaMb * MIB),
      zimbraForeignPrincipal: mark(wanted.mailboxId),
      zimbraAccountStatus: wanted.effect,
      ...(place.cosId !== '' && { zimbraCOSId: place.cosId }),
    }),
  ]);
  const account = childOf(answer, 'account');
  if (account === undefined) {
    throw new MailBackendError('UNREACHABLE', 'Zimbra trả lời không đọc được (thiếu tài khoản vừa tạo).');
  }
  return readAccount(account).id;
}

async function addAlias(client: ZimbraClient, id: string, alias: string): Promise<void> {
  await client.ask('AddAccountAliasRequest', {}, [element('id', {}, id), element('alias', {}, alias)]);
}

async function dropAlias(client: ZimbraClient, id: string, alias: string): Promise<void> {
  try {
    await client.ask('RemoveAccountAliasRequest', {}, [element('id', {}, id), element('alias', {}, alias)]);
  } catch (error) {
    if (!isFault(error, 'account.NO_SUCH_ALIAS')) {
      throw error;
    }
  }
}

/** ChangePrimaryEmail keeps the old address as an alias; Zimbra before 8.8.10 knows only the plain renaming. */
async function moveTo(client: ZimbraClient, account: ZimbraAccount, address: string): Promise<void> {
  const named = element('newName', {}, address);
  try {
    await client.ask('ChangePrimaryEmailRequest', {}, [element('account', { by: 'id' }, account.id), named]);
  } catch (error) {
    if (!isFault(error, 'service.UNKNOWN_DOCUMENT')) {
      throw error;
    }
    await client.ask('RenameAccountRequest', {}, [element('id', {}, account.id), named]);
    await addAlias(client, account.id, account.name);
  }
}

async function rename(services: Services, client: ZimbraClient, id: string, wanted: string): Promise<void> {
  const address = wanted.toLowerCase();
  const before = await find(client, 'id', id);
  if (before.name !== address) {
    if (before.values('zimbraMailAlias').includes(address)) {
      // Back to a name it had: Zimbra would say that the address is taken, by this very account.
      await dropAlias(client, id, address);
    }
    await moveTo(client, before, address);
  }
  // Cut off between the new name and the alias: the register knows which ones there must be.
  const [row] = await rawQuery<{ aliases: string[] }>(
    services.db,
    "select aliases from mailbox where backend = 'zimbra' and backend_id = $1",
    [id],
  );
  const present = (await find(client, 'id', id)).values('zimbraMailAlias');
  for (const alias of row?.aliases ?? []) {
    if (!present.includes(alias)) {
      await addAlias(client, id, alias);
    }
  }
}

function vacationAttributes(vacation: Vacation | null): Record<string, string> {
  if (vacation === null) {
    return { zimbraPrefOutOfOfficeReplyEnabled: 'FALSE' };
  }
  const { text, from, to, delegate } = vacation;
  return {
    zimbraPrefOutOfOfficeReplyEnabled: 'TRUE',
    zimbraPrefOutOfOfficeReply:
      delegate === null ? text : `${text}\n\nTrong thời gian này xin gửi thư đến ${delegate}.`,
    zimbraPrefOutOfOfficeFromDate: generalizedTime(new Date(`${from}T00:00:00+07:00`)),
    zimbraPrefOutOfOfficeUntilDate: generalizedTime(new Date(`${to}T23:59:59+07:00`)),
    // Strangers are not told that somebody reads this address (spec mail.md §3.3 trap).
    zimbraPrefOutOfOfficeSuppressExternalReply: 'TRUE',
  };
}

async function usage(client: ZimbraClient, id: string): Promise<BackendUsage> {
  const account = await find(client, 'id', id);
  const answer = await client.ask('GetMailboxRequest', {}, [element('mbox', { id }, '')]);
  const bytes = Number(childOf(answer, 'mbox')?.attributes.s ?? '0');
  return {
    bytes: Number.isSafeInteger(bytes) ? bytes : 0,
    lastSignInAt: readGeneralizedTime(account.value('zimbraLastLogonTimestamp')),
    sentAt: null,
    receivedAt: null,
  };
}

export async function listAccounts(
  client: ZimbraClient,
  domain: string,
  cursor: string | null,
): ReturnType<MailBackend['list']> {
  const offset = Number(cursor ?? '0');
  const answer = await client.ask(
    'SearchDirectoryRequest',
    {
      types: 'accounts',
      limit: String(PAGE),
      offset: String(offset),
      applyCos: '0',
      sortBy: 'name',
      attrs: ACCOUNT_ATTRIBUTES.join(','),
      ...(domain !== '' && { domain }),
    },
    // Accounts of Zimbra itself (spam training, virus quarantine) are nobody's mailbox.
    [element('query', {}, '(!(zimbraIsSystemAccount=TRUE))')],
  );
  const items = childrenOf(answer, 'account').map((node) => backendAccount(readAccount(node)));
  // A page without anything is the end, whatever it says: no turning round for ever.
  const more = answer.attributes.more === '1' && items.length > 0;
  return { items, nextCursor: more ? String(offset + items.length) : null };
}

/** The Zimbra of the office or of the province over its admin SOAP (zm-mailbox `soap-admin.txt`). */
export function createZimbraBackend(services: Services, agencyId: string): MailBackend {
  const open = async () => {
    const place = await zimbraPlaceOf(services, agencyId);
    return { place, client: zimbraClient(services, place) };
  };
  const change = async (
    id: string,
    given: (account: ZimbraAccount) => Record<string, string | string[]> | undefined,
  ): Promise<void> => {
    const { client } = await open();
    const wanted = given(await find(client, 'id', id));
    if (wanted !== undefined) {
      await modify(client, id, wanted);
    }
  };
  return {
    name: 'zimbra',
    label: BACKEND_LABELS.zimbra,
    capabilities: () => CAPABILITIES,
    createMailbox: async (_call, wanted) => {
      const { client, place } = await open();
      return { backendId: await create(client, place, wanted) };
    },
    // An account that is paused after wrong passwords counts as active and is left alone.
    setState: (_call, id, effect) =>
      change(id, (account) => (effectOfAccount(account) === effect ? undefined : stateAttributes(effect))),
    rename: async (_call, id, address) => rename(services, (await open()).client, id, address),
    setQuota: (_call, id, quotaMb) => change(id, () => ({ zimbraMailQuota: String(quotaMb * MIB) })),
    setSecret: () => Promise.reject(unsupported('mật khẩu của chương trình thư đặt trong trang thư Zimbra')),
    revokeSecrets: () => Promise.reject(unsupported('mật khẩu của chương trình thư hủy trong trang thư Zimbra')),
    putAlias: async (_call, id, alias) => {
      const { client } = await open();
      const { name, values } = await find(client, 'id', id);
      const wanted = alias.toLowerCase();
      if (name !== wanted && !values('zimbraMailAlias').includes(wanted)) {
        await addAlias(client, id, wanted);
      }
    },
    dropAlias: async (_call, id, alias) => dropAlias((await open()).client, id, alias.toLowerCase()),
    setMembers: async (_call, id, addresses) => shareWith((await open()).client, id, addresses),
    setForward: (_call, id, forward) =>
      change(id, (account) => forwardAttributes(effectOfAccount(account), forward?.target ?? null)),
    setVacation: (_call, id, vacation) => change(id, () => vacationAttributes(vacation)),
    // Every token of the account carries the old value and is void at its next request.
    kick: (_call, id) =>
      change(id, (account) => {
        const value = Number(account.value('zimbraAuthTokenValidityValue') ?? '0');
        return { zimbraAuthTokenValidityValue: String(value >= LARGEST_VALIDITY ? 1 : value + 1) };
      }),
    usage: async (id) => usage((await open()).client, id),
    export: async function* exported(id) {
      const { client } = await open();
      const { name } = await find(client, 'id', id);
      const packed = await client.read(`/home/${encodeURIComponent(name)}/?fmt=tgz&types=message&meta=1`);
      if (packed !== undefined) {
        yield* mboxOf(readArchive(packed));
      }
    },
    retract: () => Promise.reject(unsupported('thư giả mạo xóa bằng công cụ của Zimbra')),
    restore: () => Promise.reject(unsupported('thư giả mạo xóa bằng công cụ của Zimbra')),
    list: async (cursor) => {
      const { domain } = await settingOf(services.db, services.clock, agencyId);
      return listAccounts((await open()).client, domain, cursor);
    },
  };
}
