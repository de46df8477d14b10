import { createHash } from 'node:crypto';
import { findDovecotSender, noteUse } from '#modules/mail';
import { noteProgramUse } from '#modules/webmail';
import { ownAuth } from '../auth/authenticate-mail.ts';
import { signMail } from '../auth/sign-mail.ts';
import { signingKeys } from '../domains/signing-keys.ts';
import { NO_ANTIVIRUS, SmtpRefusal } from '../intake/smtp-reply.ts';
import { checked, guarded } from '../intake/submit-mail.ts';
import { judgeMail } from '../judge/judge-mail.ts';
import { domainOf, type MailFlow, mailContext } from '../mailflow.flow.ts';
import { authorDomain } from '../outbound/send-out.ts';
import { headerEnd, headerFields } from '../outbound/wire-message.ts';
import { openRecipients } from './filter-outside.ts';
import type { FilteredMail, FilterRecipient } from './filtered-mail.ts';
import { handOn, hold, type Weighed } from './hand-on.ts';
import { withFindings } from './verified-headers.ts';

const TRACES: ReadonlySet<string> = new Set(['x-originating-ip', 'user-agent', 'x-mailer']);

/** Where in the network our people sit is nobody's business: the line of the server they signed in to, and what names their program. */
function withoutTraces(raw: Buffer): Buffer {
  const kept = headerFields(raw).filter(
    ({ name, text }) => !(TRACES.has(name) || (name === 'received' && /\swith\s+E?SMTPSA\s/.test(text))),
  );
  return Buffer.concat([Buffer.from(kept.map(({ text }) => text).join(''), 'latin1'), raw.subarray(headerEnd(raw))]);
}

/** Before it leaves the office it is signed with every key of its author's domain, like what our pages send. */
async function signatures(flow: MailFlow, wire: Buffer, leaves: boolean): Promise<string> {
  const { services } = flow;
  const domain = authorDomain(wire);
  const keys = await signingKeys(services, domain);
  if (leaves && keys.length === 0 && services.config.smtp.smarthost === undefined) {
    throw new SmtpRefusal(451, `4.7.5 ${domain} has no active DKIM key; ask the administrator (Tên miền thư)`);
  }
  return signMail(wire, keys, services.clock.now());
}

/** Our own people are judged, too: a stolen password sends forged mail from within. */
async function weigh(flow: MailFlow, mail: FilteredMail, agencyId: string): Promise<Weighed> {
  const auth = ownAuth(domainOf(mail.client.sender));
  const inside = mail.recipients.flatMap(({ box }) => box?.mailboxId ?? []);
  const judged =
    inside.length === 0
      ? undefined
      : await judgeMail(flow, {
          raw: mail.raw,
          sha256: mail.sha256,
          client: mail.client,
          own: auth,
          mailboxIds: inside,
        });
  if (judged?.kind === 'temporary' || judged?.waiting === true) {
    throw new SmtpRefusal(451, NO_ANTIVIRUS);
  }
  return { judged, auth, agencyId };
}

async function handOver(flow: MailFlow, mail: FilteredMail, weighed: Weighed, open: FilterRecipient[]): Promise<void> {
  const { judged, auth } = weighed;
  const leaves = open.some(({ box }) => box?.lies === undefined);
  const signed = await signatures(flow, mail.raw, leaves);
  const isHeld = judged?.quarantine !== undefined;
  const inside = open.filter(({ box }) => box !== undefined);
  const going = isHeld ? open.filter(({ box }) => box === undefined) : open;
  if (judged !== undefined && isHeld && inside.length > 0) {
    await hold(flow, mail, { ...weighed, judged }, inside);
  }
  if (going.length > 0) {
    const found = { sha256: mail.sha256, sender: mail.client.sender, auth, verdict: judged?.stored.verdict };
    // Signed is what stands below: fields of ours come on top of it.
    const wire = Buffer.concat([Buffer.from(signed), mail.raw]);
    const bytes = withFindings(wire, found, { ownName: flow.services.config.smtp.name, subjectTag: '' });
    await handOn(flow, mail, weighed, { recipients: going, bytes });
  }
}

/**
 * A mail of our signed-in people (Postfix has bound the sender to the sign-in) while their program waits: under the rules of the page,
 * signed, back to Postfix. What is refused is said to the program at once.
 * @throws SmtpRefusal
 */
export async function filterSubmitted(flow: MailFlow, handed: FilteredMail): Promise<void> {
  const { services } = flow;
  const from = handed.client.sender.toLowerCase();
  const sender = await findDovecotSender(services.db, from);
  if (sender === undefined) {
    throw new SmtpRefusal(553, '5.7.1 Sender address is not of a mailbox that may send');
  }
  const raw = checked(flow, withoutTraces(handed.raw), sender, from);
  const mail = { ...handed, raw, sha256: createHash('sha256').update(raw).digest('hex') };
  const open = await openRecipients(flow, mail);
  if (open.length === 0) {
    return;
  }
  const { agencyId, mailboxId } = sender;
  const program = await guarded(
    flow,
    mailContext(services, mail.client.ip),
    // Of a mailbox of a unit Postfix does not say who signed in: the mailbox answers for itself.
    { agencyId, mailboxId, personId: sender.personId ?? mailboxId },
    {
      wire: raw,
      raw: { sha256: mail.sha256, size: raw.length },
      from,
      recipients: mail.recipients.map(({ address }) => address.toLowerCase()),
    },
  );
  await handOver(flow, mail, await weigh(flow, mail, agencyId), open);
  await services.db.transaction().execute(async (tx) => {
    await noteUse(tx, mailboxId, 'sent', services.clock.now());
    await noteProgramUse(tx, mailContext(services, mail.client.ip), program);
  });
}
