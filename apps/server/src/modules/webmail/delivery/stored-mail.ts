import type { AttachmentAv, MailSignature } from '@congvu/contracts';
import type { AuthResults, MailVerdict, ReadAttachment, ReadMail } from '@congvu/mailguard';

/** What was read of a mail, without the bytes of its attachments: those stay in the raw message. */
export type MailFacts = Omit<ReadMail, 'attachments' | 'headers' | 'warnings'> & {
  attachments: readonly Omit<ReadAttachment, 'bytes'>[];
  headers: ReadMail['headers'];
};

export interface AttachmentState {
  av: AttachmentAv;
  /** Vietnamese: why it is locked, or what is to be known of it. */
  text?: string;
}

/** A message whose raw bytes are durable in the blob store. */
export interface StoredMail {
  rawSha256: string;
  size: number;
  receivedAt: Date;
  /** Envelope sender, empty for a bounce (RFC 5321 4.5.5). */
  returnPath: string;
  mail: MailFacts;
  /** Of each attachment, in their order; one that is left out waits for the antivirus. */
  attachments: readonly AttachmentState[];
  /** Left out for what nobody has judged. */
  verdict?: MailVerdict;
  auth?: AuthResults;
  /** S/MIME. */
  signature?: MailSignature;
  /** Came from outside the official domains. */
  external: boolean;
}

export interface DeliveryTarget {
  mailboxId: string;
  agencyId: string;
  /** The address of the envelope. */
  originalAddress: string;
  placement: 'inbox' | 'quarantine';
}
