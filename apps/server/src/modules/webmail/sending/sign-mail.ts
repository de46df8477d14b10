import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { MailSignature, SendMailDraft } from '@congvu/contracts';
import {
  type HashSigner,
  isSignedBy,
  normaliseSignature,
  PkiError,
  parseCertificate,
  publicKeyOf,
  type SigningAlgorithm,
  type SigningFailure,
  type SigningIdentity,
} from '@congvu/pki';
import {
  buildSignedMail,
  certificateAddresses,
  cutForSigning,
  isSameAddress,
  mailSignedAttributes,
} from '@congvu/pki/smime';
import {
  assertMaySignNow,
  type CertificateRow,
  findMyCertificate,
  mailOfCertificate,
  openSigner,
  signingWayOf,
} from '#modules/certificates';
import type { ActingContext } from '../../../platform/context.ts';
import { type AppError, invalid } from '../../../platform/errors.ts';

/** Who signs with what, as the person asked for it. */
export type SignWith = NonNullable<SendMailDraft['sign']>;

/** A key of the server answers within this time. */
const PATIENCE_MS = 20_000;
const LOOK_MS = 100;

function failed(why: string): AppError {
  return invalid('webmail.signing_failed', `${why} Thư chưa gửi; gửi lại, hoặc bỏ "Ký số thư" rồi gửi.`);
}

const FAILURES: Record<SigningFailure, string> = {
  refused: 'Yêu cầu ký đã bị từ chối.',
  expired: 'Nơi giữ khóa không trả lời kịp nên thư chưa được ký.',
  pinLocked: 'Khóa đã bị khóa do nhập sai mã PIN.',
  revoked: 'Chứng thư số đã bị thu hồi nên không ký được.',
};

/** Keys that the server may ask by itself while the person waits; a device beside the person is asked document by document. */
function assertSignsHere(row: CertificateRow): void {
  const way = signingWayOf(row);
  if (way !== 'page' && way !== 'server') {
    throw invalid(
      'webmail.signing_device',
      `Khóa của chứng thư này ở ${row.device_label}: hệ thống chưa ký thư được bằng thiết bị này. Chọn chứng thư khác, hoặc bỏ "Ký số thư" và đính kèm văn bản đã ký số.`,
    );
  }
}

/** RFC 8550 §3: whoever reads the mail compares the certificate with the sender, so that another one only raises alarm. */
async function assertSender(context: ActingContext, row: CertificateRow, from: string): Promise<void> {
  const [leaf = Buffer.alloc(0)] = row.chain;
  const own = certificateAddresses(parseCertificate(leaf));
  const addresses = own.length > 0 ? own : await mailOfCertificate(context.db, row.leaf_sha256);
  if (addresses.some((address) => isSameAddress(address, from))) {
    return;
  }
  const whose =
    addresses.length === 0
      ? `Sổ chứng thư chưa ghi hộp thư của chứng thư ${row.subject_name}`
      : `Chứng thư của ${row.subject_name} thuộc hộp thư ${addresses.slice(0, 3).join(', ')}`;
  throw invalid(
    'webmail.signer_mismatch',
    `${whose}, không phải địa chỉ gửi ${from}: nơi nhận sẽ thấy chữ ký không hợp lệ. Chọn chứng thư hoặc địa chỉ gửi khác.`,
  );
}

async function answerOf(signer: HashSigner, begun: Awaited<ReturnType<HashSigner['begin']>>): Promise<Uint8Array> {
  const endsAt = performance.now() + PATIENCE_MS;
  let answer = await signer.poll(begun);
  while (answer === 'pending' && performance.now() < endsAt) {
    await pause(LOOK_MS);
    answer = await signer.poll(begun);
  }
  if (answer === 'pending') {
    await signer.cancel(begun);
    throw failed(FAILURES.expired);
  }
  if ('failed' in answer) {
    throw failed(FAILURES[answer.failed]);
  }
  const [signature] = answer.signatures;
  if (signature === undefined) {
    throw failed('Nơi giữ khóa không trả về chữ ký.');
  }
  return signature;
}

interface Asked {
  attributes: Uint8Array;
  algorithm: SigningAlgorithm;
  subject: string;
}

/** What the key answers is checked before a mail is made of it. */
async function askKey(context: ActingContext, signer: HashSigner, identity: SigningIdentity, asked: Asked) {
  const { attributes, algorithm, subject } = asked;
  const toBeSigned = createHash('sha256').update(attributes).digest();
  const begun = await signer.begin({
    identityId: identity.id,
    algorithm,
    items: [{ docId: 'mail', digestToShow: toBeSigned.toString('hex'), attrs: attributes, toBeSigned }],
    consent: { who: context.subject.displayName, reason: 'ký thư điện tử', docTitles: [subject] },
  });
  const key = publicKeyOf(parseCertificate(identity.certificate));
  const signature = normaliseSignature(algorithm, key, await answerOf(signer, begun));
  if (!isSignedBy(algorithm, key, attributes, signature)) {
    throw failed('Chữ ký nhận được không phải do khóa của chứng thư này tạo ra.');
  }
  return signature;
}

async function sign(context: ActingContext, signer: HashSigner, mail: Buffer, subject: string): Promise<Buffer> {
  const [identity] = await signer.identities();
  const algorithm = identity?.algs[0];
  if (identity === undefined || algorithm === undefined) {
    throw failed('Nơi giữ khóa không có khóa của chứng thư này.');
  }
  const cut = cutForSigning(mail);
  const attributes = mailSignedAttributes(cut, identity, context.clock.now());
  const signature = await askKey(context, signer, identity, { attributes, algorithm, subject });
  const { certificate, chain } = identity;
  return buildSignedMail(cut, { certificate, chain, attributes, algorithm, signature });
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

/**
 * The mail with the signature of the person or, by the clerk, of the organisation (S/MIME, RFC 8551 §3.5.3), made the moment it is
 * sent. DKIM is put around it later and covers it.
 * @throws AppError `webmail.signer_mismatch` · `signing_device` · `signing_failed` and those of the key
 */
export async function signMail(
  context: ActingContext,
  mail: Buffer,
  given: { with: SignWith; from: string; subject: string; leavesAt: Date },
): Promise<{ bytes: Buffer; signature: MailSignature; serial: string }> {
  const { kind, certificateId, pin } = given.with;
  const row = await findMyCertificate(context, kind, certificateId);
  assertSignsHere(row);
  if (given.leavesAt > row.valid_to) {
    throw failed('Chứng thư hết hạn trước giờ hẹn gửi: nơi nhận sẽ thấy chữ ký hết hạn.');
  }
  await assertSender(context, row, given.from);
  await assertMaySignNow(context, row);
  const signer = await openSigner(context, row, pin);
  try {
    const bytes = await sign(context, signer, mail, given.subject);
    return { bytes, signature: saidOf(row), serial: row.serial };
  } catch (error) {
    if (error instanceof PkiError) {
      throw failed(error.message);
    }
    throw error;
  }
}
