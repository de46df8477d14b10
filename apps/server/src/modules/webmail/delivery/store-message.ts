import type { MailVerdict } from '@congvu/mailguard';
import { indexTokens } from '@congvu/vntext';
import { cleanFileName } from '#modules/files';
import type { Tx } from '../../../platform/db.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { wordsOf } from '../body/safe-text.ts';
import type { StoredMail } from './stored-mail.ts';

const PREVIEW_LENGTH = 200;
/** Enough to find a letter by; a mail of a whole book is found by its first pages. */
const INDEXED_LENGTH = 60_000;
/** A tsvector holds 1 MB; hostile mails may be all different words. */
const MAX_TOKENS = 12_000;
const BETWEEN = '\u001f';
const SUBJECT_LENGTH = 1_000;

function plainText({ mail }: StoredMail): string {
  return (mail.text === '' ? wordsOf(mail.html) : mail.text).slice(0, INDEXED_LENGTH);
}

function clean(text: string): string {
  return text.toWellFormed().replaceAll('\0', '');
}

function tokensOf(message: StoredMail, text: string): string {
  const { mail } = message;
  const people = [...mail.from, ...mail.to, ...mail.cc].map(({ name, address }) => `${name} ${address} `).join('');
  const files = mail.attachments.map(({ name }) => `${name} `).join('');
  const tokens = indexTokens(clean(`${mail.subject} . ${people} . ${files} . ${text}`));
  return tokens.slice(0, MAX_TOKENS).join(BETWEEN);
}

// A message that comes a second time keeps what was found worse of it; our own copies are judged when they come in.
const INSERT = `
  insert into mail_message (id, raw_sha256, size, message_id_header, sent_at, from_list, sender, reply_to, to_list, cc_list, subject,
    preview, tokens, has_attachments, external, verdict, score, guard, auth, signature, fingerprint, received_at)
  values ($1, $2, $3, $4, $5, $6::jsonb, $7::jsonb, $8::jsonb, $9::jsonb, $10::jsonb, $11, $12,
    array_to_tsvector(string_to_array($13, E'\\x1f')), $14, $15, $16, $17, $18::jsonb, $19::jsonb, $20::jsonb, $21, $22)
  on conflict (raw_sha256) do update set
    verdict = case when NEWS then excluded.verdict else mail_message.verdict end,
    score = case when NEWS then excluded.score else mail_message.score end,
    guard = case when NEWS then excluded.guard else mail_message.guard end,
    auth = case when NEWS then excluded.auth else mail_message.auth end,
    signature = coalesce(excluded.signature, mail_message.signature),
    fingerprint = case when mail_message.fingerprint = '' then excluded.fingerprint else mail_message.fingerprint end
  returning id`.replaceAll(
  'NEWS',
  'excluded.guard is not null and (mail_message.guard is null or excluded.score > mail_message.score)',
);

/** Verdict, score, what is shown of it, fingerprint: as columns. */
function guardColumns(verdict: MailVerdict | undefined): [string, number, string | null, string] {
  if (verdict === undefined) {
    return ['ordinary', 0, null, ''];
  }
  const { reasons, findings, links } = verdict;
  const guard = { reasons, findings: findings.map(({ code, level, text }) => ({ code, level, text })), links };
  return [verdict.verdict, verdict.score, json(guard), verdict.fingerprint];
}

/** jsonb refuses U+0000 and halves of a surrogate pair, which a stranger may well write. */
function json(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => (typeof part === 'string' ? clean(part) : part));
}

/** Dates a stranger writes may lie outside of any calendar. */
function sensible(date: Date | undefined): Date | null {
  const year = date?.getUTCFullYear() ?? Number.NaN;
  return date !== undefined && year >= 1970 && year < 2100 ? date : null;
}

async function storeAttachments(tx: Tx, messageId: string, message: StoredMail): Promise<void> {
  const { attachments } = message.mail;
  if (attachments.length === 0) {
    return;
  }
  const state = (no: number) => message.attachments[no] ?? { av: 'pending' as const };
  await rawQuery(
    tx,
    `insert into mail_attachment (message_id, no, name, media_type, size, sha256, content_id, inline, av, av_text)
     select $1, * from unnest($2::int[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::text[], $8::bool[], $9::text[], $10::text[])
     on conflict (message_id, no) do update set av = excluded.av, av_text = excluded.av_text
       where mail_attachment.av = 'pending' and excluded.av <> 'pending'`,
    [
      messageId,
      attachments.map((_, no) => no),
      attachments.map(({ name }) => cleanFileName(clean(name))),
      attachments.map(({ type, declaredType }) => (type === 'application/octet-stream' ? clean(declaredType) : type)),
      attachments.map(({ size }) => size),
      attachments.map(({ sha256 }) => sha256),
      attachments.map(({ contentId }) => (contentId === undefined ? null : clean(contentId))),
      attachments.map(({ inline }) => inline),
      attachments.map((_, no) => state(no).av),
      attachments.map((_, no) => state(no).text ?? null),
    ],
  );
}

/** The signature of a signed mail is no file that people look for. */
function hasFiles({ mail, signature }: StoredMail): boolean {
  const isJudged = signature !== undefined && signature.state !== 'encrypted';
  return mail.attachments.some(({ inline, name }) => !inline && !(isJudged && name === 'smime.p7s'));
}

/** The row of a raw message; the same bytes are the same row whoever brings them. */
export async function storeMessage(tx: Tx, message: StoredMail): Promise<string> {
  const { mail } = message;
  const text = plainText(message);
  const [verdict, score, guard, fingerprint] = guardColumns(message.verdict);
  const [row] = await rawQuery<{ id: string }>(tx, INSERT, [
    newId(message.receivedAt.getTime()),
    message.rawSha256,
    message.size,
    clean(mail.messageId),
    sensible(mail.date),
    json(mail.from),
    mail.sender === undefined ? null : json(mail.sender),
    json(mail.replyTo),
    json(mail.to),
    json(mail.cc),
    clean(mail.subject).slice(0, SUBJECT_LENGTH),
    clean(text).replace(/\s+/g, ' ').trim().slice(0, PREVIEW_LENGTH),
    tokensOf(message, text),
    hasFiles(message),
    message.external,
    verdict,
    score,
    guard,
    message.auth === undefined ? null : JSON.stringify(message.auth),
    message.signature === undefined ? null : json(message.signature),
    fingerprint,
    message.receivedAt,
  ]);
  if (row === undefined) {
    throw new Error('insert into mail_message answered no row');
  }
  await storeAttachments(tx, row.id, message);
  return row.id;
}
