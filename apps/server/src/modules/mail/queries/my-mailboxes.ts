import type { MyMailbox, MyMailboxes } from '@congvu/contracts';
import type { ActingContext } from '../../../platform/context.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { quotaLevelOf } from '../mail.quota.ts';
import { type BackendName, mailTables } from '../mail.tables.ts';
import { mailboxesOf } from '../seams/access.ts';

interface MoreRow {
  id: string;
  backend: BackendName;
  quota_mb: number | null;
  aliases: string[];
  used_bytes: number;
}

function programsOf(backend: BackendName, access: MyMailbox['access']): MyMailbox['programs'] {
  if (backend === 'zimbra' && access === 'own') {
    return 'zimbra';
  }
  if (backend === 'postfix') {
    return 'imap';
  }
  return backend === 'embedded' ? 'smtp' : 'none';
}

/** The mailboxes one opens oneself, with the passwords of the own devices; nobody else's devices are seen. */
export async function myMailboxes(context: ActingContext): Promise<MyMailboxes> {
  const { db, subject } = context;
  const opened = await mailboxesOf(db, subject.personId, subject.agencyId, 'anywhere');
  const ids = opened.map(({ mailboxId }) => mailboxId);
  const [more, secrets] = await Promise.all([
    rawQuery<MoreRow>(
      db,
      `select id, backend, quota_mb, aliases, coalesce(used_bytes, 0) as used_bytes
       from mailbox left join mail_use on mail_use.mailbox_id = mailbox.id where id = any ($1::uuid[])`,
      [ids],
    ),
    mailTables(db)
      .selectFrom('mail_secret')
      .selectAll()
      .where('person_id', '=', subject.personId)
      .where('revoked_at', 'is', null)
      .orderBy('id')
      .execute(),
  ]);
  const byId = new Map(more.map((row) => [row.id, row]));
  return {
    items: opened.flatMap(({ mailboxId: id, address, kind, name, access }): MyMailbox[] => {
      const row = byId.get(id);
      if (row === undefined) {
        return [];
      }
      return [
        {
          id,
          address,
          kind,
          name,
          access,
          quotaMb: row.quota_mb,
          usedBytes: row.used_bytes,
          quotaLevel: quotaLevelOf(row.used_bytes, row.quota_mb),
          aliases: row.aliases,
          programs: programsOf(row.backend, access),
          passwords: secrets
            .filter((secret) => secret.mailbox_id === id)
            .map((secret) => ({
              id: secret.id,
              label: secret.label,
              createdAt: secret.created_at.toISOString(),
              lastUsedAt: secret.last_used_at?.toISOString() ?? null,
            })),
        },
      ];
    }),
  };
}
