import type { Services } from '../../../platform/context.ts';
import type { Db } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { effectOf } from '../mail.states.ts';
import type { MailboxRow } from '../mail.tables.ts';
import type { BackendCapabilities, BackendUsage, MailBackend, MailPorts } from '../ports.ts';
import { MailBackendError } from './errors.ts';
import { BACKEND_LABELS } from './labels.ts';
import { mboxOf } from './mbox.ts';
import { createRegister } from './register.ts';

const CAPABILITIES: BackendCapabilities = {
  automatic: true,
  hosted: true,
  // There is no IMAP server on PostgreSQL; who needs mail programs takes Postfix and Dovecot.
  imap: false,
  appPasswords: true,
  vacation: false,
  retract: false,
  exports: true,
  lists: false,
};

function unsupported(what: string): MailBackendError {
  return new MailBackendError('UNSUPPORTED', `Thư đặt tại Công Vụ: ${what}.`);
}

async function usageOf(db: Db, row: MailboxRow): Promise<BackendUsage> {
  const [use] = await rawQuery<{ used_bytes: number; sent_at: Date | null; received_at: Date | null }>(
    db,
    'select used_bytes, sent_at, received_at from mail_use where mailbox_id = $1',
    [row.id],
  );
  return {
    bytes: use?.used_bytes ?? 0,
    lastSignInAt: row.last_sign_in_at,
    sentAt: use?.sent_at ?? null,
    receivedAt: use?.received_at ?? null,
  };
}

/**
 * Our own tables are the mail system: SMTP, webmail and submission read the register itself, so that its commit is the effect. What is
 * told here is compared with the register; only `kick` still has something to end.
 */
export function createEmbeddedBackend(services: Services, ports: MailPorts): MailBackend {
  const { db } = services;
  const register = createRegister(db, 'embedded');
  const { find } = register;
  const expect = async (...asked: Parameters<typeof register.expect>): Promise<void> => {
    await register.expect(...asked);
  };
  return {
    name: 'embedded',
    label: BACKEND_LABELS.embedded,
    capabilities: () => CAPABILITIES,
    createMailbox: async (_call, { mailboxId, address }) => {
      await register.assertFree(address.toLowerCase(), mailboxId);
      await expect(mailboxId, (row) => row.address_key === address.toLowerCase(), `địa chỉ ${address}`);
      return { backendId: mailboxId };
    },
    setState: (_call, id, effect) => expect(id, (row) => effectOf(row) === effect, 'trạng thái ấy'),
    rename: (_call, id, address) => expect(id, (row) => row.address_key === address.toLowerCase(), address),
    setQuota: (_call, id, quotaMb) => expect(id, (row) => row.quota_mb === quotaMb, `dung lượng ${quotaMb} MB`),
    setSecret: async (_call, id) => void (await find(id)),
    revokeSecrets: async (_call, id) => void (await find(id)),
    putAlias: (_call, id, alias) => expect(id, (row) => row.aliases.includes(alias.toLowerCase()), alias),
    dropAlias: (_call, id, alias) => expect(id, (row) => !row.aliases.includes(alias.toLowerCase()), `bỏ ${alias}`),
    setMembers: async (_call, id) => void (await find(id)),
    setForward: (_call, id, forward) =>
      expect(id, (row) => row.forwarding_to === (forward?.target ?? null), 'nơi chuyển tiếp ấy'),
    setVacation: () => Promise.reject(unsupported('trả lời tự động đặt ngay trong trang thư')),
    kick: async (_call, id) => {
      await find(id);
      await ports.kick(services, id);
    },
    usage: async (id) => usageOf(db, await find(id)),
    export: async function* exported(id) {
      await find(id);
      yield* mboxOf(ports.exportMessages(services, id));
    },
    retract: () => Promise.reject(unsupported('thu hồi thư làm ngay trong trang an toàn thư')),
    restore: () => Promise.reject(unsupported('trả lại thư làm ngay trong trang an toàn thư')),
    list: register.list,
  };
}
