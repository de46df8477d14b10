import { findRecipient, hostedDomains, type Recipient } from '#modules/mail';
import type { Services } from '../../../platform/context.ts';
import { domainOf } from '../mailflow.flow.ts';
import { refusalOf, SmtpRefusal } from './smtp-reply.ts';

/** A mailbox of ours that this mail is for. */
export interface AcceptedRecipient {
  /** As the sender wrote it. */
  address: string;
  mailboxId: string;
  agencyId: string;
  /** The address of the mailbox itself. */
  boxAddress: string;
  /** Where a closed mailbox sends its mail on to. */
  forwardTo: string | undefined;
}

function unknown(): SmtpRefusal {
  return new SmtpRefusal(550, '5.1.1 No such mailbox');
}

export function acceptedOf(address: string, found: Recipient): AcceptedRecipient {
  return {
    address,
    mailboxId: found.mailboxId,
    agencyId: found.agencyId,
    boxAddress: found.address,
    forwardTo: found.state === 'forward' ? found.forwardTo : undefined,
  };
}

/**
 * Judged before a byte of the mail comes, so that nobody's refusal becomes a bounce to a forged sender.
 * @throws SmtpRefusal 550 5.1.1 · 550 5.1.6 · 552 5.2.2 · 554 5.7.1 for domains that are not received here
 */
export async function acceptRecipient(services: Services, address: string): Promise<AcceptedRecipient> {
  const found = await findRecipient(services.db, address);
  if (found === undefined) {
    const isHosted = (await hostedDomains(services.db)).includes(domainOf(address));
    throw isHosted ? unknown() : new SmtpRefusal(554, '5.7.1 Relay access denied');
  }
  if (found.state === 'refuse') {
    throw refusalOf(found.code ?? '550 5.1.1', found.text ?? 'No such mailbox');
  }
  return acceptedOf(address, found);
}
