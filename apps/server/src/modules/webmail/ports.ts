import type { MailAddress, MailSignature } from '@congvu/contracts';
import type { StoredBlob } from '#modules/files';
import type { ActingContext, Context, Services } from '../../platform/context.ts';
import type { Db, Tx } from '../../platform/db.ts';

/** A mail that leaves: its bytes are durable, its receivers are in the envelope only. */
export interface OutgoingMail {
  submissionId: string;
  agencyId: string;
  mailboxId: string;
  /** Envelope sender; empty for an answer of the machine (RFC 3834 3.3). */
  from: string;
  recipients: readonly string[];
  rawSha256: string;
  size: number;
  at: Date;
}

export interface DocumentFileFound {
  fileId: string;
  name: string;
}

interface IssuedDocument {
  numberSymbol: string;
  /** What gave it away. */
  by: 'file' | 'symbol';
}

interface Door {
  agencyId: string;
  name: string;
  objectId: string;
}

/** What reading asks of the module that judges. */
export interface ReadingPorts {
  /** Undefined when nothing was learnt since the mark. */
  signatureAgain(
    services: Services,
    mail: {
      rawSha256: string;
      from: readonly MailAddress[];
      receivedAt: Date;
      said: MailSignature;
      mark: string | null;
    },
  ): Promise<{ signature: MailSignature; mark: string } | undefined>;
}

/** What the modules above and beside add. */
export interface WebmailPorts {
  /** The queue of the flow of mail: receivers inside come back by `deliver`, the others leave by SMTP. */
  queueOut(tx: Tx, context: Context, mail: OutgoingMail): Promise<void>;
  /** Files of a document of the office the person may see; undefined when there is no such document for him. */
  documentFiles(context: ActingContext, documentId: string): Promise<DocumentFileFound[] | undefined>;
  /** Documents the agency has issued or registered, by the hash of a file or by their number and symbol. */
  issuedDocuments(
    db: Db | Tx,
    agencyId: string,
    wanted: { sha256s: readonly string[]; numberSymbols: readonly string[] },
  ): Promise<IssuedDocument[]>;
  /** State secrets stay out: marks in names and texts, and on the pages of a PDF. @throws AppError 422 */
  guardTexts(
    context: Context,
    door: Door,
    found: { fileNames?: string[]; texts?: { place: string; text: string }[] },
  ): Promise<void>;
  guardFile(context: Context, door: Door, blob: StoredBlob): Promise<void>;
}
