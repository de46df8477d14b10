import type { MailSignature } from '@congvu/contracts';
import { type Finding, keepBack, type MailVerdict, type ReadMail } from '@congvu/mailguard';
import { knownSenders, type MailFacts, type StoredMail } from '#modules/webmail';
import { authenticateMail, isAligned, isForgedOwn, type MailClient } from '../auth/authenticate-mail.ts';
import type { MailAuth } from '../auth/mail-auth.ts';
import { domainOf, type MailFlow } from '../mailflow.flow.ts';
import { guardGround } from './guard-ground.ts';
import { readAndJudge } from './read-and-judge.ts';
import { type Scanned, scanAttachments } from './scan-attachments.ts';
import { judgeSignature } from './signature/judge-signature.ts';
import { unreadableFacts, unreadableVerdict } from './unreadable.ts';

/** A mail that came, durable in the blob store. */
export interface ArrivingMail {
  raw: Buffer;
  sha256: string;
  client: MailClient;
  /** Of our own people: who they are is known, their mail is judged all the same. */
  own?: MailAuth;
  /** For whom: what they had mail from before is no first time. */
  mailboxIds: readonly string[];
}

/** Processor time of the parts, for the measurements. */
export interface JudgeCost {
  authMs: number;
  readMs: number;
  judgeMs: number;
}

export interface JudgedMail {
  kind: 'judged';
  stored: StoredMail;
  auth: MailAuth;
  /** Kept from everybody, with the reason; undefined goes to the inbox. */
  quarantine: { code: string; reason: string } | undefined;
  waiting: boolean;
  cost: JudgeCost;
}

function withFindings(verdict: MailVerdict, added: readonly Finding[]): MailVerdict {
  const fresh = added.filter(
    ({ code, text }) => !verdict.findings.some((own) => own.code === code && own.text === text),
  );
  const findings = [...fresh, ...verdict.findings];
  return { ...verdict, findings, reasons: findings.slice(0, 3).map(({ code, text }) => ({ code, text })) };
}

/** What is found of the mail itself: a sure finding calls it forged. */
function addFindings(verdict: MailVerdict, added: readonly Finding[]): MailVerdict {
  const isBlocked = added.some(({ level }) => level === 'block');
  const judged = isBlocked
    ? { ...verdict, verdict: 'phishing' as const, score: Math.max(verdict.score, 0.99) }
    : verdict;
  return added.length === 0 ? verdict : withFindings(judged, added);
}

/** A file of a kind that is not let in keeps the mail back; it says nothing of who sent it. */
function addRefused(verdict: MailVerdict, refused: readonly Finding[]): MailVerdict {
  const [first] = refused;
  if (first === undefined) {
    return verdict;
  }
  return withFindings(keepBack(verdict, first), refused);
}

function forgedFinding({ fromDomain }: MailAuth): Finding {
  return {
    code: 'FORGED_OWN',
    level: 'block',
    text: `Thư tự xưng @${fromDomain} nhưng không qua kiểm tra DMARC.`,
  };
}

/** The domain itself asks that such mail be kept from people (RFC 7489 §6.3); `reject` as well, so that nothing is lost by a forwarder. */
function unproven({ dmarc, policy, fromDomain }: MailAuth): Finding | undefined {
  return dmarc === 'fail' && policy !== 'none'
    ? {
        code: 'AUTH_FAIL',
        level: 'strong',
        text: `Thư tự xưng @${fromDomain} nhưng không qua kiểm tra DMARC; tên miền này yêu cầu không nhận thư như vậy.`,
      }
    : undefined;
}

function quarantineOf(verdict: MailVerdict, auth: MailAuth): JudgedMail['quarantine'] {
  const [main] = verdict.reasons;
  const asked = unproven(auth);
  if (verdict.verdict === 'phishing') {
    return { code: main?.code ?? 'PHISHING', reason: main?.text ?? 'Thư có dấu hiệu lừa đảo.' };
  }
  if (verdict.held !== undefined) {
    return { code: verdict.held.code, reason: verdict.held.text };
  }
  return asked === undefined ? undefined : { code: asked.code, reason: asked.text };
}

function factsOf({ warnings: _warnings, attachments, ...mail }: ReadMail): MailFacts {
  return { ...mail, attachments: attachments.map(({ bytes: _bytes, ...facts }) => facts) };
}

const NOTHING_SCANNED: Scanned = { states: [], findings: [], refused: [], waiting: false };

interface Read {
  facts: MailFacts;
  verdict: MailVerdict;
  scanned: Scanned;
  signature: MailSignature | undefined;
  cost: { read: number; judge: number };
}

async function read(flow: MailFlow, mail: ArrivingMail, auth: MailAuth): Promise<Read> {
  const { services } = flow;
  const { spf, dkim, dmarc, arc } = auth;
  const sender = mail.client.sender.toLowerCase();
  const [ground, known] = await Promise.all([
    guardGround(services, flow.ports),
    knownSenders(services.db, mail.mailboxIds, [sender]),
  ]);
  const opened = await readAndJudge(
    {
      raw: mail.raw,
      auth: { spf, dkim, dmarc, arc, aligned: isAligned(auth, domainOf(sender)) },
      knownSenders: [...known],
      judge: true,
      at: services.clock.now(),
    },
    ground,
  );
  if (opened.kind === 'unreadable' || opened.verdict === undefined) {
    const message = opened.kind === 'unreadable' ? opened.message : 'Không đọc được thư.';
    const facts = unreadableFacts(mail.client.sender);
    const verdict = unreadableVerdict(message);
    return { facts, verdict, scanned: NOTHING_SCANNED, signature: undefined, cost: { read: 0, judge: 0 } };
  }
  const [scanned, signature] = await Promise.all([
    scanAttachments(services, opened.mail.attachments),
    judgeSignature(services, { raw: mail.raw, protection: opened.protection, from: opened.mail.from }),
  ]);
  const forged = isForgedOwn(auth, new Set(ground.ownDomains), domainOf(sender)) ? [forgedFinding(auth)] : [];
  const asked = forged.length > 0 ? undefined : unproven(auth);
  const found = [...forged, ...(asked === undefined ? [] : [asked]), ...scanned.findings];
  const verdict = addFindings(addRefused(opened.verdict, scanned.refused), found);
  return { facts: factsOf(opened.mail), verdict, scanned, signature, cost: opened.cpuMs };
}

/**
 * Everything that is to be known of a mail before anybody sees it: who sent it, what it says, what is attached. Writes nothing.
 * `temporary` when the name service is silent: no verdict is made of that.
 */
export async function judgeMail(flow: MailFlow, mail: ArrivingMail): Promise<JudgedMail | { kind: 'temporary' }> {
  const { services, world } = flow;
  const begun = performance.now();
  const authenticated =
    mail.own === undefined
      ? await authenticateMail(mail.raw, mail.client, world.names, services.config.smtp.name)
      : { kind: 'judged' as const, auth: mail.own };
  if (authenticated.kind === 'temporary') {
    return authenticated;
  }
  const { auth } = authenticated;
  const authMs = performance.now() - begun;
  const { facts, verdict, scanned, signature, cost } = await read(flow, mail, auth);
  const { spf, dkim, dmarc, arc } = auth;
  return {
    kind: 'judged',
    stored: {
      rawSha256: mail.sha256,
      size: mail.raw.length,
      receivedAt: services.clock.now(),
      returnPath: mail.client.sender,
      mail: facts,
      attachments: scanned.states,
      verdict,
      auth: { spf, dkim, dmarc, arc },
      ...(signature !== undefined && { signature }),
      external: !auth.own,
    },
    auth,
    quarantine: quarantineOf(verdict, auth),
    waiting: scanned.waiting,
    cost: { authMs, readMs: cost.read, judgeMs: cost.judge },
  };
}
