import type { MailSettings } from '@congvu/contracts';
import type { Services } from '../../../../platform/context.ts';
import type { ArrivedMessage } from '../../carrier.ts';
import { arrivalsOf, bytesOf, type Delivery, type Doubt, doubtSender, readPackage } from './judge-package.ts';
import type { OpenedEml } from './open-eml.ts';
import type { MailResolver, SenderProof } from './verify-sender.ts';
import { verifySender } from './verify-sender.ts';

export type Judged =
  | { verdict: 'taken'; messages: ArrivedMessage[] }
  /** Nothing is known yet: the name service did not answer. */
  | { verdict: 'later' }
  | ({ verdict: 'left' } & Doubt);

const NOT_OURS: Doubt = {
  code: 'carriers.mail_not_ours',
  reason: 'Gói tin trong thư không gửi cho cơ quan nào dùng hộp thư này. Trả lời nơi gửi nếu gửi nhầm.',
};
const UNREADABLE: Doubt = {
  code: 'carriers.mail_unreadable',
  reason: 'Tệp .edxml trong thư không đọc được hoặc không ghi nơi gửi. Đề nghị nơi gửi gửi lại.',
};

async function judgeFile(
  services: Services,
  file: Uint8Array,
  proof: Extract<SenderProof, { proven: true }>,
  rules: { delivery: Delivery; match: MailSettings['senderMatch'] },
): Promise<ArrivedMessage[] | Doubt> {
  const found = await readPackage(services, bytesOf(file));
  if (found === undefined) {
    return UNREADABLE;
  }
  const doubt = await doubtSender(services, found, { address: proof.address, match: rules.match });
  if (doubt !== undefined) {
    return doubt;
  }
  const messages = await arrivalsOf(services, found, rules.delivery);
  return messages.length === 0 ? NOT_OURS : messages;
}

/** All packages of the mail, or none: one that is doubtful makes a person look at the whole mail. */
export async function judgeMail(
  services: Services,
  mail: { raw: Buffer; opened: OpenedEml },
  rules: { resolver: MailResolver; delivery: Delivery; match: MailSettings['senderMatch'] },
): Promise<Judged> {
  const proof = await verifySender(mail.raw, rules.resolver);
  if (proof.proven === 'later') {
    return { verdict: 'later' };
  }
  if (!proof.proven) {
    return { verdict: 'left', code: proof.code, reason: proof.reason };
  }
  const messages: ArrivedMessage[] = [];
  for (const { bytes } of mail.opened.packages) {
    const judged = await judgeFile(services, bytes, proof, rules);
    if (!Array.isArray(judged)) {
      return { verdict: 'left', ...judged };
    }
    messages.push(...judged);
  }
  return messages.length === 0 ? { verdict: 'left', ...UNREADABLE } : { verdict: 'taken', messages };
}
