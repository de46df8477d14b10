import { generateKeyPairSync } from 'node:crypto';
import { OID, signatureTimestampAttribute } from '@congvu/pki';
import { setCatalog } from '../fields/form.ts';
import {
  attribute,
  type CmsPlan,
  edwardsCms,
  mergeSigners,
  octets,
  oid,
  padesCms,
  plainCms,
  sha256,
} from './cms-parts.ts';
import { type ForeignSignature, placeSignature } from './foreign-signature.ts';
import { append, NotForgeable, overwrite, rootOf, withForgedContent } from './forge.ts';
import type { Forgery } from './forgery.ts';

import { placeOfValue, setValue, valueDigits } from './signature-value.ts';
import { CHANGED, type Expected } from './specimen.ts';
import { algorithmOf, type Person, type TestOffice } from './test-office.ts';

/** A CMS that says more, or other things, than its bytes hold; made with a key of its own. */
export interface MadeAttack {
  family: 'cms' | 'pki';
  variant: string;
  text: string;
  expected: Expected;
  make(base: Uint8Array, office: TestOffice): Promise<Uint8Array> | Uint8Array;
}

/** The bytes may be whole: it is the signature that proves nothing. */
export const NOT_VALID: Expected = {
  verdict: ['invalid', 'indeterminate'],
  integrity: ['whole', 'extended_as_permitted'],
  intact: true,
};
const NOT_INTACT: Expected = { ...CHANGED, integrity: ['broken', 'changed_after_signing'] };
const UNDECIDED: Expected = { verdict: ['indeterminate'], integrity: ['whole'], intact: true };

function partsOf(person: Person, office: TestOffice): CmsPlan {
  return {
    signer: person.issued,
    chain: [office.authority.issuing.certificate],
    algorithm: algorithmOf(person),
  };
}

type Make = (content: Uint8Array, plan: CmsPlan, office: TestOffice) => Uint8Array;

function made(
  variant: string,
  text: string,
  expected: Expected,
  make: Make,
  more: Partial<ForeignSignature> & { kind?: 'rsa-2048' } = {},
): MadeAttack {
  const { kind, ...place } = more;
  return {
    family: 'cms',
    variant,
    text,
    expected,
    make(base, office) {
      const plan = partsOf(office.person('Sùng A Chứ', kind ?? 'p-256'), office);
      return placeSignature(base, {
        field: 'Ky',
        subFilter: 'ETSI.CAdES.detached',
        make: (content) => make(content, plan, office),
        ...place,
      });
    },
  };
}

const OTHER = Buffer.from('%PDF-1.7 (So tien: 100.000 dong)');
const DETACHED = { subFilter: 'adbe.pkcs7.detached' };

export const MADE_CMS: MadeAttack[] = [
  made('other-digest', 'Mã băm được ký là của văn bản khác.', NOT_INTACT, (content, plan) =>
    padesCms(content, { ...plan, digest: sha256(OTHER) }),
  ),
  made(
    'inner-content',
    'CMS mang theo nội dung của văn bản khác (eContent).',
    NOT_INTACT,
    (_, plan) => plainCms(OTHER, { ...plan, content: OTHER }),
    DETACHED,
  ),
  made('inner-content-cades', 'Như trên, theo cách ký CAdES.', NOT_INTACT, (_, plan) =>
    plainCms(OTHER, { ...plan, content: OTHER }),
  ),
  made(
    'inner-content-and-digest',
    'CMS mang nội dung khác nhưng mã băm của văn bản này.',
    NOT_INTACT,
    (content, plan) => plainCms(content, { ...plan, content: OTHER, contentDigest: sha256(content) }),
    DETACHED,
  ),
  made(
    'sha1-inner',
    'adbe.pkcs7.sha1 với mã băm của văn bản khác.',
    NOT_INTACT,
    (_, plan) => plainCms(Buffer.alloc(20, 7), { ...plan, content: Buffer.alloc(20, 7) }),
    { subFilter: 'adbe.pkcs7.sha1' },
  ),
  made(
    'no-signed-attributes',
    'CAdES không có thuộc tính được ký.',
    { ...NOT_INTACT, intact: false },
    (content, plan) => plainCms(content, { ...plan, attributes: 'none' }),
  ),
  made('not-bound', 'CAdES không gắn với chứng thư (thiếu signing-certificate).', NOT_VALID, (content, plan) =>
    plainCms(content, plan),
  ),
  made(
    'digest-twice',
    'Hai mã băm trong một chữ ký.',
    NOT_INTACT,
    (content, plan) =>
      plainCms(content, { ...plan, attributes: [attribute(OID.messageDigest, octets(sha256(OTHER)))] }),
    DETACHED,
  ),
  made(
    'two-digest-values',
    'Một thuộc tính mã băm có hai giá trị.',
    NOT_INTACT,
    (content, plan) =>
      plainCms(content, {
        ...plan,
        attributes: [attribute(OID.messageDigest, octets(sha256(content)), octets(sha256(OTHER)))],
      }),
    DETACHED,
  ),
  made('two-signers', 'Hai người ký trong một chữ ký.', NOT_INTACT, (content, plan, office) => {
    const other = partsOf(office.person('Kẻ Lạ'), office);
    return mergeSigners(padesCms(content, plan), padesCms(content, other));
  }),
  made('certificate-swapped', 'Chứng thư của người khác thay cho của người ký.', NOT_INTACT, (content, plan, office) =>
    padesCms(content, { ...plan, certificate: office.person('Chủ Tịch Thật').issued.certificate }),
  ),
  made('same-key-other-name', 'Chứng thư khác tên của cùng một khóa.', NOT_INTACT, (content, plan, office) => {
    const { privateKey, publicKey } = plan.signer;
    const alias = office.person('Chủ Tịch Thật', 'p-256', { keys: { privateKey, publicKey } });
    return padesCms(content, { ...plan, certificate: alias.issued.certificate });
  }),
  made(
    'content-type',
    'Kiểu nội dung được ký không phải dữ liệu.',
    NOT_INTACT,
    (content, plan) => plainCms(content, { ...plan, attributes: [attribute(OID.contentType, oid(OID.tstInfo))] }),
    DETACHED,
  ),
  made('padding-junk', 'Dữ liệu lạ sau CMS, trong phần đệm.', NOT_INTACT, (content, plan) => padesCms(content, plan), {
    junk: 'deadbeef',
  }),
  made('type-mismatch', 'Chữ ký tự nhận là dấu thời gian.', NOT_INTACT, (content, plan) => padesCms(content, plan), {
    type: 'DocTimeStamp',
  }),
  made('empty-cms', 'CMS không có người ký.', NOT_INTACT, () => Buffer.from('3000', 'hex')),
  made('not-cms', 'Giá trị chữ ký không phải CMS.', NOT_INTACT, () => Buffer.from('Evil')),
  made('ed448', 'Khóa Ed448, không kiểm được theo quy định.', UNDECIDED, (content, _, office) => {
    const keys = generateKeyPairSync('ed448');
    const issued = office.authority.issue({ subject: [{ oid: OID.commonName, value: 'Khóa Lạ' }], keys });
    return edwardsCms(content, issued, [office.authority.issuing.certificate]);
  }),
  {
    family: 'cms',
    variant: 'timestamp-swapped',
    text: 'Dấu thời gian của chữ ký khác gắn vào chữ ký này.',
    expected: NOT_INTACT,
    async make(base, office) {
      const plan = partsOf(office.person('Sùng A Chứ'), office);
      const { token } = await office.tsa.stamp(sha256(OTHER));
      const unsigned = (): Uint8Array[] => [signatureTimestampAttribute(token)];
      return placeSignature(base, {
        field: 'Ky',
        subFilter: 'ETSI.CAdES.detached',
        make: (content) => padesCms(content, { ...plan, unsigned }),
      });
    },
  },
  {
    family: 'cms',
    variant: 'document-timestamp-of-another',
    text: 'Dấu thời gian văn bản lấy từ tệp khác.',
    expected: NOT_INTACT,
    async make(base, office) {
      const signed = await office.sign(base, office.person('Sùng A Chứ'), { field: 'Ky' });
      const { token } = await office.tsa.stamp(sha256(OTHER));
      return placeSignature(signed, {
        field: 'DauThoiGian9',
        subFilter: 'ETSI.RFC3161',
        type: 'DocTimeStamp',
        make: () => token,
      });
    },
  },
];

function keyless(variant: string, text: string, build: Forgery['build']): Forgery {
  return { family: 'cms', variant, text, build };
}

/** The last document timestamp; its value is the last of the file. */
function assertTimestampLast(pdf: Uint8Array): void {
  const { start } = placeOfValue(pdf);
  const bytes = Buffer.from(pdf);
  const from = bytes.lastIndexOf(' 0 obj', start, 'latin1');
  if (!bytes.subarray(from, start).includes('ETSI.RFC3161')) {
    throw new NotForgeable('no document timestamp at the end');
  }
}

/** Changes of the value of the last signature, or of what proves it, that need no key. */
export const KEYLESS_CMS: Forgery[] = [
  keyless('value-of-the-first', 'Giá trị của chữ ký đầu chép sang chữ ký cuối.', (pdf) => {
    const values = [
      ...Buffer.from(pdf)
        .toString('latin1')
        .matchAll(/\/Contents\s*<([0-9a-fA-F]{64,})>/g),
    ];
    const first = values[0]?.[1];
    if (first === undefined || values.length < 2) {
      throw new NotForgeable('one signature');
    }
    const bytes = Buffer.from(first, 'hex');
    const length = bytes[1] === 0x82 ? bytes.readUInt16BE(2) + 4 : bytes.length;
    const { start, end } = placeOfValue(pdf);
    return setValue(pdf, `<${first.slice(0, length * 2).padEnd(end - start - 2, '0')}>`);
  }),
  keyless('value-cut', 'Giá trị chữ ký bị cắt cụt.', (pdf) => {
    const digits = valueDigits(pdf);
    const { start, end } = placeOfValue(pdf);
    return overwrite(
      pdf,
      start,
      `<${digits.slice(0, digits.length / 2 - ((digits.length / 2) % 2)).padEnd(end - start - 2, '0')}>`,
    );
  }),
  keyless('evidence-removed', 'Chứng cứ (DSS) bị gỡ khỏi tệp.', (pdf) =>
    append(pdf, (revision, file) => {
      if (!rootOf(file).dict.entries.has('DSS')) {
        throw new NotForgeable('no DSS');
      }
      setCatalog(file, revision, { DSS: null });
    }),
  ),
  keyless('timestamp-copied', 'Dấu thời gian văn bản được chép thành một dấu nữa, nội dung trang 1 bị thay.', (pdf) => {
    assertTimestampLast(pdf);
    const digits = valueDigits(pdf);
    return placeSignature(withForgedContent(pdf), {
      field: 'DauThoiGian9',
      subFilter: 'ETSI.RFC3161',
      type: 'DocTimeStamp',
      make: () => Buffer.from(digits, 'hex'),
    });
  }),
  keyless('timestamp-duplicated', 'Dấu thời gian văn bản được chép thành một dấu nữa.', (pdf) => {
    assertTimestampLast(pdf);
    const digits = valueDigits(pdf);
    return placeSignature(pdf, {
      field: 'DauThoiGian9',
      subFilter: 'ETSI.RFC3161',
      type: 'DocTimeStamp',
      make: () => Buffer.from(digits, 'hex'),
    });
  }),
];
