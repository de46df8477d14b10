import type { VerdictView } from '@congvu/contracts';
import type { Urgency } from '#modules/documents';
import type { PdfText, StoredBlob } from '#modules/files';
import type { Context } from '../../platform/context.ts';
import type { Tx } from '../../platform/db.ts';

/** Statuses of the exchange that come out of work on an incoming document (01 is the carrier's own, spec interchange §4). */
type ReportedStatus = '02' | '03' | '04' | '05' | '06';

export interface StatusReport {
  agencyId: string;
  documentId: string;
  code: ReportedStatus;
  /** Reason of a refusal, name of the unit in charge, words of the result; may be empty. */
  note: string;
  /** Only with 03. */
  arrivalNumber?: number;
}

/** What this module asks of the one above it: tell the sender, in the transaction of the act. */
export interface IncomingPorts {
  reportStatus(tx: Tx, context: Context, report: StatusReport): Promise<void>;
}

export interface ReceivedFacts {
  numberSymbol: string;
  issuedOn: string | null;
  issuingAgencyName: string;
  issuingAgencyId: string | null;
  documentType: string;
  typeName: string;
  abstract: string;
  signatory: string;
  signatoryPosition: string;
  urgency: Urgency;
  pageCount: number | null;
  /** Nơi nhận, as printed. */
  recipients: string[];
  replyDueOn: string | null;
  /** Numbers and symbols of our own letters this one answers. */
  replyToNumberSymbols: string[];
  /** Numbers and symbols of earlier letters of the sender that this one speaks of (recall, correction). */
  ownNumberSymbols?: string[];
}

/** A letter read from an envelope: its bytes are durable, its signatures judged, nothing of it is a row yet. */
export interface ReceivedLetter {
  agencyId: string;
  source: 'axis' | 'mail';
  /** `inside`, `axis`, `mail`…: which way it came. */
  carrier: string;
  senderAgencyId: string | null;
  senderCode: string;
  /** DocumentId of the envelope; opaque text. */
  envelopeDocumentId: string;
  arrivedAt: Date;
  facts: ReceivedFacts;
  verdict: VerdictView;
  /** What was missing or repaired while reading the envelope, in Vietnamese. */
  envelopeNotes: string[];
  paperCopyFollows?: boolean;
  main: StoredBlob | null;
  /** The words of the page, when they were read on the way. */
  mainText?: PdfText | undefined;
  attachments: StoredBlob[];
  brokenAttachments: { name: string; reason: string }[];
  /** What the clerk wrote beside the facts, of a letter that somebody takes in by hand. */
  note?: string;
}
