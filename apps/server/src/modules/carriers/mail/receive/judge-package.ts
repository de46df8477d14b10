import { createHash } from 'node:crypto';
import type { MailCarrierErrorCode, MailSettings } from '@congvu/contracts';
import type { EdxmlMessage } from '@congvu/edxml';
import { codeKey } from '#modules/addressbook';
import { findAgencyByCode } from '#modules/org';
import type { Services } from '../../../../platform/context.ts';
import type { ArrivedMessage } from '../../carrier.ts';
import { readEnvelope } from '../../read-envelope.ts';
import { resolveBodies } from '../../ways/resolve-bodies.ts';
import { addressKey, domainOf, isOfficial, officialAddresses } from '../official-address.ts';

/** A status is a kilobyte: it lives in the row. */
const IN_ROW_BYTES = 16 * 1024;

interface PackageBytes {
  sha256: string;
  size: number;
  /** Null when they lie in the blob store. */
  content: Buffer | null;
}

export interface Package extends PackageBytes {
  message: EdxmlMessage;
  senderCode: string;
}

/** What is in the file, when it is a message that says who sends it. */
export async function readPackage(services: Services, bytes: PackageBytes): Promise<Package | undefined> {
  const message = await readEnvelope(services, bytes);
  const senderCode = message?.from.agencyCode.trim() ?? '';
  return message === undefined || senderCode === '' ? undefined : { ...bytes, message, senderCode };
}

export function bytesOf(file: Uint8Array): PackageBytes {
  const content = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  return { sha256: createHash('sha256').update(content).digest('hex'), size: content.length, content };
}

export interface Doubt {
  code: MailCarrierErrorCode;
  reason: string;
}

/** Whether the address that signed the mail speaks for the agency that the package names; undefined when it does. */
export async function doubtSender(
  services: Services,
  { senderCode, message }: Package,
  sender: { address: string; match: MailSettings['senderMatch'] },
): Promise<Doubt | undefined> {
  const name = message.from.name ?? senderCode;
  if (!isOfficial(sender.address)) {
    return {
      code: 'carriers.mail_free',
      reason: `Thư gửi từ ${sender.address}, không phải hộp thư công vụ. Không nhận văn bản từ hộp thư miễn phí; đề nghị ${name} gửi lại từ thư công vụ.`,
    };
  }
  const official = (await officialAddresses(services.db, [senderCode])).get(codeKey(senderCode));
  if (official === undefined) {
    return {
      code: 'carriers.mail_sender_unknown',
      reason: `Sổ địa chỉ chưa có thư công vụ của ${name} (${senderCode}) nên không biết thư từ ${sender.address} có phải của cơ quan này không. Gọi điện xác minh, bổ sung địa chỉ rồi nhập gói tin từ tệp.`,
    };
  }
  const isSame =
    sender.match === 'domain'
      ? domainOf(official) === domainOf(sender.address)
      : addressKey(official) === addressKey(sender.address);
  return isSame
    ? undefined
    : {
        code: 'carriers.mail_sender_differs',
        reason: `Thư gửi từ ${sender.address} nhưng thư công vụ của ${name} (${senderCode}) trong sổ địa chỉ là ${official}. Có thể là giả mạo: gọi điện xác minh trước khi nhận.`,
      };
}

/** Codes a package is for: its addressees; of a status, the sender of the document it speaks of. */
function receiverCodes(message: EdxmlMessage): string[] {
  const codes =
    message.kind === 'document'
      ? message.to.map(({ agencyCode }) => agencyCode)
      : [message.responseTo.agencyCode ?? ''];
  return codes.map((code) => code.trim()).filter((code) => code !== '');
}

export interface Delivery {
  connectionId: string | null;
  /** Agencies of ours that may be delivered to. */
  served: ReadonlySet<string>;
  /** Why the sender is not proven; goes to quarantine then. */
  unproven?: string;
}

/**
 * One message for each of our agencies the package is for; the bytes are durable when this returns. The same package is the same
 * message, by whatever mail or file it comes.
 */
export async function arrivalsOf(services: Services, found: Package, delivery: Delivery): Promise<ArrivedMessage[]> {
  const { message, content, size, sha256, senderCode } = found;
  const codes = receiverCodes(message);
  const bodies = await resolveBodies(services.db, codes);
  const receivers = new Map<string, string>();
  for (const code of codes) {
    const agencyId = bodies.find(code).hosted?.agencyId;
    if (agencyId !== undefined && delivery.served.has(agencyId) && !receivers.has(agencyId)) {
      receivers.set(agencyId, code);
    }
  }
  const isInRow = message.kind === 'status' && size <= IN_ROW_BYTES;
  if (receivers.size > 0 && !isInRow && content !== null) {
    await services.blobs.put(content);
  }
  const senderAgencyId = (await findAgencyByCode(services.db, senderCode))?.id ?? null;
  return [...receivers].map(([agencyId, receiverCode]) => ({
    agencyId,
    carrier: 'mail',
    connectionId: delivery.connectionId,
    messageId: `${codeKey(senderCode)}/${sha256}`,
    kind: message.kind,
    senderAgencyId,
    senderCode,
    receiverCode,
    sha256,
    size,
    content: isInRow ? content : null,
    priority: 0,
    ...(delivery.unproven !== undefined && { unproven: delivery.unproven }),
  }));
}
