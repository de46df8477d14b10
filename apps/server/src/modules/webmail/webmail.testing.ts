import { createHash } from 'node:crypto';
import { readMail } from '@congvu/mailguard';
import type { Db } from '../../platform/db.ts';
import { newId } from '../../platform/ids.ts';
import { rawQuery } from '../../platform/sql.ts';
import type { TestOffice } from '../../platform/testing/test-context.ts';
import { type DeliveredItem, deliver } from './delivery/deliver.ts';
import type { StoredMail } from './delivery/stored-mail.ts';
import { viewEmail } from './queries/view-email.ts';

/** A mailbox of this office that receives and opens; with members when it is a unit's. */
export async function buildMailbox(
  db: Db,
  given: { agencyId: string; address: string; personId?: string; members?: string[]; name?: string },
): Promise<string> {
  const id = newId();
  const name = given.name ?? given.address;
  await rawQuery(
    db,
    `insert into mailbox (agency_id, id, address, address_key, short_key, kind, person_id, holder_name, search_name, sort_name, state, backend, updated_at)
     values ($1, $2, $3, lower($3), lower($3), $4, $5, $6, lower($6), lower($6), 'active', 'embedded', now())`,
    [given.agencyId, id, given.address, given.personId === undefined ? 'unit' : 'person', given.personId ?? null, name],
  );
  for (const member of given.members ?? []) {
    await rawQuery(
      db,
      "insert into mail_member (agency_id, mailbox_id, person_id, since, added_by) values ($1, $2, $3, now(), 'test')",
      [given.agencyId, id, member],
    );
  }
  return id;
}

export interface WrittenMail {
  from?: string;
  to?: string;
  cc?: string;
  subject?: string;
  text?: string;
  messageId?: string;
  inReplyTo?: string;
  headers?: string[];
  /** Name and content of one attachment. */
  file?: { name: string; text: string; type?: string };
}

let counter = 0;

/** A mail as its bytes. */
export function writeMail(given: WrittenMail = {}): Buffer {
  counter += 1;
  const encoded = `=?utf-8?B?${Buffer.from(given.subject ?? 'Báo cáo tuần').toString('base64')}?=`;
  const head = [
    `From: ${given.from ?? 'Sở TTTT <vanthu.stttt@laichau.gov.vn>'}`,
    `To: ${given.to ?? 'vanthu@tamduong.laichau.gov.vn'}`,
    ...(given.cc === undefined ? [] : [`Cc: ${given.cc}`]),
    `Subject: ${encoded}`,
    `Message-ID: <${given.messageId ?? `test-${counter}@laichau.gov.vn`}>`,
    ...(given.inReplyTo === undefined ? [] : [`In-Reply-To: <${given.inReplyTo}>`]),
    ...(given.headers ?? []),
    'Date: Mon, 22 Mar 2021 08:00:00 +0700',
    'MIME-Version: 1.0',
  ];
  const text = ['Content-Type: text/plain; charset=utf-8', '', given.text ?? 'Kính gửi quý cơ quan.'];
  if (given.file === undefined) {
    return Buffer.from([...head, ...text, ''].join('\r\n'));
  }
  const { name, text: content, type = 'text/plain' } = given.file;
  const part = [
    `Content-Type: ${type}; name="=?utf-8?B?${Buffer.from(name).toString('base64')}?="`,
    'Content-Disposition: attachment',
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from(content).toString('base64'),
  ];
  const parts = ['--b', ...text, '--b', ...part, '--b--', ''];
  return Buffer.from([...head, 'Content-Type: multipart/mixed; boundary=b', '', ...parts].join('\r\n'));
}

/** The stored form of raw bytes, as the flow of mail hands it over. */
export async function storeRaw(
  office: TestOffice,
  raw: Buffer,
  given: Partial<Omit<StoredMail, 'mail'>> = {},
): Promise<StoredMail> {
  await office.blobs.put(raw);
  const mail = await readMail(raw);
  return {
    rawSha256: createHash('sha256').update(raw).digest('hex'),
    size: raw.length,
    receivedAt: office.clock.now(),
    returnPath: mail.from[0]?.address ?? '',
    mail,
    attachments: mail.attachments.map(() => ({ av: 'clean' as const })),
    external: true,
    ...given,
  };
}

export async function deliverTo(
  office: TestOffice,
  message: StoredMail,
  box: { mailboxId: string; agencyId: string },
  placement: 'inbox' | 'quarantine' = 'inbox',
): Promise<DeliveredItem> {
  const context = {
    ...office,
    subject: undefined,
    meta: { requestId: newId(), ip: '', userAgent: 'test' },
    idempotency: undefined,
  };
  const { items } = await office.db.transaction().execute((tx) =>
    deliver(tx, context, {
      message,
      recipients: [{ ...box, originalAddress: 'vanthu@tamduong.laichau.gov.vn', placement }],
    }),
  );
  const [item] = items;
  if (item === undefined) {
    throw new Error('nothing was delivered');
  }
  return item;
}

/** For tests of the modules above. */
export { viewEmail } from './queries/view-email.ts';
export { release } from './sending/release.ts';
export { undoSend } from './sending/undo-send.ts';
export { sendAnswer } from './vacation/send-answer.ts';
export { setVacation } from './vacation/set-vacation.ts';

/** A mail as its reader opens it, for tests of the modules above. */
export const viewEmailWith = viewEmail;
