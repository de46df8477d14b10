/** A body by the code and the name it had at the time. */
export interface EvidenceParty {
  code: string;
  name: string;
}

/** A file beside the manifest, in the order of the archive. */
export interface EvidenceMember {
  name: string;
  size: number;
  /** Lower-case hex. */
  sha256: string;
}

/** A file inside the letter, after it was taken out of its envelope. Size 0 and no hash when its sender damaged it. */
export interface EvidenceAttachment {
  name: string;
  mediaType: string;
  size: number;
  sha256: string;
}

/** What the envelope of a letter says of it. A text that is missing is empty. */
export interface LetterFacts {
  documentId: string;
  number: string;
  symbol: string;
  /** `yyyy-MM-dd`, or what the sender wrote instead. */
  issuedOn: string;
  typeName: string;
  abstract: string;
  signatory: string;
  business: 'new' | 'recall' | 'update' | 'replace' | 'other';
  from: EvidenceParty;
  to: EvidenceParty[];
  attachments: EvidenceAttachment[];
}

/** What a status message says, and of which document. */
export interface StatusFacts {
  from: EvidenceParty;
  /** The document reported on, as the message names it. */
  documentId: string;
  numberSymbol: string;
  issuedOn: string;
  statusCode: string;
  description: string;
  /** The reporter's own time, as written; empty when none. */
  at: string;
}

/** One edXML message. `member` holds its bytes as they went over the wire. */
export interface EvidenceMessage {
  /** Names it inside this archive. */
  id: string;
  kind: 'letter' | 'status';
  direction: 'sent' | 'received';
  version: number;
  /** Sent: when it was made. Received: when it reached the office. */
  at: string;
  /** Sent statuses: when the carrier had it. */
  sentAt: string | null;
  carrier: string;
  /** The name that the carrier gave it. */
  transportId: string;
  /** Received: whom the carrier vouches for. Sent statuses: whom it goes to. */
  counterpartCode: string;
  /** Null when the content was destroyed by the recall of its issuer; hash and size stay. */
  member: string | null;
  size: number;
  sha256: string;
  letter: LetterFacts | null;
  status: StatusFacts | null;
}

/** State of a letter at one receiver. `manual`: on no carrier, goes on paper. */
export type DeliveryStateName =
  | 'queued'
  | 'sent'
  | 'arrived'
  | 'accepted'
  | 'assigned'
  | 'processing'
  | 'done'
  | 'refused'
  | 'recalled'
  | 'failed'
  | 'manual';

/** One line of the history of a delivery; `message` names the status it was learnt from, empty for what the sender did. */
export interface EvidenceEvent {
  at: string;
  state: DeliveryStateName;
  note: string;
  statusCode: string;
  message: string;
}

/** A hand-over of the letter to a carrier for one receiver. */
export interface EvidenceParcel {
  message: string;
  carrier: string;
  transportId: string;
  attempts: number;
  sentAt: string | null;
  /** Why the last attempt failed; empty when it did not. */
  error: string;
}

/** What the sender knows about one receiver. */
export interface EvidenceDelivery {
  receiver: EvidenceParty;
  /** Further codes under which the same body has reported. */
  aliases: string[];
  state: DeliveryStateName;
  note: string;
  arrivalNumber: number | null;
  onPaper: boolean;
  sentAt: string | null;
  arrivedAt: string | null;
  /** Recall, update or replacement asked of this receiver, and its answer (15, 16). */
  change: 'none' | 'requested' | 'agreed' | 'rejected';
  changeNote: string;
  parcels: EvidenceParcel[];
  events: EvidenceEvent[];
}

export type RecordedVerdict = 'valid' | 'invalid' | 'indeterminate' | 'unsigned';

/** How a letter was received, and what its signatures were found to be before a clerk saw it. */
export interface EvidenceReception {
  /** The message it came in. */
  message: string;
  receivedAt: string;
  /** Số đến and ngày đến; null until it is registered. */
  arrivalNumber: number | null;
  arrivedOn: string | null;
  verdict: RecordedVerdict;
  verdictText: string;
  /** The content was destroyed by the recall of its issuer. */
  recalledAt: string | null;
}

/** A leaf of the office's audit trail about this document (RFC 9162 §2.1.1). */
export interface EvidenceAuditLeaf {
  at: string;
  action: string;
  leafHash: string;
  /** Its place in the tree of `log`, and the way from there to its root (§2.1.3); null and empty when it stands in no checkpoint. */
  index: number | null;
  proof: string[];
  /** The canonical JSON that was hashed, of the act that issued or registered the letter; null where the content stays in the office. */
  leaf: string | null;
}

/** What the audit trail had signed when the leaves stood in it. */
export interface EvidenceLog {
  /** Name of the log for all its life. */
  origin: string;
  /** Its keys as C2SP signed-note writes them, newest first. */
  keys: string[];
  /** C2SP tlog-checkpoint: the first that covers these leaves, with the signature of the log. */
  checkpoint: string;
}

/** Another letter, by what its envelope calls it. */
export interface EvidenceReference {
  documentId: string;
  numberSymbol: string;
  issuedOn: string;
}

/** `manifest.json`, version 1. Every field is always there. */
export interface EvidenceManifest {
  format: 'congvu-evidence';
  version: 1;
  kind: 'sent' | 'received';
  /** When the last thing it tells of happened: the same record gives the same bytes. */
  asOf: string;
  /** Whose record it is. */
  agency: EvidenceParty;
  /** The document as its envelope names it; as the register does when the content was destroyed. */
  document: {
    /** Of edXML. */
    documentId: string;
    /** QĐ 28/2018 Điều 10: agency code, year, ordinal; empty when the office gave none. */
    officeCode: string;
    numberSymbol: string;
    issuedOn: string;
    typeName: string;
    abstract: string;
    /** Letters of its issuer that recall, update or replace it: the answers 15 and 16 may name them instead. */
    amendedBy: EvidenceReference[];
  };
  members: EvidenceMember[];
  messages: EvidenceMessage[];
  /** One a receiver; empty for a received letter. */
  deliveries: EvidenceDelivery[];
  /** Null for a sent letter. */
  reception: EvidenceReception | null;
  audit: EvidenceAuditLeaf[];
  /** Null when the log had signed no checkpoint yet. */
  log: EvidenceLog | null;
  /** The public key of the seal, base64url: a timestamp over the manifest dates it too. */
  sealKey: string;
}
