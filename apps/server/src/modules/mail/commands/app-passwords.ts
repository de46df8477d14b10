import { randomBytes } from 'node:crypto';
import type { MadeMailPassword, NewMailPassword } from '@congvu/contracts';
import type { z } from 'zod';
import { record } from '#modules/audit';
import { noteOwnSecurityEvent, proveSelf } from '#modules/identity';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { conflict, notFound } from '../../../platform/errors.ts';
import { newId } from '../../../platform/ids.ts';
import { addHistory, mailboxNotFound } from '../mail.store.ts';
import { type MailboxRow, mailTables } from '../mail.tables.ts';
import { tellBackend } from '../outbox/tell-backend.ts';
import { mayOpen } from '../seams/access.ts';
import { secretHash, shownHash } from '../seams/check-secret.ts';
import { revokeSecrets } from '../secrets.store.ts';

const MOST = 10;
/** Letters nobody mixes up when typing from a screen (Crockford's base32, without i, l, o, u). */
const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz';

/** 128 random bits in groups of five letters. */
function newSecret(): string {
  let bits = BigInt(`0x${randomBytes(16).toString('hex')}`);
  let letters = '';
  for (let count = 0; count < 26; count += 1) {
    letters = `${LETTERS[Number(bits & 31n)] ?? ''}${letters}`;
    bits >>= 5n;
  }
  return letters.match(/.{1,5}/g)?.join('-') ?? letters;
}

async function opened(tx: Tx, context: ActingContext, id: string): Promise<MailboxRow> {
  if ((await mayOpen(tx, context.subject, id, 'anywhere')) === undefined) {
    throw mailboxNotFound();
  }
  return mailTables(tx)
    .selectFrom('mailbox')
    .selectAll()
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow();
}

async function assertRoom(tx: Tx, context: ActingContext, mailbox: MailboxRow): Promise<void> {
  if (mailbox.backend !== 'embedded' && mailbox.backend !== 'postfix') {
    throw conflict(
      'mail.passwords_unsupported',
      'Hộp thư này đặt ở hệ thống thư khác: mật khẩu của chương trình thư đặt ở hệ thống ấy.',
    );
  }
  const { count } = await mailTables(tx)
    .selectFrom('mail_secret')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('mailbox_id', '=', mailbox.id)
    .where('person_id', '=', context.subject.personId)
    .where('revoked_at', 'is', null)
    .executeTakeFirstOrThrow();
  if (count >= MOST) {
    throw conflict(
      'mail.too_many_passwords',
      `Mỗi người có nhiều nhất ${MOST} mật khẩu thiết bị. Hủy mật khẩu không dùng trước.`,
    );
  }
}

/**
 * A password for the mail program of one device, shown once: only its SHA-256 is kept, so the answer is not kept for a replay either.
 * @throws AppError 404 `mail.not_found` · 409 `mail.passwords_unsupported`, `mail.too_many_passwords` · what `proveSelf` throws
 */
export async function makeAppPassword(
  context: ActingContext,
  mailboxId: string,
  body: z.output<typeof NewMailPassword>,
): Promise<MadeMailPassword> {
  const { password, code, label } = body;
  await proveSelf(context, { password, ...(code !== undefined && { code }) });
  return command({ ...context, idempotency: undefined }, async (tx) => {
    const mailbox = await opened(tx, context, mailboxId);
    await assertRoom(tx, context, mailbox);
    const secret = newSecret();
    const now = context.clock.now();
    const id = newId(now.getTime());
    const sha256 = secretHash(secret);
    await mailTables(tx)
      .insertInto('mail_secret')
      .values({
        agency_id: mailbox.agency_id,
        id,
        mailbox_id: mailbox.id,
        person_id: context.subject.personId,
        label,
        sha256,
        sha256_shown: shownHash(secret),
        created_at: now,
        last_used_at: null,
        revoked_at: null,
        revoked_reason: null,
      })
      .execute();
    await addHistory(tx, context, mailbox, { text: `Tạo mật khẩu thiết bị "${label}"` });
    await noteOwnSecurityEvent(tx, context, 'app_password_added', label);
    await tellBackend(tx, context, mailbox, [{ kind: 'secret', secretId: id, label, sha256: sha256.toString('hex') }]);
    await record(tx, context, {
      action: 'mail.password_made',
      agencyId: mailbox.agency_id,
      objectKind: 'mailbox',
      objectId: mailbox.id,
      detail: { passwordId: id, label },
    });
    return { id, login: mailbox.address_key, secret };
  });
}

/** @throws AppError 404 `mail.not_found`, `mail.password_not_found` */
export async function revokeAppPassword(
  context: ActingContext,
  given: { mailboxId: string; passwordId: string },
): Promise<{ id: string }> {
  return command(context, async (tx) => {
    const mailbox = await opened(tx, context, given.mailboxId);
    const which = {
      reason: 'Người dùng hủy',
      personId: context.subject.personId,
      secretId: given.passwordId,
    };
    if ((await revokeSecrets(tx, context, mailbox, which)) === 0) {
      throw notFound('mail.password_not_found', 'Mật khẩu thiết bị này đã hủy. Tải lại trang.');
    }
    await addHistory(tx, context, mailbox, { text: 'Hủy một mật khẩu thiết bị' });
    await noteOwnSecurityEvent(tx, context, 'app_password_removed');
    await tellBackend(tx, context, mailbox, [{ kind: 'revoke_secrets', secretId: given.passwordId }, { kind: 'kick' }]);
    await record(tx, context, {
      action: 'mail.password_revoked',
      agencyId: mailbox.agency_id,
      objectKind: 'mailbox',
      objectId: mailbox.id,
      detail: { passwordId: given.passwordId },
    });
    return { id: given.passwordId };
  });
}
