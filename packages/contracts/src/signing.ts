import { z } from 'zod';
import { CertificateView } from './certificates.ts';
import { Id, Instant, text } from './common.ts';

/** `outgoing.sign`: personal signature of the competent person; `outgoing.seal`: number, date and the organisation's signature. */
export const SigningPurposeName = z.enum(['outgoing.sign', 'outgoing.seal']);
export type SigningPurposeName = z.infer<typeof SigningPurposeName>;

export const OpenSigningBatch = z.object({ purpose: SigningPurposeName, documentIds: z.array(Id).min(1).max(100) });
export type OpenSigningBatch = z.infer<typeof OpenSigningBatch>;

export const SigningCheck = z.object({ ok: z.boolean(), text: z.string() });
export type SigningCheck = z.infer<typeof SigningCheck>;

export const SigningItem = z.object({
  documentId: Id,
  title: z.string(),
  typeName: z.string(),
  pages: z.int(),
  attachmentCount: z.int(),
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

export const SigningBatch = z.object({
  id: Id,
  purpose: SigningPurposeName,
  state: z.enum(['open', 'sent', 'completed', 'expired', 'cancelled']),
  certificate: CertificateView,
  /** True when the PIN is typed on the page (demo keys only); other devices ask for it themselves. */
  pinOnPage: z.boolean(),
  items: z.array(SigningItem),
  totalPages: z.int(),
  afterSigning: z.string(),
  expiresAt: Instant,
});
export type SigningBatch = z.infer<typeof SigningBatch>;

export const SignBatch = z.object({
  /** Demo keys only; goes nowhere but into the key store's cipher. */
  pin: z.string().min(4).max(64).optional(),
  /** The ones still ticked; all open ones when omitted. */
  documentIds: z.array(Id).min(1).max(100).optional(),
  reason: text(200).optional(),
});
export type SignBatch = z.infer<typeof SignBatch>;

export const SignBatchAnswer = z.object({
  batchId: Id,
  state: SigningBatch.shape.state,
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

export type SigningErrorCode =
  | 'signing.batch_not_found'
  | 'signing.batch_expired'
  | 'signing.batch_closed'
  | 'signing.content_changed'
  | 'signing.nothing_to_sign'
  | 'signing.refused'
  | 'signing.signature_wrong'
  | 'signing.device_failed'
  | 'signing.signed'
  | 'signing.failed';
