import type { Services } from '../../platform/context.ts';
import type { BackendName, MailboxRow } from './mail.tables.ts';

/** What a mailbox does, whatever the paper work behind it (spec mail.md §2). */
export type BoxEffect = 'none' | 'active' | 'locked' | 'retained' | 'closed';

export interface BackendAccount {
  backendId: string;
  address: string;
  effect: Exclude<BoxEffect, 'none'>;
  forwardTo: string | null;
  /** Where the mail system tells it with the list; left out by one that does not, and for whoever never came. */
  lastSignInAt?: Date;
}

export interface BackendUsage {
  bytes: number;
  lastSignInAt: Date | null;
  sentAt: Date | null;
  receivedAt: Date | null;
}

export interface Vacation {
  text: string;
  /** First and last day, as in Vietnam. */
  from: string;
  to: string;
  /** Whom to write to meanwhile. */
  delegate: string | null;
}

/** One act of the office towards the mail system: the same command id a second time changes nothing. */
export interface BackendCall {
  commandId: string;
  agencyId: string;
}

/** Which of the acts the mail system knows; the others end in `UNSUPPORTED`. */
export interface BackendCapabilities {
  /** Nobody has to do anything by hand. */
  automatic: boolean;
  /** The mailbox is opened here (webmail, SMTP of this office). */
  hosted: boolean;
  /** Mail programs of people reach it (IMAP). */
  imap: boolean;
  appPasswords: boolean;
  vacation: boolean;
  retract: boolean;
  exports: boolean;
  lists: boolean;
}

/**
 * What keeps the mailboxes themselves. PostgreSQL is the truth: the register is changed first, then the backend is told by the
 * outbox (`mail_command`), late, twice or after a restart. @throws MailBackendError only.
 */
export interface MailBackend {
  readonly name: BackendName;
  /** Vietnamese, shown in the register. */
  readonly label: string;
  capabilities(): BackendCapabilities;
  createMailbox(
    call: BackendCall,
    mailbox: {
      mailboxId: string;
      address: string;
      kind: MailboxRow['kind'];
      name: string;
      quotaMb: number;
      effect: 'active' | 'locked';
      /** The register was kept by hand so far: an account that stands there under this address is this mailbox. */
      known?: boolean;
    },
  ): Promise<{ backendId: string }>;
  setState(call: BackendCall, backendId: string, effect: Exclude<BoxEffect, 'none'>): Promise<void>;
  /** The old address stays an alias. */
  rename(call: BackendCall, backendId: string, address: string): Promise<void>;
  setQuota(call: BackendCall, backendId: string, quotaMb: number): Promise<void>;
  /** An app password of one device; the backend is given its SHA-256 only. */
  setSecret(call: BackendCall, backendId: string, secret: { id: string; label: string; sha256: Buffer }): Promise<void>;
  /** All, or the one of the id. */
  revokeSecrets(call: BackendCall, backendId: string, secretId?: string): Promise<void>;
  putAlias(call: BackendCall, backendId: string, alias: string): Promise<void>;
  dropAlias(call: BackendCall, backendId: string, alias: string): Promise<void>;
  /** Addresses of the people who open the mailbox of a unit. */
  setMembers(call: BackendCall, backendId: string, addresses: readonly string[]): Promise<void>;
  /** Null ends forwarding. The user's own forwards and filters go with it. */
  setForward(call: BackendCall, backendId: string, forward: { target: string; until: string } | null): Promise<void>;
  setVacation(call: BackendCall, backendId: string, vacation: Vacation | null): Promise<void>;
  /** Ends open sessions of mail programs and pages within two seconds. */
  kick(call: BackendCall, backendId: string): Promise<void>;
  usage(backendId: string): Promise<BackendUsage>;
  /** All messages as one mbox (RFC 4155, mboxrd). */
  export(backendId: string): AsyncIterable<Uint8Array>;
  /** Takes every copy of a message out of sight; how many there were. */
  retract(call: BackendCall, message: { fingerprint: string; reason: string }): Promise<{ copies: number }>;
  restore(call: BackendCall, message: { fingerprint: string }): Promise<{ copies: number }>;
  list(cursor: string | null): Promise<{ items: BackendAccount[]; nextCursor: string | null }>;
}

export interface ExportedMessage {
  raw: Uint8Array;
  receivedAt: Date;
  folder: string;
  /** IMAP flags: `\\Seen`, `\\Flagged`… */
  flags: readonly string[];
}

/** What the modules above add: they keep messages and open pages. */
export interface MailPorts {
  /** Ends open pages and event streams of this mailbox. */
  kick(services: Services, mailboxId: string): Promise<void>;
  exportMessages(services: Services, mailboxId: string): AsyncIterable<ExportedMessage>;
  /** For good, with the bytes nobody else holds; the deletion was approved. */
  eraseMessages(services: Services, mailboxId: string): Promise<void>;
}

/** Builds the backend of an agency; PD's add themselves in `backends/registry.ts`. */
export type BackendFactory = (services: Services, ports: MailPorts, agencyId: string) => MailBackend;
