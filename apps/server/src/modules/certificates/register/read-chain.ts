import { type Certificate, displayName, isSelfIssued, nameValue, OID, publicKeyOf } from '@congvu/pki';
import { invalid } from '../../../platform/errors.ts';
import { isMadeBy, isProven, readPasted } from '../trust/read-certificate.ts';

export interface Chain {
  leaf: Certificate;
  /** From the issuer upwards, without the root. */
  above: Certificate[];
}

/** The certificates in the order in which each is issued by the next; whatever belongs to another chain is left out. */
function order(leaf: Certificate, rest: readonly Certificate[]): Certificate[] {
  const above: Certificate[] = [];
  let current = leaf;
  for (let step = 0; step < rest.length; step += 1) {
    const issuer = rest.find((candidate) => !above.includes(candidate) && isMadeBy(current, candidate));
    if (issuer === undefined || isSelfIssued(issuer)) {
      return above;
    }
    above.push(issuer);
    current = issuer;
  }
  return above;
}

/** Circular 15/2025: RSA from 2048 bits, curves from 256. */
function isStrong(leaf: Certificate): boolean {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = publicKeyOf(leaf);
  return type === 'ec'
    ? details?.namedCurve === 'prime256v1' || details?.namedCurve === 'secp384r1' || details?.namedCurve === 'secp521r1'
    : (type === 'rsa' || type === 'rsa-pss') && (details?.modulusLength ?? 0) >= 2048;
}

/** The leaf first, as people export it, then those above in any order. @throws AppError `certificates.unreadable` · `certificates.usage` */
export function readChain(pasted: readonly string[]): Chain {
  const [leaf, ...rest] = pasted.map((text, index) => readPasted(text, `chain.${index}`));
  if (leaf === undefined) {
    throw invalid('certificates.unreadable', 'Chưa có chứng thư số nào.');
  }
  if (leaf.extensions.basicConstraints?.ca === true) {
    throw invalid(
      'certificates.usage',
      'Chứng thư đầu tiên là của nơi cấp, không phải của người ký. Đưa chứng thư của người ký lên đầu.',
      [{ path: 'chain.0', message: 'Đây là chứng thư của nơi cấp.' }],
    );
  }
  if (!isProven(() => isStrong(leaf))) {
    throw invalid(
      'certificates.usage',
      'Khóa của chứng thư này quá yếu hoặc thuộc loại không được công nhận (cần RSA từ 2048 bit hoặc ECDSA từ 256 bit).',
      [{ path: 'chain.0', message: 'Khóa yếu hoặc không được công nhận.' }],
    );
  }
  return { leaf, above: order(leaf, rest) };
}

/** Whom the certificate names, NFC. */
export function namesOf(leaf: Certificate): { subject: string; organisation: string } {
  return {
    subject: displayName(leaf.subject).normalize('NFC'),
    organisation: (nameValue(leaf.subject, OID.organization) ?? '').normalize('NFC'),
  };
}
