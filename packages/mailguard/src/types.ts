export interface Mailbox {
  name: string;
  /** As written, without blanks around it; compare in lower case. */
  address: string;
}

export interface ReadAttachment {
  /** As the sender calls it, control characters and direction marks included; empty when there is none. */
  name: string;
  /** What the sender says it is. */
  declaredType: string;
  /** What its first bytes say it is; `application/octet-stream` when they say nothing. */
  type: string;
  size: number;
  /** Lower-case hex. */
  sha256: string;
  /** Without angle brackets. */
  contentId?: string;
  inline: boolean;
  bytes: Uint8Array;
}

/** What something unusual about the structure of a mail is called. */
export interface ReadWarning {
  code: 'charset_repaired' | 'no_sender' | 'several_senders' | 'bare_line_ending' | 'no_date';
  text: string;
}

/** A mail as the one MIME reader of the product gives it: texts are Unicode in NFC. */
export interface ReadMail {
  /** Without angle brackets; empty when there is none. */
  messageId: string;
  inReplyTo: string;
  references: string[];
  date?: Date;
  from: Mailbox[];
  sender?: Mailbox;
  replyTo: Mailbox[];
  to: Mailbox[];
  cc: Mailbox[];
  subject: string;
  /** The plain text, empty when the mail has none. */
  text: string;
  /** The HTML as sent, never safe to show. */
  html: string;
  attachments: ReadAttachment[];
  /** All of them in their order, names in lower case. */
  headers: { name: string; value: string }[];
  warnings: ReadWarning[];
}

export type AuthResult = 'pass' | 'fail' | 'softfail' | 'neutral' | 'none' | 'temperror' | 'permerror' | 'policy';

export interface AuthResults {
  spf?: AuthResult;
  dkim?: AuthResult;
  dmarc?: AuthResult;
  arc?: AuthResult;
  /** SPF or DKIM passed for the very domain of From: what counts where that domain publishes no DMARC record. */
  aligned?: boolean;
}

/** A name that only its owner may use: an agency and its domain. */
export interface ProtectedName {
  name: string;
  domain: string;
}

/** Somebody of the directory whose name may be borrowed. */
export interface KnownPerson {
  name: string;
  title?: string;
  address: string;
}

/** A forged mail that was reported: its fingerprint, hosts of its links and the number of the report. */
export interface Campaign {
  number: string;
  fingerprint: string;
  hosts?: readonly string[];
}

/** What the office knows; nothing here is asked of the network. */
export interface GuardContext {
  ownDomains: readonly string[];
  protectedNames: readonly ProtectedName[];
  people: readonly KnownPerson[];
  /** Whether a mail from this address was read before; absent: nobody remembers, everybody outside is read like a stranger, and no rule speaks of first time. */
  knownSenders?: (address: string) => boolean;
  auth?: AuthResults;
  campaigns?: readonly Campaign[];
  /** When the mail arrived: nothing here has a clock. */
  at: Date;
}

export type FindingCode =
  | 'FORGED_OWN'
  | 'LOOKALIKE'
  | 'LINK_LIES'
  | 'IMPERSONATE'
  | 'PASSWORD_FORM'
  | 'BAD_FILE'
  | 'SMUGGLING'
  | 'MACRO_FIRST'
  | 'CAMPAIGN'
  | 'CRED_URGENT'
  | 'LURE'
  | 'BRAND_NAME'
  | 'REPLY_FREE'
  | 'OBFUSCATED'
  | 'CALLBACK'
  | 'SENDER_HOST'
  | 'AUTH_FAIL'
  | 'SHORTENER'
  | 'FREE_HOST'
  | 'IP_LINK'
  | 'BAD_TLD'
  | 'USER_LINK'
  | 'ODD_LINK'
  | 'QR_HOST'
  | 'FIRST_TIME'
  | 'EXTERNAL'
  | 'FREE_OFFICE'
  | 'LOCKED_ZIP';

export type FindingLevel = 'block' | 'strong' | 'note';

export interface Finding {
  code: FindingCode;
  level: FindingLevel;
  /** One Vietnamese sentence with the actual values. */
  text: string;
  /** The words of the mail it rests on. */
  span?: string;
}

export interface JudgedLink {
  /** What the reader sees, empty for a picture. */
  shown: string;
  url: string;
  /** Host that is written in the address. */
  host: string;
  /** Host that opens in the end, as far as the address tells: behind `user@`, redirectors and mail scanners. */
  realHost: string;
  suspicious: boolean;
  why?: string;
}

export interface Reason {
  code: FindingCode;
  text: string;
}

export interface MailVerdict {
  verdict: 'ordinary' | 'suspicious' | 'phishing';
  /**
   * 0…1; `suspicious` from {@link THRESHOLDS}.suspicious or when it is held, `phishing` from `.phishing` or with a finding of level `block`
   * that is of the letter.
   */
  score: number;
  /**
   * Why the mail is kept back whatever its letter says: a file of a kind that is not let in. It asks to be careful and calls nobody a
   * forger; what the letter alone says stands beside it.
   */
  held?: Reason & { letterScore: number };
  /** In the order of their weight. */
  findings: Finding[];
  /** The first three. */
  reasons: Reason[];
  links: JudgedLink[];
  /** Simhash of the words, 16 hex digits; empty for a mail without words. */
  fingerprint: string;
}

/** Address that a QR code in a picture or PDF holds. */
export interface QrCode {
  /** Name of the attachment. */
  file: string;
  text: string;
}

export type MailInput = { raw: Uint8Array } | { mail: ReadMail };

export interface InspectOptions {
  /** Reads QR codes in pictures and PDFs: a few ms a picture, so only when asked for. */
  withImages?: boolean;
}
