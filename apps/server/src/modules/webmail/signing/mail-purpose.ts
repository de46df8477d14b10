import type { MailSignature } from '@congvu/contracts';
import { buildSignedMail, mailSignedAttributes } from '@congvu/pki/smime';
import type { CertificateKind, CertificateRow } from '#modules/certificates';
import type { StoredBlob } from '#modules/files';
import type { ActingContext } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { AppError, invalid } from '../../../platform/errors.ts';
import { openBox } from '../box/open-box.ts';
import { limitsOf } from '../compose/limits.ts';
import { makeRaw } from '../sending/make-raw.ts';
import { lockUnchanged, queueMail } from '../sending/queue-mail.ts';
import { assertSender } from './assert-sender.ts';
import { closeSigning, getSigning, type MailSigningRow, signingVoid, voidSignings } from './signing.store.ts';

type BuiltOf = Parameters<typeof buildSignedMail>[1];

/** Between the fixing of the bytes and the signature the draft lives on: an edit voids what was made ready. */
function assertOpen({ state }: MailSigningRow): void {
  if (state !== 'open') {
    throw signingVoid();
  }
}

/** Asked when the batch is opened, so that nobody types a PIN in vain, and again before the key is asked. */
async function assertSignable(context: ActingContext, row: MailSigningRow, certificate: CertificateRow): Promise<void> {
  assertOpen(row);
  if (new Date(row.fixed.sendAt) > certificate.valid_to) {
    throw invalid(
      'webmail.signing_failed',
      'Chứng thư hết hạn trước giờ hẹn gửi: nơi nhận sẽ thấy chữ ký hết hạn. Chọn chứng thư khác hoặc giờ gửi sớm hơn.',
    );
  }
  await assertSender(context, certificate, row.from_address);
}

async function obstacleOf(...asked: Parameters<typeof assertSignable>) {
  try {
    await assertSignable(...asked);
    return null;
  } catch (error) {
    if (error instanceof AppError) {
      return { code: error.code, message: error.message };
    }
    throw error;
  }
}

async function review(context: ActingContext, id: string, certificate: CertificateRow) {
  const row = await getSigning(context.db, context, id);
  await openBox(context.db, context, row.mailbox_id, 'webmail.send');
  const { length: files } = row.attachments;
  return {
    title: `Thư "${row.subject === '' ? 'không tiêu đề' : row.subject}"`.slice(0, 300),
    typeName: 'Thư điện tử',
    pages: 0,
    attachmentCount: files,
    receiverCount: row.fixed.receivers.length,
    fileUrl: `/thu/soan/${row.draft_id}?hop=${row.mailbox_id}`,
    shownSha256: row.entity_sha256,
    blockLines: [],
    nextNumber: null,
    checks: [
      {
        ok: true,
        text: files === 0 ? 'Nội dung thư nằm trong phần được ký' : 'Nội dung và tệp kèm nằm trong phần được ký',
      },
    ],
    findings: 0,
    stopped: await obstacleOf(context, row, certificate),
  };
}

async function content(context: ActingContext, id: string, _shown: string, certificate: CertificateRow) {
  const row = await getSigning(context.db, context, id);
  await assertSignable(context, row, certificate);
  return context.blobs.readBytes(row.entity_sha256);
}

async function build(context: ActingContext, id: string, entity: Uint8Array, signed: BuiltOf) {
  const row = await getSigning(context.db, context, id);
  assertOpen(row);
  const bytes = buildSignedMail({ envelope: Buffer.from(row.envelope), entity: Buffer.from(entity) }, signed);
  const { raw, facts } = await makeRaw(context, bytes);
  return { file: { ...raw, name: 'thu.eml', mediaType: 'message/rfc822' }, facts };
}

function saidOf(row: CertificateRow): MailSignature {
  const who = [row.subject_name, row.kind === 'person' ? row.organisation_name : ''].filter((part) => part !== '');
  const trial = row.key_kind === 'demo_software' ? 'CHỮ KÝ THỬ NGHIỆM. ' : '';
  return {
    state: 'valid',
    text: `${trial}Thư đã được ký số: ${who.join(', ')}.`,
    signer: row.subject_name,
    organisation: row.organisation_name,
    reasons: [],
  };
}

interface SignedMail {
  objectId: string;
  file: StoredBlob;
  certificate: CertificateRow;
  facts?: unknown;
}

/** Whatever became of the draft meanwhile is one thing to the signer: this signature sends nothing. */
async function lockDraftOf(tx: Tx, context: ActingContext, row: MailSigningRow) {
  const box = await openBox(tx, context, row.mailbox_id, 'webmail.send');
  try {
    const draft = await lockUnchanged(tx, context, box, {
      id: row.draft_id,
      version: row.draft_version,
      attachments: row.attachments,
    });
    return { box, draft };
  } catch (error) {
    throw error instanceof AppError ? signingVoid() : error;
  }
}

async function complete(tx: Tx, context: ActingContext, { objectId, file, certificate, facts }: SignedMail) {
  const row = await getSigning(tx, context, objectId);
  // The draft first, as everywhere: who makes it ready anew holds it too.
  const place = await lockDraftOf(tx, context, row);
  const { undoSeconds } = await limitsOf(tx, row.agency_id);
  const soonest = context.clock.now().getTime() + undoSeconds * 1_000;
  const { fixed } = row;
  const submission = await queueMail(tx, context, place, {
    ...fixed,
    use: fixed.use ?? undefined,
    sendAt: new Date(Math.max(Date.parse(fixed.sendAt), soonest)),
    expiresAt: new Date(fixed.expiresAt),
    raw: { sha256: file.sha256, size: file.size },
    facts: { ...(facts as object), signature: saidOf(certificate) },
    signedWith: certificate.serial,
  });
  if (!(await closeSigning(tx, row, submission.id))) {
    throw signingVoid();
  }
  return { numberSymbol: null };
}

function purposeOf<const Name extends string>(name: Name, keyKind: CertificateKind) {
  return {
    name,
    keyKind,
    openToAll: true as const,
    afterSigning: () => 'Ký xong là thư vào hàng gửi; vài giây đầu còn lấy lại được.',
    review,
    complete,
    preparesInOrder: false,
    detached: {
      content,
      attributes: (entity: Uint8Array, signer: Pick<BuiltOf, 'certificate' | 'chain'>, at: Date) =>
        mailSignedAttributes({ envelope: Buffer.alloc(0), entity: Buffer.from(entity) }, signer, at),
      build,
      givenUp: voidSignings,
    },
  };
}

/**
 * The port to the module that knows keys and devices: it asks for the bytes, gives back what the key made of them, and its
 * transaction is the one in which the mail leaves. Plugged into `signing` in modules.ts, whose purposes have this shape.
 */
export const mailPurposes = [purposeOf('webmail.sign', 'person'), purposeOf('webmail.seal', 'organisation')] as const;
