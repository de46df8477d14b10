import { signMail } from '../auth/sign-mail.ts';
import { signingKeys } from '../domains/signing-keys.ts';
import { behindFilter } from '../filter/reinject.ts';
import { domainOf, type MailFlow } from '../mailflow.flow.ts';
import { findMx } from './find-mx.ts';
import { type RecipientOutcome, ServerTrouble, type SmtpServer, sendOverSmtp } from './send-smtp.ts';
import { readSmarthost } from './smarthost.ts';
import { smtpAddress } from './smtp-place.ts';
import { allowsMx } from './sts-policy.ts';
import { headerFields, wireMessage } from './wire-message.ts';

export interface OutgoingLot {
  mailFrom: string;
  /** All of one domain. */
  recipients: string[];
  domain: string;
  raw: Buffer;
  isForward: boolean;
  /** Written for a mailbox on Dovecot: Postfix of the office carries it, to its own mailboxes and to others. */
  isThroughPostfix: boolean;
}

function all({ recipients }: OutgoingLot, outcome: RecipientOutcome): Map<string, RecipientOutcome> {
  return new Map(recipients.map((recipient) => [recipient, outcome]));
}

function later(reply: string): RecipientOutcome {
  return { kind: 'later', reply };
}

/** The domain that signs: that of the one in From. */
export function authorDomain(raw: Buffer): string {
  const from = headerFields(raw).find(({ name }) => name === 'from')?.text ?? '';
  return domainOf(/<([^<>]*)>\s*$/.exec(from.trim())?.[1] ?? from.trim());
}

function received({ services }: MailFlow): string {
  const at = services.clock.now().toUTCString().replace('GMT', '+0000');
  const { name } = services.config.smtp;
  return `Received: by ${name} (Cong Vu) with LMTP;\r\n\t${at}\r\n`;
}

/**
 * As it goes on the wire: signed with every key of the author's domain. What is sent on keeps the signatures it came with. Without a
 * key nothing leaves, except through a smarthost that signs itself.
 */
async function preparedMail(flow: MailFlow, lot: OutgoingLot, isThroughSmarthost: boolean): Promise<Buffer | string> {
  const trace = received(flow);
  if (lot.isForward) {
    return Buffer.concat([Buffer.from(trace), lot.raw]);
  }
  const wire = wireMessage(lot.raw);
  const domain = authorDomain(wire);
  const keys = await signingKeys(flow.services, domain);
  if (keys.length === 0 && !isThroughSmarthost) {
    return `Tên miền ${domain} chưa có khóa ký DKIM đang dùng. Quản trị khai ở Tên miền thư.`;
  }
  const signatures = await signMail(wire, keys, flow.services.clock.now());
  return Buffer.concat([Buffer.from(`${signatures}${trace}`), wire]);
}

/** Servers that may be tried, best first; text when there is none. */
async function serversFor(flow: MailFlow, domain: string): Promise<SmtpServer[] | RecipientOutcome> {
  const { world, services } = flow;
  const answer = await findMx(world.names, domain);
  if (answer.kind === 'nowhere') {
    return { kind: 'never', reply: `5.1.2 ${answer.reason}` };
  }
  if (answer.kind === 'unknown') {
    return later('4.4.3 Máy chủ tên miền (DNS) chưa trả lời.');
  }
  const policy = await world.sts(domain);
  const servers: SmtpServer[] = [];
  for (const host of answer.hosts) {
    const { allowed, strict } = allowsMx(policy, host);
    const address = allowed
      ? await smtpAddress(services.config, world.names, host, world.smtpPort).catch(() => undefined)
      : undefined;
    if (address !== undefined) {
      servers.push({ host, address, port: world.smtpPort, strict, tlsFromStart: false });
    }
  }
  return servers.length === 0
    ? later(`4.4.4 Không có máy chủ nhận thư nào của ${domain} dùng được (địa chỉ, hoặc chính sách MTA-STS).`)
    : servers;
}

/** Hands mail for one domain to the first server that speaks of the mail itself; the others are for when a server is at fault. */
export async function sendOut(flow: MailFlow, lot: OutgoingLot): Promise<Map<string, RecipientOutcome>> {
  const smarthost = lot.isThroughPostfix ? behindFilter(flow) : await readSmarthost(flow);
  const mail = await preparedMail(flow, lot, flow.services.config.smtp.smarthost !== undefined);
  if (typeof mail === 'string') {
    return all(lot, later(mail));
  }
  const servers = smarthost === undefined ? await serversFor(flow, lot.domain) : [smarthost];
  if (!Array.isArray(servers)) {
    return all(lot, servers);
  }
  let trouble = '';
  for (const server of servers) {
    try {
      return await sendOverSmtp(
        server,
        { from: lot.mailFrom, to: lot.recipients },
        mail,
        flow.services.config.smtp.name,
      );
    } catch (error) {
      if (!(error instanceof ServerTrouble)) {
        throw error;
      }
      trouble = error.message;
    }
  }
  return all(lot, later(`4.4.1 ${trouble}`));
}
