/** Words of RFC 8601 §2.7. */
export type AuthWord = 'pass' | 'fail' | 'softfail' | 'neutral' | 'none' | 'policy' | 'permerror' | 'temperror';

/** What was found about the sender of a mail, kept with it and shown. */
export interface MailAuth {
  spf: AuthWord;
  dkim: AuthWord;
  dmarc: AuthWord;
  /** What the domain asks for mail that fails (RFC 7489 §6.3). */
  policy: 'none' | 'quarantine' | 'reject';
  arc: AuthWord;
  /** Domains whose signature over this mail is right. */
  signedBy: string[];
  /** Of the one author; '' when From names none or several. */
  fromDomain: string;
  /** Handed in by our own people, signed in: nobody else is asked. */
  own: boolean;
}
