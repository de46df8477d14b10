import { type AuthenticateResult, authenticate, type DKIMResult } from 'mailauth';
import type { AuthWord, MailAuth } from './mail-auth.ts';
import type { MailNames } from './names.ts';

/** Who brought the mail, as the connection or a relay of ours says. */
export interface MailClient {
  ip: string;
  helo: string;
  /** MAIL FROM; '' for notices. */
  sender: string;
}

/** The name service gave no answer in time: nothing is known, the mail is asked for again. */
export interface NotNow {
  kind: 'temporary';
}

export type Authenticated = NotNow | { kind: 'judged'; auth: MailAuth };

/** Shorter keys have been broken (RFC 8301 §3.2). */
const LEAST_KEY_BITS = 1024;
/** All questions of one mail together. */
const PATIENCE_MS = 20_000;

const WORDS: Record<string, AuthWord> = {
  pass: 'pass',
  fail: 'fail',
  softfail: 'softfail',
  neutral: 'neutral',
  none: 'none',
  policy: 'policy',
  permerror: 'permerror',
  temperror: 'temperror',
  temperr: 'temperror',
};

function wordOf(result: string | undefined): AuthWord {
  return WORDS[result ?? 'none'] ?? 'none';
}

function isSound({ status }: DKIMResult): boolean {
  // A signature over the first part of the body lets anything be added behind it (RFC 6376 §8.2).
  return status.result === 'pass' && (status.underSized ?? 0) === 0 && status.testing !== true;
}

/** One author, in one header: what people see and what is judged are the same (RFC 9989 §11.5). */
function authorDomain(result: AuthenticateResult): string {
  const from = result.dkim.headerFrom ?? [];
  const [only] = from;
  return from.length === 1 && only !== undefined && result.dmarcSkipReason === undefined
    ? (only.split('@').at(-1) ?? '').toLowerCase()
    : '';
}

function dkimWord(signatures: readonly DKIMResult[]): AuthWord {
  const words = signatures.map((signature) =>
    signature.status.result === 'pass' && !isSound(signature) ? 'policy' : wordOf(signature.status.result),
  );
  for (const word of ['pass', 'temperror', 'fail', 'policy', 'permerror', 'neutral'] as const) {
    if (words.includes(word)) {
      return word;
    }
  }
  return 'none';
}

function policyOf(said: string | undefined): MailAuth['policy'] {
  const policy = said?.toLowerCase();
  return policy === 'reject' || policy === 'quarantine' ? policy : 'none';
}

function readResult(result: AuthenticateResult): MailAuth {
  const signatures = result.dkim.results ?? [];
  const dmarc = typeof result.dmarc === 'object' ? result.dmarc : undefined;
  const arc = typeof result.arc === 'object' ? result.arc : undefined;
  const spf = typeof result.spf === 'object' ? wordOf(result.spf.status.result) : 'none';
  const signedBy = signatures.filter(isSound).map(({ signingDomain }) => (signingDomain ?? '').toLowerCase());
  const said = wordOf(dmarc?.status.result);
  // Aligned by a signature that lets anything be added is aligned by nothing.
  const byWeakSignature = said === 'pass' && spf !== 'pass' && signedBy.length === 0;
  return {
    spf,
    dkim: dkimWord(signatures),
    dmarc: byWeakSignature ? 'fail' : said,
    policy: policyOf(dmarc?.policy),
    arc: wordOf(arc?.status.result),
    signedBy: [...new Set(signedBy)],
    fromDomain: authorDomain(result),
    own: false,
  };
}

/** Without one answer the others may still say enough: a pass of DMARC stands whatever the rest would have said. */
function isUnknown(auth: MailAuth): boolean {
  return auth.dmarc !== 'pass' && [auth.spf, auth.dkim, auth.dmarc].includes('temperror');
}

async function inTime<T>(work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), PATIENCE_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * SPF, DKIM, DMARC and ARC of a mail as it came. A name service that is silent is no verdict (spec mail §7): the sender is told to
 * come again.
 */
export async function authenticateMail(
  raw: Buffer,
  client: MailClient,
  names: MailNames,
  ownName: string,
): Promise<Authenticated> {
  const work = authenticate(raw, {
    resolver: names,
    ip: client.ip,
    helo: client.helo,
    sender: client.sender,
    mta: ownName,
    trustReceived: false,
    disableBimi: true,
    rejectRsaSha1: true,
    minBitLength: LEAST_KEY_BITS,
  });
  work.catch(() => undefined);
  const result = await inTime(work);
  if (result === undefined) {
    return { kind: 'temporary' };
  }
  const auth = readResult(result);
  return isUnknown(auth) ? { kind: 'temporary' } : { kind: 'judged', auth };
}

/** What our own people send to each other: they are signed in, and the address is theirs. */
export function ownAuth(fromDomain: string): MailAuth {
  return { spf: 'none', dkim: 'none', dmarc: 'pass', policy: 'none', arc: 'none', signedBy: [], fromDomain, own: true };
}

/** A signature, or SPF, of exactly the domain in From: what counts where that domain publishes no DMARC record. */
export function isAligned(auth: MailAuth, envelopeDomain: string): boolean {
  return auth.signedBy.includes(auth.fromDomain) || (auth.spf === 'pass' && envelopeDomain === auth.fromDomain);
}

/**
 * Says to be one of ours and is not: certain forgery, since nobody else may use our names (spec mail §7). Where the domain has no DMARC
 * record yet its own signature or SPF of exactly this domain counts.
 */
export function isForgedOwn(auth: MailAuth, ownDomains: ReadonlySet<string>, envelopeDomain: string): boolean {
  if (auth.own || !ownDomains.has(auth.fromDomain) || auth.dmarc === 'pass') {
    return false;
  }
  return auth.dmarc !== 'none' || !isAligned(auth, envelopeDomain);
}
