import type { MailSignature } from '@congvu/contracts';
import { revocationMark } from '#modules/certificates';
import type { Services } from '../../../../platform/context.ts';
import { judgeSignature } from './judge-signature.ts';
import { UNJUDGED } from './say-signature.ts';

/** What may still change: a signature that does not fit its mail never will, and nothing was judged of what is encrypted. */
const MAY_CHANGE: readonly MailSignature['state'][] = ['valid', 'partial', 'open'];

const KNOWN_LATER = 'Lúc thư đến, hệ thống chưa biết việc này và đã kết luận chữ ký hợp lệ.';

interface JudgedBefore {
  rawSha256: string;
  from: MailAddresses;
  receivedAt: Date;
  said: MailSignature;
  /** What was known when it was said; null: when it came. */
  mark: string | null;
}

type MailAddresses = readonly { name: string; address: string }[];

/**
 * The same signature at the same moment (when the mail came), by what is known today: a revocation or a loss that reaches back
 * before that moment counts, one after it does not. Undefined when nothing has been learnt since.
 */
export async function judgeSignatureAgain(
  services: Services,
  { rawSha256, from, receivedAt, said, mark: before }: JudgedBefore,
): Promise<{ signature: MailSignature; mark: string } | undefined> {
  if (!MAY_CHANGE.includes(said.state)) {
    return undefined;
  }
  const mark = await revocationMark(services.db);
  if (mark === before) {
    return undefined;
  }
  const raw = await services.blobs.readBytes(rawSha256);
  const judged = await judgeSignature(services, { raw, protection: 'signed', from, at: receivedAt });
  if (judged === undefined || judged === UNJUDGED) {
    return { signature: said, mark };
  }
  const isWorse = said.state !== 'open' && judged.state !== said.state;
  return { signature: isWorse ? { ...judged, reasons: [...judged.reasons, KNOWN_LATER] } : judged, mark };
}
