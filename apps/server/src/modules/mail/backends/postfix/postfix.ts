import type { Services } from '../../../../platform/context.ts';
import { rawQuery } from '../../../../platform/sql.ts';
import { effectOf } from '../../mail.states.ts';
import type { MailboxRow } from '../../mail.tables.ts';
import type {
  BackendAccount,
  BackendCall,
  BackendCapabilities,
  BackendUsage,
  MailBackend,
  MailPorts,
} from '../../ports.ts';
import { MailBackendError } from '../errors.ts';
import { BACKEND_LABELS } from '../labels.ts';
import { mboxOf } from '../mbox.ts';
import { createRegister, type Register } from '../register.ts';
import { askDoveadm } from './doveadm.ts';
import { readMailbox } from './export-imap.ts';
import { readUse } from './read-use.ts';
import { moveDovecotCopies } from './retract.ts';

const CAPABILITIES: BackendCapabilities = {
  automatic: true,
  hosted: true,
  imap: true,
  appPasswords: true,
  vacation: false,
  retract: true,
  exports: true,
  lists: false,
};

function unsupported(what: string): MailBackendError {
  return new MailBackendError('UNSUPPORTED', `Máy chủ thư Postfix, Dovecot: ${what}.`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Sessions go by the address they were opened under, which may be an old one by now. */
async function loginsOf(services: Services, mailbox: MailboxRow): Promise<string[]> {
  const rows = await rawQuery<{ address_key: string }>(
    services.db,
    'select address_key from mail_address where mailbox_id = $1',
    [mailbox.id],
  );
  return [...new Set([mailbox.address_key, mailbox.id, ...rows.map((row) => row.address_key)])];
}

/** Whatever is open ends; nothing is remembered of sign-ins (`auth_cache_size = 0` of the setup), so that none follows. */
async function endSessions(services: Services, mailbox: MailboxRow): Promise<void> {
  // One at a time: several masks in one command mean a user at an address. A batch would hide which one failed.
  for (const login of await loginsOf(services, mailbox)) {
    await askDoveadm(services, 'kick', { mask: [login] });
  }
}

/** Dovecot reads the same database: a mailbox in use that it does not find is no mailbox. */
async function assertKnown(services: Services, address: string): Promise<void> {
  const found = await askDoveadm(services, 'user', { userMask: [address] });
  if (!isRecord(found) || Object.keys(found).length === 0) {
    throw new MailBackendError(
      'PARTIAL',
      `Dovecot chưa thấy hộp thư ${address}: kiểm tra tài khoản cơ sở dữ liệu trong congvu-sql.conf.ext.`,
    );
  }
}

/** Names Dovecot lists, in lower case. */
async function knownLogins(services: Services): Promise<Set<string>> {
  const found = await askDoveadm(services, 'user', { userMask: ['*'] });
  const list = isRecord(found) && Array.isArray(found['userList']) ? found['userList'] : [];
  return new Set(list.filter((login) => typeof login === 'string').map((login) => login.toLowerCase()));
}

/**
 * The register as Dovecot sees it: what receives letters must be known there (else the register's row is missing in `list`), and what
 * it knows beyond the register is listed too.
 */
async function listAccounts(
  services: Services,
  register: Register,
  cursor: string | null,
): ReturnType<MailBackend['list']> {
  const known = await knownLogins(services);
  const { items, nextCursor } = await register.list(cursor);
  const receives = (account: BackendAccount): boolean => account.effect === 'active' || account.effect === 'locked';
  return { items: items.filter((account) => !receives(account) || known.has(account.address)), nextCursor };
}

/** In every mailbox of the agency that still stands. */
async function moveEverywhere(
  services: Services,
  direction: 'out' | 'back',
  { agencyId }: BackendCall,
  { fingerprint }: { fingerprint: string },
): Promise<{ copies: number }> {
  const rows = await rawQuery<{ id: string }>(
    services.db,
    "select id from mailbox where agency_id = $1 and backend = 'postfix' and state <> 'requested' and shut_at is null order by id",
    [agencyId],
  );
  const mailboxIds = rows.map(({ id }) => id);
  return { copies: await moveDovecotCopies(services, direction, { mailboxIds, fingerprint }) };
}

async function usageOf(services: Services, row: MailboxRow): Promise<BackendUsage> {
  const [use] = await readUse(services, [{ id: row.id, address: row.address_key }]);
  const [kept] = await rawQuery<{ sent_at: Date | null; received_at: Date | null }>(
    services.db,
    'select sent_at, received_at from mail_use where mailbox_id = $1',
    [row.id],
  );
  return {
    bytes: use?.bytes ?? 0,
    lastSignInAt: use?.lastSignInAt ?? row.last_sign_in_at,
    sentAt: kept?.sent_at ?? null,
    receivedAt: kept?.received_at ?? null,
  };
}

/**
 * Postfix and Dovecot of the office read the views of our database (0037_mail_views), so that the commit of the register is the
 * effect. What is left to tell: to end what is open, and to hear that Dovecot is there and sees it.
 */
export function createPostfixBackend(services: Services, ports: MailPorts): MailBackend {
  const register = createRegister(services.db, 'postfix');
  const { find, expect } = register;
  return {
    name: 'postfix',
    label: BACKEND_LABELS.postfix,
    capabilities: () => CAPABILITIES,
    createMailbox: async (_call, { mailboxId, address }) => {
      const key = address.toLowerCase();
      await register.assertFree(key, mailboxId);
      await expect(mailboxId, (row) => row.address_key === key, `địa chỉ ${address}`);
      await assertKnown(services, key);
      return { backendId: mailboxId };
    },
    setState: async (_call, id, effect) => {
      const row = await expect(id, (found) => effectOf(found) === effect, 'trạng thái ấy');
      await (effect === 'active' ? assertKnown(services, row.address_key) : endSessions(services, row));
    },
    rename: async (_call, id, address) => {
      const row = await expect(id, (found) => found.address_key === address.toLowerCase(), address);
      await endSessions(services, row);
    },
    setQuota: async (_call, id, quotaMb) =>
      void (await expect(id, (row) => row.quota_mb === quotaMb, `dung lượng ${quotaMb} MB`)),
    setSecret: async (_call, id) => void (await find(id)),
    revokeSecrets: async (_call, id) => void (await find(id)),
    putAlias: async (_call, id, alias) =>
      void (await expect(id, (row) => row.aliases.includes(alias.toLowerCase()), alias)),
    dropAlias: async (_call, id, alias) =>
      void (await expect(id, (row) => !row.aliases.includes(alias.toLowerCase()), `bỏ ${alias}`)),
    setMembers: async (_call, id) => void (await find(id)),
    setForward: async (_call, id, forward) =>
      void (await expect(id, (row) => row.forwarding_to === (forward?.target ?? null), 'nơi chuyển tiếp ấy')),
    setVacation: () => Promise.reject(unsupported('trả lời tự động đặt ở chương trình thư')),
    kick: async (_call, id) => {
      const row = await find(id);
      await endSessions(services, row);
      await ports.kick(services, id);
    },
    usage: async (id) => usageOf(services, await find(id)),
    export: async function* exported(id) {
      await find(id);
      yield* mboxOf(readMailbox(services, id));
    },
    retract: (call, message) => moveEverywhere(services, 'out', call, message),
    restore: (call, message) => moveEverywhere(services, 'back', call, message),
    list: (cursor) => listAccounts(services, register, cursor),
  };
}
