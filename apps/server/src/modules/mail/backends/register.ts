import type { Db } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { effectOf } from '../mail.states.ts';
import type { BackendName, MailboxRow } from '../mail.tables.ts';
import type { BackendAccount, MailBackend } from '../ports.ts';
import { MailBackendError } from './errors.ts';

const PAGE = 500;

/** What backends that live on our own tables ask them: the register is the mail system, its commit the effect. */
export interface Register {
  find(backendId: string): Promise<MailboxRow>;
  /** @throws MailBackendError `PARTIAL` when the register does not say it (yet) */
  expect(backendId: string, isSo: (row: MailboxRow) => boolean, wanted: string): Promise<MailboxRow>;
  assertFree(address: string, mailboxId: string): Promise<void>;
  list: MailBackend['list'];
}

async function findRow(db: Db, name: BackendName, backendId: string): Promise<MailboxRow> {
  const [row] = await rawQuery<MailboxRow>(
    db,
    "select * from mailbox where id = $1 and backend = $2 and state <> 'requested'",
    [backendId, name],
  );
  if (row === undefined) {
    throw new MailBackendError('NOT_FOUND', `Không có hộp thư mang mã ${backendId} trong sổ thư của Công Vụ.`);
  }
  return row;
}

async function assertFree(db: Db, address: string, mailboxId: string): Promise<void> {
  const [taken] = await rawQuery<{ mailbox_id: string }>(
    db,
    'select mailbox_id from mail_address where address_key = $1',
    [address],
  );
  if (taken !== undefined && taken.mailbox_id !== mailboxId) {
    throw new MailBackendError('EXISTS', `Địa chỉ ${address} đã có người giữ.`);
  }
}

async function listAccounts(db: Db, name: BackendName, cursor: string | null): ReturnType<MailBackend['list']> {
  const rows = await rawQuery<MailboxRow>(
    db,
    `select * from mailbox where backend = $2 and state <> 'requested' and ($1::uuid is null or id > $1::uuid)
     order by id limit ${PAGE + 1}`,
    [cursor, name],
  );
  const items = rows.slice(0, PAGE).flatMap((row): BackendAccount[] => {
    const effect = effectOf(row);
    return effect === 'none'
      ? []
      : [{ backendId: row.id, address: row.address_key, effect, forwardTo: row.forwarding_to }];
  });
  return { items, nextCursor: rows.length > PAGE ? (rows[PAGE - 1]?.id ?? null) : null };
}

export function createRegister(db: Db, name: BackendName): Register {
  const find = (backendId: string) => findRow(db, name, backendId);
  return {
    find,
    expect: async (backendId, isSo, wanted) => {
      const row = await find(backendId);
      if (!isSo(row)) {
        throw new MailBackendError('PARTIAL', `Sổ thư chưa ghi ${wanted}; sổ là gốc, nên ghi ở sổ trước.`);
      }
      return row;
    },
    assertFree: (address, mailboxId) => assertFree(db, address, mailboxId),
    list: (cursor) => listAccounts(db, name, cursor),
  };
}
