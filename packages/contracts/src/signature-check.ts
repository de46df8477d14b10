import { z } from 'zod';
import { Id, Instant } from './common.ts';

/** Where on a page, in points from its upper left corner as shown (rotation and crop box already applied). */
export const PageMark = z.object({
  page: z.int(),
  x: z.number(),
  y: z.number(),
  width: z.number(),
  height: z.number(),
});
export type PageMark = z.infer<typeof PageMark>;

export const CheckedChange = z.object({
  /** What was touched, in a word of the clerk: "Nội dung trang", "Chú thích", "Trường số"… */
  kind: z.string(),
  kindLabel: z.string(),
  permitted: z.boolean(),
  object: z.int().nullable(),
  page: z.int().nullable(),
  mark: PageMark.nullable(),
  text: z.string(),
});
export type CheckedChange = z.infer<typeof CheckedChange>;

export const CheckedSignature = z.object({
  field: z.string(),
  revision: z.int().nullable(),
  /** `timestamp`: a document timestamp, shown as such and not as a signer. */
  kind: z.enum(['signature', 'timestamp']),
  verdict: z.enum(['valid', 'invalid', 'indeterminate']),
  verdictLabel: z.string(),
  integrity: z.enum(['whole', 'extended_as_permitted', 'changed_after_signing', 'broken']),
  integrityLabel: z.string(),
  signer: z.string(),
  organisation: z.string(),
  issuer: z.string(),
  serial: z.string(),
  claimedAt: Instant.nullable(),
  provenAt: Instant.nullable(),
  level: z.string(),
  levelLabel: z.string(),
  /** From the signer up to the anchor, names. */
  path: z.array(z.string()),
  /** "Còn hiệu lực theo danh sách thu hồi ngày 19/03/2021"… */
  revocation: z.string(),
  /** "RSA 2048, SHA-256". */
  algorithm: z.string(),
  mark: PageMark.nullable(),
  reasons: z.array(z.object({ code: z.string(), text: z.string() })),
  changes: z.array(CheckedChange),
  /** The document exactly as this person signed it, where it can be cut out. */
  revisionUrl: z.string().nullable(),
});
export type CheckedSignature = z.infer<typeof CheckedSignature>;

/** The full answer on one file; kept for an hour for its links, then forgotten. */
export const SignatureCheck = z.object({
  id: Id,
  fileName: z.string(),
  size: z.int(),
  sha256: z.string(),
  checkedAt: Instant,
  verdict: z.enum(['valid', 'invalid', 'indeterminate', 'unsigned']),
  /** One sentence that says it all. */
  sentence: z.string(),
  /** What the clerk should do now. */
  advice: z.string(),
  intact: z.boolean(),
  signatures: z.array(CheckedSignature),
  reportUrl: z.string(),
});
export type SignatureCheck = z.infer<typeof SignatureCheck>;

export const SignatureCheckParams = z.object({ id: Id });
export const SignatureRevisionParams = z.object({ id: Id, revision: z.coerce.number().int().min(1).max(10_000) });

/** What anybody may know of an issued document by the code printed on it; no content, no person but the signatory. */
export const PublicDocumentCheck = z.object({
  code: z.string(),
  state: z.enum(['issued', 'recalled', 'replaced']),
  agencyName: z.string(),
  typeName: z.string(),
  numberSymbol: z.string(),
  issuedOn: z.string(),
  abstract: z.string(),
  signatory: z.string(),
  signatoryPosition: z.string(),
  verdict: z.enum(['valid', 'invalid', 'indeterminate', 'unsigned']),
  sentence: z.string(),
  signatures: z.array(
    z.object({ signer: z.string(), organisation: z.string(), signedAt: Instant.nullable(), proven: z.boolean() }),
  ),
  /** In groups for the eye. */
  sha256: z.string(),
});
export type PublicDocumentCheck = z.infer<typeof PublicDocumentCheck>;

export const PublicCheckParams = z.object({ code: z.string().min(6).max(40) });

/** Whether a file somebody holds is the one that was issued (POST, one file). */
export const PublicFileMatch = z.object({ isSame: z.boolean(), sentence: z.string() });
export type PublicFileMatch = z.infer<typeof PublicFileMatch>;

/** Whether the agency prints code and QR at the foot of its documents. */
export const CheckCodeSetting = z.object({ printsCheckCode: z.boolean() });
export type CheckCodeSetting = z.infer<typeof CheckCodeSetting>;
