import { z } from 'zod';
import { CertificateView } from './certificates.ts';
import { Abilities, Id, Instant, text } from './common.ts';

/**
 * `outgoing.sign`: the competent person; `outgoing.seal`: number, date, the organisation. `requests.declare`, `.approve`, `.seal`: declarant, head, organisation.
 * `webmail.sign`, `webmail.seal`: the person or the organisation on a mail (S/MIME); `documentIds` are those of `MailSigningView`.
 */
export const SigningPurposeName = z.enum([
  'outgoing.sign',
  'outgoing.seal',
  'requests.declare',
  'requests.approve',
  'requests.seal',
  'webmail.sign',
  'webmail.seal',
]);
export type SigningPurposeName = z.infer<typeof SigningPurposeName>;

/** One PIN for as many; a day of the busiest office has fewer. */
export const BATCH_LIMIT = 1_000;

export const OpenSigningBatch = z.object({
  purpose: SigningPurposeName,
  documentIds: z.array(Id).min(1).max(BATCH_LIMIT),
  /** One of `MyCertificates` for this purpose; the usable one that ends last unless told. */
  certificateId: Id.optional(),
});
export type OpenSigningBatch = z.infer<typeof OpenSigningBatch>;

export const SigningCheck = z.object({ ok: z.boolean(), text: z.string() });
export type SigningCheck = z.infer<typeof SigningCheck>;

/** A separate attachment: its own PDF takes the organisation's signature together with the document (Decree 30/2020, Annex I). */
export const SigningAttachment = z.object({
  name: z.string(),
  fileUrl: z.string(),
  /** `refused`: the document cannot be sealed with this file. */
  fate: z.enum(['sealed', 'kept_signed', 'kept_as_is', 'refused']),
  /** What happens to it, and why. */
  text: z.string(),
});
export type SigningAttachment = z.infer<typeof SigningAttachment>;

export const SigningItem = z.object({
  documentId: Id,
  title: z.string(),
  typeName: z.string(),
  pages: z.int(),
  attachmentCount: z.int(),
  /** Seal only: what becomes of each. */
  attachments: z.array(SigningAttachment).optional(),
  receiverCount: z.int(),
  /** The bytes to show; their SHA-256 is what gets signed, hex. */
  fileUrl: z.string(),
  digest: z.string(),
  /** `digest` in short groups for the eye, the same on every screen of the act. */
  digestToShow: z.string(),
  blockLines: z.array(z.string()),
  /** Seal only: the number the register would give now, and the date. */
  nextNumber: z.string().nullable(),
  checks: z.array(SigningCheck),
  findings: z.int(),
  /** Set when this document cannot be signed in the batch; the others go on. */
  stopped: z.object({ code: z.string(), message: z.string() }).nullable(),
  state: z.enum(['open', 'prepared', 'sent', 'completed', 'refused', 'expired', 'superseded', 'failed']),
  result: z.object({ code: z.string(), message: z.string() }).nullable(),
});
export type SigningItem = z.infer<typeof SigningItem>;

/**
 * How the signer's device is asked. `page`: PIN typed here (demo keys only) · `agent`: the program on this computer asks for it ·
 * `phone`: the person confirms on the phone, the code must be the same on both · `server`: the seal key of the office.
 */
export const SigningDevice = z.object({
  way: z.enum(['page', 'agent', 'phone', 'server']),
  label: z.string(),
  /** `phone`, while waiting: shown on both sides. */
  verificationCode: z.string().nullable(),
  waitsUntil: Instant.nullable(),
});
export type SigningDevice = z.infer<typeof SigningDevice>;

export const SigningBatch = z.object({
  id: Id,
  purpose: SigningPurposeName,
  state: z.enum(['open', 'sent', 'completed', 'expired', 'cancelled']),
  certificate: CertificateView,
  device: SigningDevice,
  items: z.array(SigningItem),
  totalPages: z.int(),
  afterSigning: z.string(),
  expiresAt: Instant,
  progress: z.object({ total: z.int(), signed: z.int(), failed: z.int(), waiting: z.int() }),
  /** What the signer should know beforehand and what does not stop the signing. */
  note: z.string().nullish(),
});
export type SigningBatch = z.infer<typeof SigningBatch>;

export const SignBatch = z.object({
  /** Demo keys only; goes nowhere but into the key store's cipher. */
  pin: z.string().min(4).max(64).optional(),
  /** The ones still ticked; all open ones when omitted. */
  documentIds: z.array(Id).min(1).max(BATCH_LIMIT).optional(),
  reason: text(200).optional(),
});
export type SignBatch = z.infer<typeof SignBatch>;

export const SignBatchAnswer = z.object({
  batchId: Id,
  state: SigningBatch.shape.state,
  device: SigningDevice,
  signed: z.int(),
  failed: z.int(),
  items: z.array(
    z.object({
      documentId: Id,
      result: z.enum(['signed', 'pending', 'failed']),
      code: z.string().nullable(),
      message: z.string(),
      numberSymbol: z.string().nullable(),
    }),
  ),
});
export type SignBatchAnswer = z.infer<typeof SignBatchAnswer>;

export const SigningBatchParams = z.object({ id: Id });

/** What the page carries to the agent on this computer: hashes with what they are of. Answered while the batch is `sent`. */
export const SigningRelay = z.object({
  batchId: Id,
  /** Hex SHA-256 of the certificate whose key shall sign. */
  certificateSha256: z.string(),
  algorithm: z.enum(['RSA-PKCS1-SHA256', 'RSA-PSS-SHA256', 'ECDSA-SHA256']),
  consent: z.object({ who: z.string(), reason: z.string() }),
  items: z.array(
    z.object({
      documentId: Id,
      /** Names one signature: a document with attachments of their own needs several. Given back with it. */
      itemId: Id.optional(),
      title: z.string(),
      /** Of the bytes that were shown, hex. */
      digest: z.string(),
      /** The signed attributes, base64 of DER with tag 0x31; the agent hashes them itself. */
      attrs: z.string(),
      /**
       * One-time address, absolute, of the very bytes the signature covers: the agent fetches and hashes them and compares with
       * the message digest inside `attrs`. Needs no cookie.
       */
      contentUrl: z.string(),
    }),
  ),
  expiresAt: Instant,
});
export type SigningRelay = z.infer<typeof SigningRelay>;

export const RelayedSignatures = z.union([
  z.object({
    signatures: z
      // Without `itemId`: of the document itself.
      .array(z.object({ documentId: Id, itemId: Id.optional(), signature: z.base64() }))
      .min(1)
      .max(BATCH_LIMIT),
  }),
  z.object({ failed: z.enum(['refused', 'expired', 'pinLocked', 'revoked']) }),
]);
export type RelayedSignatures = z.infer<typeof RelayedSignatures>;

/** The ones still ticked; all open ones when omitted. */
export const OpenExternal = z.object({ documentIds: z.array(Id).min(1).max(BATCH_LIMIT).optional() }).nullish();
export type OpenExternal = z.infer<typeof OpenExternal>;

/**
 * Another program on the signer's computer (VGCA Sign Service) signs whole files: it fetches each one and sends it back by
 * itself, with one-time addresses of this one document and without a cookie.
 */
export const ExternalSigning = z.object({
  batchId: Id,
  /** Op of the program: the leader approves, the clerk issues with number, date and seal. */
  operation: z.enum(['SignApproved', 'SignIssued']),
  expiresAt: Instant,
  items: z.array(
    z.object({
      documentId: Id,
      title: z.string(),
      fileName: z.string(),
      /** Absolute. */
      downloadUrl: z.string(),
      uploadUrl: z.string(),
      /** `SignIssued`: as the register has them. */
      documentNumber: z.string().nullable(),
      issuedOn: z.string().nullable(),
    }),
  ),
});
export type ExternalSigning = z.infer<typeof ExternalSigning>;

/** What such a program expects to hear; the names are its own. */
export const ExternalUploadAnswer = z.object({
  Status: z.boolean(),
  Message: z.string(),
  FileName: z.string(),
  FileServer: z.string(),
});
export type ExternalUploadAnswer = z.infer<typeof ExternalUploadAnswer>;

export const SigningLinkParams = z.object({ token: z.string().regex(/^[\w-]{20,80}$/) });

export const SignatureCareParams = z.object({ documentId: Id });

/** A signed document whose level is still below what the office wants. */
export const SignatureUpgrade = z.object({
  documentId: Id,
  /** For an attachment with a signature of its own: the document it belongs to. */
  ofDocumentId: Id.optional(),
  title: z.string(),
  numberSymbol: z.string().nullable(),
  level: z.enum(['B', 'T', 'LT', 'LTA']),
  target: z.enum(['T', 'LT', 'LTA']),
  state: z.enum(['waiting', 'late', 'failed']),
  stateLabel: z.string(),
  signedAt: Instant,
  deadline: Instant,
  attempts: z.int(),
  lastError: z.object({ code: z.string(), message: z.string() }).nullable(),
});
export type SignatureUpgrade = z.infer<typeof SignatureUpgrade>;

/** A signature that can no longer be verified after `holdsUntil` unless it gets another timestamp. */
export const SignatureAtRisk = z.object({
  documentId: Id,
  /** For an attachment with a signature of its own: the document it belongs to. */
  ofDocumentId: Id.optional(),
  title: z.string(),
  numberSymbol: z.string().nullable(),
  level: z.enum(['B', 'T', 'LT', 'LTA']),
  holdsUntil: Instant,
  why: z.string(),
});
export type SignatureAtRisk = z.infer<typeof SignatureAtRisk>;

export const SignatureCare = z.object({
  upgrades: z.array(SignatureUpgrade),
  atRisk: z.array(SignatureAtRisk),
  /** How far ahead the guardian looks, months. */
  months: z.int(),
  /** When it last looked and re-stamped, and what it did. */
  lastNight: z.object({ at: Instant, looked: z.int(), renewed: z.int(), failed: z.int() }).nullable(),
  sentence: z.string(),
  abilities: Abilities,
});
export type SignatureCare = z.infer<typeof SignatureCare>;

const hour = z.int().min(0).max(23);

export const SigningSettings = z.object({
  /** What signatures reach by themselves: signed, with proven time, with evidence for later. No higher than their purpose asks. */
  level: z.enum(['B', 'T', 'LT']),
  /** How long signing goes on while an authority of time is declared and does not answer. */
  graceHours: z
    .number()
    .min(0.5, 'Thời gian cho phép ít nhất 30 phút.')
    .max(168, 'Thời gian cho phép nhiều nhất 168 giờ.')
    .multipleOf(0.5, 'Thời gian cho phép tính theo nửa giờ.'),
  /** How far ahead the guardian looks. */
  guardianMonths: z.int().min(1).max(60, 'Nhìn trước nhiều nhất 60 tháng.'),
  /** Hours in Vietnam in which it works, the last one excluded; over midnight when the end is the smaller one. */
  night: z
    .object({ from: hour, to: hour })
    .refine(({ from, to }) => from !== to, { path: ['to'], message: 'Giờ kết thúc phải khác giờ bắt đầu.' }),
});
export type SigningSettings = z.infer<typeof SigningSettings>;

export const SigningSettingsView = SigningSettings.extend({
  /** Whether an authority of time is declared; without one the level is B whatever is wanted. */
  hasTimeAuthority: z.boolean(),
  sentence: z.string(),
  abilities: Abilities,
});
export type SigningSettingsView = z.infer<typeof SigningSettingsView>;

export type SigningErrorCode =
  | 'signing.batch_not_found'
  | 'signing.batch_expired'
  | 'signing.batch_closed'
  | 'signing.content_changed'
  | 'signing.nothing_to_sign'
  | 'signing.refused'
  | 'signing.signature_wrong'
  | 'signing.device_failed'
  | 'signing.not_waiting'
  | 'signing.key_frozen'
  | 'signing.relay_link'
  | 'signing.stopped_without_time'
  | 'signing.external_refused'
  | 'signing.attachment_refused'
  | 'signing.check_not_found'
  | 'signing.check_code'
  | 'signing.signed'
  | 'signing.failed';
