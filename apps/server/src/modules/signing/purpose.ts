import type { SigningAttachment, SigningCheck, SigningPurposeName } from '@congvu/contracts';
import type { SignatureLevel, SignaturePlan, StampPlan } from '@congvu/pades';
import type { SigningAlgorithm } from '@congvu/pki';
import type { CertificateKind, CertificateRow } from '#modules/certificates';
import type { StoredBlob } from '#modules/files';
import type { ActingContext, Context } from '../../platform/context.ts';
import type { Db, Tx } from '../../platform/db.ts';

/** A separate attachment as it was shown. */
export interface ReviewedAttachment extends SigningAttachment {
  /** Its file, as the owner of the document names it. */
  id: string;
  sha256: string;
}

/** What the person sees before consenting, kept with the session as the record of what was consented to. */
export interface SigningReview {
  title: string;
  typeName: string;
  pages: number;
  attachmentCount: number;
  attachments?: ReviewedAttachment[];
  receiverCount: number;
  fileUrl: string;
  shownSha256: string;
  blockLines: string[];
  nextNumber: string | null;
  checks: SigningCheck[];
  findings: number;
  stopped: { code: string; message: string } | null;
}

/** A file that is signed in the same act and becomes signed with the document or not at all. */
export interface AttachmentBase {
  id: string;
  name: string;
  sha256: string;
  plan(pdf: Uint8Array, stamp: Pick<StampPlan, 'signer' | 'signedAt' | 'mark'>): SignaturePlan;
}

/** The bytes to sign and how: answered by `prepare`, outside any transaction. */
export interface SigningBase {
  /** Exactly the bytes that were shown (their SHA-256 is `shownSha256`); anything else is refused as changed content. */
  pdf: Uint8Array;
  /** The signer, the moment and the mark of a demo key are added by `signing`. */
  plan: Omit<SignaturePlan, 'signer' | 'signedAt'> & { signedAt?: Date };
  /** Seal only: number and date as the register has them. */
  number?: { numberSymbol: string; issuedOn: string };
  /** Exactly those the review said would be sealed; anything else is refused as changed content. */
  attachments?: readonly AttachmentBase[];
}

export interface SignedAttachment {
  id: string;
  /** SHA-256 of the bytes it grew from. */
  from: string;
  /** Durable already. */
  file: StoredBlob;
}

export interface SignedObject {
  objectId: string;
  /** SHA-256 of the bytes that were shown and signed; the current ones must still be these. */
  shownSha256: string;
  /** The signed PDF, durable already; its row is the purpose's to write. */
  file: StoredBlob;
  certificate: CertificateRow;
  attachments: readonly SignedAttachment[];
  /** What {@link DetachedPurpose} found out while it built the bytes. */
  facts?: unknown;
}

/** The same document with a longer tail: timestamps and evidence behind the bytes that were there. */
export interface RaisedFile {
  agencyId: string;
  documentId: string;
  /** SHA-256 of the bytes it grew from; anything else means that the document has moved on. */
  from: string;
  /** Durable already. */
  file: StoredBlob;
  level: SignatureLevel;
}

/** How lists name what is signed. */
export interface DescribedDocument {
  title: string;
  numberSymbol: string | null;
  /** Of an attachment: the document it belongs to. */
  ofDocumentId?: string;
}

/**
 * What a kind of signature means to the module that owns the document. `signing` knows keys, hashes and sessions; the purpose
 * knows rights, states and where on the page. Plugged in app.ts.
 */
interface CommonPurpose {
  name: SigningPurposeName;
  keyKind: CertificateKind;
  /** Asked of anybody who has a certificate, whatever the role: the purpose itself names the person. */
  openToAll?: true;
  afterSigning(count: number): string;
  /** @throws AppError 404/403 when the document is not visible; a document that cannot be signed now is `stopped` instead */
  review(context: ActingContext, objectId: string, certificate: CertificateRow): Promise<SigningReview>;
  /** The state change, in the transaction that closes the session. @throws AppError 409 when content or state moved on */
  complete(tx: Tx, context: ActingContext, signed: SignedObject): Promise<{ numberSymbol: string | null }>;
  /** `prepare` gives out something in order (numbers of the register): one document after the other. */
  preparesInOrder: boolean;
}

/** Documents: a PDF that grows a tail with each signature. */
export interface SigningPurpose extends CommonPurpose {
  /**
   * May change state on the way (the seal allots its number here) and must be repeatable: after a crash it is asked again and
   * gives the same number. @throws AppError 409 when what was shown is no longer what would be signed: the item is void;
   * other AppErrors leave it open to another try
   */
  prepare(
    context: ActingContext,
    objectId: string,
    shownSha256: string,
    certificate: CertificateRow,
  ): Promise<SigningBase>;
  /**
   * Judges the signed bytes outside the transaction. `byOthers`: another program signed the whole file and may have made a
   * field of its own. @throws AppError when they are not what the law asks
   */
  check(context: ActingContext, objectId: string, signed: Uint8Array, byOthers?: boolean): Promise<void>;
  /** The same for an attachment, named by its file. */
  checkAttachment?(context: ActingContext, name: string, signed: Uint8Array): Promise<void>;
  /** What PAdES level the document shall reach by itself soon after this signature. */
  target: Exclude<SignatureLevel, 'B' | 'LTA'>;
  describeSigned(
    db: Db | Tx,
    agencyId: string,
    documentIds: readonly string[],
  ): Promise<Map<string, DescribedDocument>>;
  /**
   * Documents, and attachments by the id they were signed under.
   * Puts the raised file in the place of the one it grew from; what was handed to receivers stays what it was.
   * @throws AppError 409 when the document no longer stands on those bytes
   */
  replaceFile(tx: Tx, context: Context, raised: RaisedFile): Promise<void>;
}

/** The certificate and what leads to its root, DER. */
export interface DetachedSigner {
  certificate: Uint8Array;
  chain: readonly Uint8Array[];
}

/**
 * Bytes that are no PDF: what was shown is signed whole and the signature stands beside it (S/MIME). No timestamp, no evidence, no
 * care afterwards; programs that sign whole PDF files cannot take it.
 */
export interface DetachedPurpose extends CommonPurpose {
  detached: {
    /** The bytes whose SHA-256 was shown. @throws AppError as `SigningPurpose.prepare` */
    content(
      context: ActingContext,
      objectId: string,
      shownSha256: string,
      certificate: CertificateRow,
    ): Promise<Uint8Array>;
    /** DER with tag 0x31: the very bytes that get hashed and signed. */
    attributes(content: Uint8Array, signer: DetachedSigner, at: Date): Uint8Array;
    /** The signature is proved to be the certificate's. Answers the finished file, durable, with what is to be known of it. */
    build(
      context: ActingContext,
      objectId: string,
      content: Uint8Array,
      signed: DetachedSigner & { attributes: Uint8Array; algorithm: SigningAlgorithm; signature: Uint8Array },
    ): Promise<{ file: StoredBlob; facts: unknown }>;
    /** The person gave the act up, in the transaction that closes it: nothing waits for a signature any more. */
    givenUp(tx: Tx, agencyId: string, objectIds: readonly string[]): Promise<void>;
  };
}

export type AnyPurpose = SigningPurpose | DetachedPurpose;
