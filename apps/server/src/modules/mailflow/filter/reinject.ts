import { SmtpRefusal } from '../intake/smtp-reply.ts';
import type { MailFlow } from '../mailflow.flow.ts';
import {
  type Envelope,
  type RecipientOutcome,
  ServerTrouble,
  type SmtpServer,
  sendOverSmtp,
} from '../outbound/send-smtp.ts';

/** Where Postfix takes mail that has been judged, or that we write ourselves. */
export function behindFilter({ services }: MailFlow): SmtpServer {
  const { host, port } = services.config.smtp.filter.reinject;
  return { host, address: host, port, strict: false, tlsFromStart: false };
}

/**
 * Back to Postfix, behind the filter: what it answers 250 to is in its queue.
 * @throws SmtpRefusal 451 when it does not answer: whoever waits keeps the mail
 */
export async function reinject(
  flow: MailFlow,
  envelope: Envelope,
  raw: Buffer,
): Promise<Map<string, RecipientOutcome>> {
  try {
    return await sendOverSmtp(behindFilter(flow), envelope, raw, flow.services.config.smtp.name);
  } catch (error) {
    if (error instanceof ServerTrouble) {
      throw new SmtpRefusal(451, '4.4.1 The mail server behind the filter does not answer', { cause: error });
    }
    throw error;
  }
}

/** What the sender is told of receivers that Postfix did not take back. */
export function refusalOfOutcomes(outcomes: Iterable<RecipientOutcome>): SmtpRefusal | undefined {
  const bad = [...outcomes].filter(({ kind }) => kind !== 'sent');
  const [first] = bad;
  if (first === undefined) {
    return undefined;
  }
  const text = first.reply.replace(/^\d{3}[ -]/, '');
  return bad.every(({ kind }) => kind === 'never')
    ? new SmtpRefusal(554, `5.0.0 Refused behind the filter: ${text}`)
    : new SmtpRefusal(451, `4.0.0 Not taken back behind the filter: ${text}`);
}
