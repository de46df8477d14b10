import type { AuthResults, Campaign, KnownPerson, MailVerdict, ProtectedName, ReadMail } from '@congvu/mailguard';

/** What the office knows, the same for every mail of a while; a thread keeps it by its version. */
export interface GuardGround {
  version: number;
  ownDomains: string[];
  protectedNames: ProtectedName[];
  people: KnownPerson[];
  campaigns: Campaign[];
}

/** Plain data, copied into the thread. */
export interface JudgeQuestion {
  raw: Uint8Array;
  groundVersion: number;
  /** Left out while the thread may know it. */
  ground?: GuardGround;
  auth: AuthResults;
  /** Of the addresses the mail names, in lower case: those somebody here has had mail from. */
  knownSenders: string[];
  /** Mail of our own people is read, not judged. */
  judge: boolean;
  at: Date;
}

/** What the structure of a mail says of S/MIME; nothing is verified by it. */
export type Protection = 'none' | 'signed' | 'encrypted';

export type JudgeAnswer =
  | {
      kind: 'judged';
      mail: ReadMail;
      verdict: MailVerdict | undefined;
      protection: Protection;
      cpuMs: { read: number; judge: number };
    }
  | { kind: 'ground_needed' }
  /** Beyond the limits of the reader, or no mail at all. */
  | { kind: 'unreadable'; code: string; message: string };
