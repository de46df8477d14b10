import { createHash, randomBytes } from 'node:crypto';
import { record } from '#modules/audit';
import { getFile, serveFile } from '#modules/files';
import { vietnamDate } from '../../../platform/clock.ts';
import { type Context, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { notFound } from '../../../platform/errors.ts';
import type { FileAnswer } from '../../../platform/http/route.ts';
import { newId } from '../../../platform/ids.ts';
import { printDay } from '../../../platform/print-dates.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { escapeText } from '../compose/clean-html.ts';
import { webmailTables } from '../webmail.tables.ts';

/** What is kept of a link: never the secret in its address. */
export interface StoredLink {
  fileId: string;
  tokenHash: string;
}

export interface FileLink extends StoredLink {
  name: string;
  size: number;
  url: string;
}

const DAY_MS = 86_400_000;
const MEGABYTE = 1024 * 1024;
function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** A secret of 192 bits in the mail, its hash in the database. */
export function makeLink(publicUrl: string, file: { id: string; name: string; size: number }): FileLink {
  const token = randomBytes(24).toString('base64url');
  return {
    fileId: file.id,
    name: file.name,
    size: file.size,
    tokenHash: hashOf(token),
    url: `${publicUrl}/api/mail-links/${token}`,
  };
}

export function expiryOf(sendAt: Date, days: number): Date {
  return new Date(sendAt.getTime() + days * DAY_MS);
}

/** What stands in the mail in the place of the files. */
export function linksHtml(links: readonly FileLink[], expiresAt: Date): string {
  if (links.length === 0) {
    return '';
  }
  const rows = links.map(
    ({ name, size, url }) => `<li><a href="${url}">${escapeText(name)}</a> (${Math.ceil(size / MEGABYTE)} MB)</li>`,
  );
  return `<p>Tệp lớn, tải về trước ngày ${printDay(vietnamDate(expiresAt))}:</p><ul>${rows.join('')}</ul>`;
}

export async function insertLinks(
  tx: Tx,
  links: readonly StoredLink[],
  of: { agencyId: string; submissionId: string; expiresAt: Date },
): Promise<void> {
  if (links.length === 0) {
    return;
  }
  await webmailTables(tx)
    .insertInto('mail_file_link')
    .values(
      links.map(({ fileId, tokenHash }) => ({
        agency_id: of.agencyId,
        id: newId(),
        submission_id: of.submissionId,
        file_id: fileId,
        token_hash: tokenHash,
        expires_at: of.expiresAt,
        opened: 0,
      })),
    )
    .execute();
}

/** Whoever has the link gets the file until the day it ends, or until the mail was taken back; each opening leaves a leaf. */
export async function openLink(context: Context, token: string): Promise<FileAnswer> {
  const file = await command(context, async (tx) => {
    const [row] = await rawQuery<{ agency_id: string; id: string; file_id: string }>(
      tx,
      `update mail_file_link link set opened = opened + 1 from mail_submission submission
       where link.token_hash = $1 and link.expires_at > $2 and submission.agency_id = link.agency_id
         and submission.id = link.submission_id and submission.undo_status = 'final'
       returning link.agency_id, link.id, link.file_id`,
      [hashOf(token), context.clock.now()],
    );
    if (row === undefined) {
      throw notFound('webmail.link_expired', 'Liên kết tải tệp đã hết hạn hoặc không đúng. Đề nghị người gửi gửi lại.');
    }
    await record(tx, context, {
      action: 'webmail.link_opened',
      agencyId: row.agency_id,
      objectKind: 'mail_file_link',
      objectId: row.id,
      detail: { fileId: row.file_id },
    });
    return getFile(tx, row.agency_id, row.file_id);
  });
  const { stream, headers } = await serveFile(context, file, { inline: false });
  return { stream, headers: { ...headers, 'x-content-type-options': 'nosniff' } };
}
