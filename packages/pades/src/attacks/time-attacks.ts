import { type IssuedCertificate, OID, signatureTimestampAttribute } from '@congvu/pki';
import { issueTimestamp } from '@congvu/pki/authority';
import type { MadeAttack } from './cms-attacks.ts';
import { padesCms, sha256 } from './cms-parts.ts';
import { placeSignature } from './foreign-signature.ts';
import { attack, days, FIELD, stranger } from './pki-attacks.ts';
import { algorithmOf, type TestOffice } from './test-office.ts';

/** A timestamp that would carry the signature over the end of its certificate, from somebody who may not give one. */
function expiredWithTime(
  by: (office: TestOffice) => { signer: IssuedCertificate; chain: Uint8Array[] },
): MadeAttack['make'] {
  return (base, office) => {
    const person = office.person('Đã Hết Hạn', 'p-256', { notBefore: days(office, -300), notAfter: days(office, -30) });
    const { signer, chain } = by(office);
    const stamp = (signature: Uint8Array): Uint8Array => {
      const imprint = { hash: 'sha256' as const, digest: sha256(signature) };
      return issueTimestamp({ signer, chain, imprint, at: days(office, -60), policy: office.authority.policy });
    };
    const make = (content: Uint8Array): Uint8Array =>
      padesCms(content, {
        signer: person.issued,
        chain: [office.authority.issuing.certificate],
        algorithm: algorithmOf(person),
        unsigned: (signature) => [signatureTimestampAttribute(stamp(signature))],
      });
    return placeSignature(base, { field: FIELD, subFilter: 'ETSI.CAdES.detached', make });
  };
}

export const TIMES: MadeAttack[] = [
  attack(
    'timestamp-of-a-stranger',
    'Chứng thư đã hết hạn, dấu thời gian của nơi không tin cậy.',
    expiredWithTime((office) => {
      const other = stranger(office);
      return { signer: other.tsa, chain: [other.issuing.certificate] };
    }),
  ),
  attack(
    'timestamp-of-a-subscriber',
    'Chứng thư đã hết hạn, dấu thời gian do một thuê bao tự tạo.',
    expiredWithTime((office) => ({
      signer: office.person('Tự Đóng Dấu').issued,
      chain: [office.authority.issuing.certificate],
    })),
  ),
  attack(
    'timestamp-of-an-expired-authority',
    'Chứng thư đã hết hạn, dấu thời gian của máy chủ đã hết hạn trước đó.',
    expiredWithTime((office) => {
      const dates = { notBefore: days(office, -300), notAfter: days(office, -200) };
      const usage = { keyUsage: ['digitalSignature'] as const, extKeyUsage: [OID.timeStamping] };
      const old = office.person('Dấu thời gian cũ', 'p-256', { ...dates, ...usage });
      return { signer: old.issued, chain: [office.authority.issuing.certificate] };
    }),
  ),
];
