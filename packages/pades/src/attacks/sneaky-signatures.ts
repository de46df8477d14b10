import { generateKeys, issueCertificate, OID } from '@congvu/pki';
import type { SignaturePlan } from '../sign/plan.ts';
import { reshape } from './reshape.ts';
import { DIGITS, HAND_PICTURE, type LetterToSign, PAPER_PICTURE, withFields } from './sample-letter.ts';
import { CHANGED, type Specimen } from './specimen.ts';
import type { Person, TestOffice } from './test-office.ts';

const OVER_TEXT = { x: 55, y: 490, width: 200, height: 30 };
type Drawn = Pick<SignaturePlan, 'rect' | 'appearance'>;

const WAYS: [string, string, Drawn][] = [
  [
    'words',
    'Chữ ký thêm mà hình là chữ phủ lên số tiền.',
    { rect: OVER_TEXT, appearance: { text: { lines: ['Số tiền: 900.000.000 đồng'] } } },
  ],
  [
    'paper',
    'Chữ ký thêm mà hình là mảng trắng phủ lên số tiền.',
    { rect: OVER_TEXT, appearance: { image: PAPER_PICTURE } },
  ],
  [
    'large-seal',
    'Dấu phóng to phủ lên nội dung.',
    { rect: { x: 50, y: 440, width: 420, height: 200 }, appearance: { image: PAPER_PICTURE } },
  ],
  [
    'over-signature',
    'Hình mới phủ kín chữ ký trước.',
    { rect: { x: 320, y: 60, width: 130, height: 65 }, appearance: { image: PAPER_PICTURE } },
  ],
];

function selfSigned(office: TestOffice): Person {
  const notBefore = new Date(office.at.getTime() - 86_400_000);
  const notAfter = new Date(office.at.getTime() + 86_400_000);
  const subject = [{ oid: OID.commonName, value: 'Ủy ban nhân dân huyện Tam Đường' }];
  const issued = issueCertificate({ subject, notBefore, notAfter, keys: generateKeys('p-256') });
  return { issued, identity: { certificate: issued.certificate, chain: [], algs: ['ECDSA-SHA256'] } };
}

/** The number was there when the letter was signed; a later picture tells another. */
async function overNumber(office: TestOffice, letter: LetterToSign): Promise<Specimen> {
  const base = withFields({ ...letter, pdf: reshape(letter.pdf, 'table') });
  const [field = 'KyNguoi1'] = letter.fields.signatures.map(({ name }) => name);
  const [slot] = letter.fields.texts ?? [];
  const signed = await office.sign(base, office.person('Lò Thị Mai'), { field, docMDP: 2, fill: DIGITS });
  const appearance = { text: { lines: ['99'], fontSize: 10 } };
  const drawn = { page: slot?.page ?? 1, rect: slot?.rect ?? OVER_TEXT, appearance };
  const pdf = await office.sign(signed, office.person('Kẻ Lạ Có Chứng Thư'), { field: 'Ky2', ...drawn });
  const text = 'Chữ ký thêm mà hình là số khác, phủ lên số đã điền.';
  return {
    kind: 'attack',
    family: 'sneaky_signature',
    name: 'sneaky_signature-over-number',
    variant: 'over-number',
    text,
    pdf,
    expected: CHANGED,
  };
}

/** A signature of one's own, in order by itself, whose picture tells something else: after P=2, P=3 and without a certification. */
export async function* sneakySignatures(office: TestOffice, letter: LetterToSign): AsyncGenerator<Specimen> {
  const base = reshape(letter.pdf, 'table');
  const victim = office.person('Lò Thị Mai');
  const forgers = { trusted: office.person('Kẻ Lạ Có Chứng Thư'), 'self-signed': selfSigned(office) };
  const rect = { x: 320, y: 60, width: 130, height: 65 };
  for (const docMDP of [undefined, 2, 3] as const) {
    const certified = docMDP === undefined ? {} : { docMDP };
    const first = { field: 'Ky1', page: 1, rect, appearance: { image: HAND_PICTURE }, ...certified };
    const signed = await office.sign(base, victim, first);
    for (const [whose, forger] of Object.entries(forgers)) {
      for (const [way, text, drawn] of WAYS) {
        const pdf = await office.sign(signed, forger, { field: 'Ky2', page: 1, ...drawn });
        const name = `sneaky_signature-${way}-${whose}.p${docMDP ?? 0}`;
        yield {
          kind: 'attack',
          family: 'sneaky_signature',
          name,
          variant: `${way}-${whose}`,
          text,
          pdf,
          expected: CHANGED,
        };
      }
    }
  }
  yield await overNumber(office, letter);
}
