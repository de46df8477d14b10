import { record } from '#modules/audit';
import { command } from '../../../platform/context.ts';
import { rawQuery } from '../../../platform/sql.ts';
import type { MailAuth } from '../auth/mail-auth.ts';
import type { AcceptedRecipient } from '../intake/recipients.ts';
import { type Arrival, storeJudged } from '../intake/take-in.ts';
import type { JudgedMail } from '../judge/judge-mail.ts';
import { type MailFlow, mailContext } from '../mailflow.flow.ts';
import { idOfBytes } from '../outbound/queue-out.ts';
import type { RecipientOutcome } from '../outbound/send-smtp.ts';
import type { FilteredMail, FilterRecipient } from './filtered-mail.ts';
import { beginPassages, noteHeld, notePassed } from './passage.store.ts';
import { refusalOfOutcomes, reinject } from './reinject.ts';
import { withoutForeignFields } from './verified-headers.ts';

/** What is known of a mail; `judged` is left out when no receiver is of this office. */
export interface Weighed {
  judged: JudgedMail | undefined;
  auth: MailAuth;
  /** Whose row it is when no receiver is of this office. */
  agencyId: string;
}

type Where = 'for' | 'lies';

/** The mailboxes of this office: the one a mail is for, or the one it comes to lie in. */
function copiesOf(recipients: readonly FilterRecipient[], where: Where): AcceptedRecipient[] {
  return recipients.flatMap(({ address, box }) => {
    const place = where === 'for' ? box : box?.lies;
    return box === undefined || place === undefined
      ? []
      : [
          {
            address,
            mailboxId: place.mailboxId,
            agencyId: place.agencyId,
            boxAddress: box.address,
            forwardTo: undefined,
          },
        ];
  });
}

function arrivalOf(mail: FilteredMail, recipients: AcceptedRecipient[]): Arrival {
  const { raw, sha256, client, secure } = mail;
  return { raw, sha256, source: 'filter', client, secure, recipients };
}

/** Kept from the receivers, in the quarantine of their mailboxes, with its bytes. */
export async function hold(
  flow: MailFlow,
  mail: FilteredMail,
  { judged, agencyId }: Weighed & { judged: JudgedMail },
  recipients: readonly FilterRecipient[],
): Promise<void> {
  const { services } = flow;
  const raw = withoutForeignFields(mail.raw, services.config.smtp.name);
  const kept = await services.blobs.put(raw);
  const stored = { ...judged.stored, rawSha256: kept.sha256, size: raw.length };
  await command(mailContext(services, mail.client.ip), async (tx) => {
    await storeJudged(tx, flow, arrivalOf(mail, copiesOf(recipients, 'for')), { ...judged, stored });
    const noted = { recipients, ownAgencyId: agencyId, at: services.clock.now() };
    await noteHeld(tx, mail, { ...noted, messageSha256: kept.sha256 });
    return null;
  });
}

/** A report about our domains is read later, from its bytes. */
async function keepReport(flow: MailFlow, mail: FilteredMail, copies: readonly AcceptedRecipient[]): Promise<void> {
  const addresses = copies.flatMap(({ address, boxAddress }) => [address.toLowerCase(), boxAddress]);
  const { db, blobs } = flow.services;
  const known = await rawQuery(db, 'select 1 from mailflow_domain where report_address = any ($1) limit 1', [
    addresses,
  ]);
  if (known.length > 0) {
    await blobs.put(mail.raw);
  }
}

/** `deliver` asks for the bytes of what lies here; these lie in Dovecot, and are kept there alone. */
function bytesElsewhere(flow: MailFlow): MailFlow {
  const { blobs } = flow.services;
  return { ...flow, services: { ...flow.services, blobs: { ...blobs, has: () => true } } };
}

async function notePassage(
  flow: MailFlow,
  mail: FilteredMail,
  { judged, agencyId }: Weighed,
  recipients: readonly FilterRecipient[],
): Promise<void> {
  const { services } = flow;
  const context = mailContext(services, mail.client.ip);
  const copies = copiesOf(recipients, 'lies');
  await keepReport(flow, mail, copies);
  await command(context, async (tx) => {
    if (judged !== undefined && copies.length > 0) {
      const shown = { ...judged, quarantine: undefined };
      await storeJudged(tx, bytesElsewhere(flow), arrivalOf(mail, copies), shown);
    }
    const noted = { recipients, ownAgencyId: agencyId, at: services.clock.now() };
    await notePassed(tx, mail, { ...noted, messageSha256: judged?.stored.rawSha256 ?? '' });
    await record(tx, context, {
      action: 'mailflow.handed_on',
      agencyId,
      objectKind: 'mail_message',
      objectId: idOfBytes(mail.sha256),
      detail: { queueId: mail.queueId, recipients: recipients.length },
    });
    return null;
  });
}

/**
 * Back to Postfix, then on record with whose mailbox it went to. Whoever waits hears 250 after both; cut off in between it comes again
 * and is recognised by what is on record, unless the cut fell between the two (SMTP cannot tell then, RFC 1047): once too often rather
 * than not at all.
 * @throws SmtpRefusal
 */
export async function handOn(
  flow: MailFlow,
  mail: FilteredMail,
  weighed: Weighed,
  given: { recipients: readonly FilterRecipient[]; bytes: Buffer },
): Promise<void> {
  const { recipients, bytes } = given;
  const noted = { recipients, ownAgencyId: weighed.agencyId, at: flow.services.clock.now() };
  await beginPassages(flow.services.db, mail, noted);
  const to = recipients.filter(({ isThere }) => isThere !== true).map(({ address }) => address);
  const outcomes =
    to.length === 0
      ? new Map<string, RecipientOutcome>()
      : await reinject(flow, { from: mail.client.sender, to }, bytes);
  const passed = recipients.filter(({ address, isThere }) => isThere || outcomes.get(address)?.kind === 'sent');
  if (passed.length > 0) {
    await notePassage(flow, mail, weighed, passed);
  }
  const refusal = refusalOfOutcomes(outcomes.values());
  if (refusal !== undefined) {
    throw refusal;
  }
}
