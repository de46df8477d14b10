import { type KeyKind, OID, type SigningAlgorithm } from '@congvu/pki';
import { completeSignature } from '../sign/complete.ts';
import type { SignatureLevel } from '../sign/plan.ts';
import { prepareSignature } from '../sign/prepare.ts';
import { attribute, indefinite, padesCms, plainCms, utcTime } from './cms-parts.ts';
import { placeSignature } from './foreign-signature.ts';
import { type GenuineMaterials, genuine, PLACE } from './genuine-materials.ts';
import { permittedFiles } from './genuine-permitted.ts';
import { reshape, SHAPES } from './reshape.ts';
import { DIGITS, HAND_PICTURE, SEAL_PICTURE, withFields } from './sample-letter.ts';
import type { Specimen } from './specimen.ts';
import { algorithmOf, type Person, signatureBy } from './test-office.ts';

const KEYS: readonly [KeyKind, SigningAlgorithm][] = [
  ['rsa-2048', 'RSA-PKCS1-SHA256'],
  ['rsa-2048', 'RSA-PSS-SHA256'],
  ['rsa-3072', 'RSA-PKCS1-SHA256'],
  ['rsa-4096', 'RSA-PKCS1-SHA256'],
  ['p-256', 'ECDSA-SHA256'],
  ['p-384', 'ECDSA-SHA256'],
];

const NAMES = ['Nguyễn Thị Đường', 'Lò Văn Ổn', 'Vừ Mí Kẻ', 'Hoàng Ngọc Yến', 'Đỗ Hữu Thưởng', 'Ỷ Thị Sến'];
const LEVELS: readonly Exclude<SignatureLevel, 'B'>[] = ['T', 'LT', 'LTA'];

/** Every level with every key on every shape. */
async function* levels({ office, letter, shapes }: GenuineMaterials): AsyncGenerator<Specimen> {
  const people = new Map(KEYS.map(([kind], index) => [kind, office.person(NAMES[index] ?? '', kind)]));
  const inputs = new Map([...SHAPES.map((shape) => [shape, reshape(letter.pdf, shape)] as const), ...shapes]);
  for (const [shape, base] of inputs) {
    for (const [kind, algorithm] of KEYS) {
      const by = people.get(kind) ?? office.person('Người Ký', kind);
      const key = `${kind}${algorithm === 'RSA-PSS-SHA256' ? '-pss' : ''}`;
      const name = (level: string): string => `${level.toLowerCase()}-${key}-${shape}`;
      const text = (level: string): string => `Mức ${level}, khóa ${key}, tệp dạng ${shape}.`;
      const plan = { field: 'KyNguoi1', ...PLACE, algorithm, appearance: { image: HAND_PICTURE } };
      yield genuine('levels', name('B'), text('B'), await office.sign(base, by, plan));
      let pdf = await office.sign(base, by, { ...plan, level: 'T' });
      for (const level of LEVELS) {
        pdf = level === 'T' ? pdf : await office.raise(pdf, level);
        yield genuine('levels', name(level), text(level), pdf);
      }
    }
  }
}

/** Two and three signatures one after another, with and without evidence between them. */
async function* stacked({ office, letter }: GenuineMaterials): AsyncGenerator<Specimen> {
  const people = NAMES.map((name, index) => office.person(name, index % 2 === 0 ? 'p-256' : 'rsa-2048'));
  for (const shape of SHAPES) {
    let pdf = reshape(letter.pdf, shape);
    for (const [index, by] of people.slice(0, 4).entries()) {
      const rect = { x: 60 + index * 110, y: 60, width: 100, height: 50 };
      const plan = { field: `Ky${index + 1}`, page: 1, rect, appearance: { image: HAND_PICTURE } };
      pdf = await office.sign(pdf, by, { ...plan, level: index === 1 ? 'T' : 'B' });
      if (index > 0) {
        yield genuine(
          'stacked',
          `stacked-${index + 1}-${shape}`,
          `${index + 1} chữ ký nối tiếp, tệp dạng ${shape}.`,
          pdf,
        );
      }
    }
    const archived = await office.raise(pdf, 'LTA');
    yield genuine('stacked', `stacked-archived-${shape}`, `Bốn chữ ký, lưu trữ (LTA), tệp dạng ${shape}.`, archived);
    const after = await office.sign(await office.raise(pdf, 'LT'), people[4] ?? office.person('Ký Sau'), {
      field: 'KySau',
    });
    yield genuine('stacked', `stacked-after-evidence-${shape}`, 'Ký thêm sau khi đã có chứng cứ trong tệp.', after);
  }
}

/** What an office does: the person signs and certifies, the clerk numbers and seals, evidence and archive follow. */
async function* officeLetters({ office, letter }: GenuineMaterials): AsyncGenerator<Specimen> {
  const person = office.person('Lò Thị Mai', 'rsa-2048');
  const seal = office.person('Ủy ban nhân dân huyện Tam Đường', 'rsa-3072');
  const [personal, organisation] = letter.fields.signatures.map(({ name }) => name);
  for (const shape of SHAPES) {
    const base = withFields({ ...letter, pdf: reshape(letter.pdf, shape) });
    const signed = await office.sign(base, person, {
      field: personal ?? 'KyNguoi1',
      docMDP: 2,
      level: 'T',
      reason: 'Ký ban hành (bản chính)',
      location: 'Tam Đường',
      appearance: { image: HAND_PICTURE },
    });
    yield genuine('office', `personal-${shape}`, `Người ký chứng nhận (P=2), chờ số, tệp dạng ${shape}.`, signed);
    const sealed = await office.sign(signed, seal, {
      field: organisation ?? 'DauCoQuan',
      fill: DIGITS,
      level: 'T',
      appearance: { image: SEAL_PICTURE },
    });
    yield genuine(
      'office',
      `sealed-${shape}`,
      `Số, ngày và dấu sau chữ ký (khóa mọi trường), tệp dạng ${shape}.`,
      sealed,
    );
    yield genuine('office', `sealed-lt-${shape}`, 'Như trên, có chứng cứ trong tệp.', await office.raise(sealed, 'LT'));
    yield genuine('office', `sealed-lta-${shape}`, 'Như trên, đã lưu trữ.', await office.raise(sealed, 'LTA'));
  }
}

/** Values as other products write them. */
function otherWriters(materials: GenuineMaterials): Specimen[] {
  const { office } = materials;
  const base = reshape(materials.letter.pdf, 'table');
  const chain = [office.authority.issuing.certificate];
  const [rsa, curve] = [office.person('Cán Bộ Khác', 'rsa-2048'), office.person('Cán Bộ Trẻ')];
  const plan = ({ issued }: Person) => ({ signer: issued, chain });
  const cades = (content: Uint8Array, by: Person = curve): Uint8Array =>
    padesCms(content, { ...plan(by), algorithm: algorithmOf(by) });
  const old = (content: Uint8Array, by: Person = rsa): Uint8Array =>
    plainCms(content, { ...plan(by), attributes: [attribute(OID.signingTime, utcTime(office.signingTime))] });
  const make = (
    name: string,
    text: string,
    subFilter: string,
    value: (content: Uint8Array) => Uint8Array,
    more: object = {},
  ): Specimen =>
    genuine('other_writer', name, text, placeSignature(base, { field: 'Ky', subFilter, make: value, ...more }));
  const [cadesDetached, pkcs7] = ['ETSI.CAdES.detached', 'adbe.pkcs7.detached'];
  return [
    make('cades-der', 'CAdES do phần mềm khác đặt vào.', cadesDetached, cades),
    make('cades-rsa', 'CAdES với RSA do phần mềm khác đặt vào.', cadesDetached, (content) => cades(content, rsa)),
    make('cades-ber', 'CMS có độ dài không xác định (BER).', cadesDetached, (content) => indefinite(cades(content), 4)),
    make('cades-ber-outer', 'CMS chỉ phần ngoài là BER.', cadesDetached, (content) => indefinite(cades(content), 2)),
    make('upper-case', 'Giá trị chữ ký viết bằng chữ hoa.', cadesDetached, cades, { isUpperCase: true }),
    make('without-type', 'Từ điển chữ ký có thêm lý do và nơi ký.', cadesDetached, cades, {
      extra: '/Reason (Ky duyet) /Location (Tam Duong)',
    }),
    make('pkcs7', 'adbe.pkcs7.detached, giờ ký trong CMS.', pkcs7, old),
    make('pkcs7-ec', 'adbe.pkcs7.detached với ECDSA.', pkcs7, (content) => old(content, curve)),
    make('pkcs7-ber', 'adbe.pkcs7.detached dạng BER.', pkcs7, (content) => indefinite(old(content), 4)),
    make('pkcs7-bare', 'adbe.pkcs7.detached không có giờ ký.', pkcs7, (content) => plainCms(content, plan(rsa))),
  ];
}

/** A certificate that has ended or was revoked since, and a signature proven to be older. */
async function* provenInTime({ office, letter }: GenuineMaterials): AsyncGenerator<Specimen> {
  const base = reshape(letter.pdf, 'stream');
  const soon = new Date(office.at.getTime() - 600_000);
  const ending = office.person('Sắp Hết Hạn', 'p-256', { notAfter: soon });
  const plan = { field: 'Ky', level: 'LT' } as const;
  yield genuine(
    'time',
    'expired-since',
    'Chứng thư hết hạn sau khi ký; dấu thời gian chứng minh.',
    await office.sign(base, ending, plan),
  );
  const leaving = office.person('Đã Thôi Việc');
  const signed = await office.sign(base, leaving, plan);
  office.revoke(leaving.issued.certificate, soon);
  yield genuine('time', 'revoked-since', 'Chứng thư bị thu hồi sau khi ký; dấu thời gian chứng minh.', signed);
  const late = office.person('Chờ Ký', 'p-256');
  const prepared = prepareSignature(base, { field: 'Ky', signer: late.identity, signedAt: office.signingTime });
  const stored: typeof prepared = JSON.parse(JSON.stringify(prepared));
  const tail = completeSignature(stored.baseSha256, stored, signatureBy(late, stored));
  yield genuine('time', 'stored-between', 'Chuẩn bị và hoàn tất ở hai tiến trình.', Buffer.concat([base, tail]));
}

/** Files that must be judged valid and intact. */
export async function* genuineFiles(materials: GenuineMaterials): AsyncGenerator<Specimen> {
  yield* levels(materials);
  yield* stacked(materials);
  yield* officeLetters(materials);
  for (const made of [...permittedFiles(materials), ...otherWriters(materials)]) {
    yield await made;
  }
  yield* provenInTime(materials);
}
