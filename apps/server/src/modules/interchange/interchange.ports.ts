import type { EdxmlBusiness, EdxmlDocument, EdxmlDocumentRef, EdxmlStatus } from '@congvu/edxml';
import type { CarrierName, Way } from '#modules/carriers';
import { inspectAttachment } from '#modules/files';
import type { Context, Services } from '../../platform/context.ts';
import type { Db, Tx } from '../../platform/db.ts';
import type { InboxRow } from './interchange.tables.ts';
import { findKnownAgency } from './known-agencies.ts';

/** A body a letter is for, as whoever issued it named it. */
export interface NamedReceiver {
  agencyId: string | null;
  code: string;
  name: string;
}

/** Where a message for each of these goes, one answer a receiver, in order; implemented by `carriers`. */
export type ChooseWays = (db: Db | Tx, agencyId: string, receivers: readonly NamedReceiver[]) => Promise<Way[]>;

/** Connections the agency may send over now, best first; implemented by `carriers`. */
export type ListConnections = (
  db: Db | Tx,
  agencyId: string,
) => Promise<readonly { id: string; kind: CarrierName; attachmentForm: 'zip' | 'raw' }[]>;

export const noConnections: ListConnections = async () => [];

/** What a letter asks for beside being read: recall, update, replacement; implemented by `amendments` above. */
export interface AmendmentPorts {
  /** In the issuing transaction: what the letter does to earlier ones; undefined for an ordinary letter. */
  businessOf(
    tx: Tx,
    letter: { agencyId: string; documentId: string },
  ): Promise<{ business: EdxmlBusiness; responsesTo: EdxmlDocumentRef[] } | undefined>;
  /** A letter whose content was destroyed has come once more, and its files with it: they are erased again. */
  destroyedCameAgain(tx: Tx, bytes: { hashes: readonly string[]; envelopes: readonly string[] }): Promise<void>;
  /**
   * In the transaction that takes a letter of business kind 1–3 in, after it has become an incoming document. Its targets are known
   * here and came from the same body, or nobody knows them (then the letter stays an ordinary one, with a note).
   */
  letterArrived(
    tx: Tx,
    context: Context,
    letter: {
      agencyId: string;
      documentId: string;
      message: EdxmlDocument;
      senderAgencyId: string | null;
      senderCode: string;
      inboxId: string;
    },
  ): Promise<void>;
  /** 13 about one of our incoming documents, 15 and 16 about one of our dispatches. `wait`: looked at again later. */
  statusArrived(
    tx: Tx,
    context: Context,
    arrived: {
      agencyId: string;
      status: EdxmlStatus;
      senderAgencyId: string | null;
      senderCode: string;
      receiverCode: string;
      /** Of its bytes: the same however often and under whatever name it comes. */
      messageId: string;
    },
  ): Promise<'done' | 'wait' | 'stranger'>;
}

/** What was found about a file out of an envelope. */
export interface AttachmentFinding {
  name: string;
  /** `files.infected`, `files.macro`… */
  code: string;
  /** `danger` sets the whole letter aside, `warning` is said beside it. */
  severity: 'danger' | 'warning';
  /** Vietnamese, names the file, for the clerk. */
  reason: string;
}

/** What is looked at before a letter is taken in: its bytes are where they wait, nothing is stored yet. */
export interface WaitingAttachment {
  name: string;
  mediaType: string;
  sha256: string;
  size: number;
  read(): AsyncIterable<Uint8Array>;
}

export type InspectAttachments = (
  services: Services,
  row: Pick<InboxRow, 'agency_id' | 'id' | 'carrier' | 'sender_code'>,
  attachments: readonly WaitingAttachment[],
) => Promise<AttachmentFinding[]>;

export const NO_WAY = 'Nơi nhận chưa liên thông với hệ thống này. Gửi bản giấy rồi đánh dấu đã gửi.';

/** Without carriers: who shares this installation and has a code gets the letter inside, every other one on paper. */
export const insideOnly: ChooseWays = async (db, _agencyId, receivers) => {
  const ways: Way[] = [];
  for (const { agencyId, code } of receivers) {
    const agency = agencyId === null ? undefined : await findKnownAgency(db, agencyId);
    ways.push(
      agency?.hosted === true && code !== ''
        ? { carrier: 'inside', connectionId: null, agencyId, code }
        : { carrier: null, agencyId, code, reason: NO_WAY },
    );
  }
  return ways;
};

/** Without `amendments`: every letter is an ordinary one, and nobody asks for anything. */
export const noAmendments: AmendmentPorts = {
  businessOf: async () => undefined,
  destroyedCameAgain: async () => undefined,
  letterArrived: async () => undefined,
  statusArrived: async () => 'stranger',
};

export const noInspection: InspectAttachments = async () => [];

/** By the files module: what kind of file it is by its bytes, and the antivirus when this installation has one. */
export const inspectWithFiles: InspectAttachments = async (services, _row, attachments) => {
  const findings: AttachmentFinding[] = [];
  for (const attachment of attachments) {
    const { verdict, findings: found } = await inspectAttachment(services, attachment);
    const severity = verdict === 'refused' ? 'danger' : 'warning';
    findings.push(...found.map(({ code, text }) => ({ name: attachment.name, code, severity, reason: text }) as const));
  }
  return findings;
};
