import { imageRect } from '../appearance/appearance.ts';
import { sealRect } from '../appearance/placement.ts';
import { addDocumentTimestamp } from '../sign/document-timestamp.ts';
import { attachmentSealPlan, copySealPlan } from '../sign/stamp-plans.ts';
import { type GenuineMaterials, genuine, PLACE } from './genuine-materials.ts';
import { reshape } from './reshape.ts';
import { HAND_PICTURE, SEAL_PICTURE } from './sample-letter.ts';
import type { Specimen } from './specimen.ts';
import type { Person, TestOffice } from './test-office.ts';

interface Hands {
  office: TestOffice;
  base: Uint8Array;
  seal: Person;
  /** The first signature, more of its plan on demand. */
  signed: (more?: object) => Promise<Uint8Array>;
  /** The second one. */
  later: (pdf: Promise<Uint8Array>, more?: object) => Promise<Uint8Array>;
}

async function act(name: string, text: string, pdf: Promise<Uint8Array>): Promise<Specimen> {
  return genuine('permitted', name, text, await pdf);
}

function handsOf({ office, letter }: GenuineMaterials): Hands {
  const [person, seal] = [office.person('Sùng A Chứ'), office.person('Văn thư Tam Đường')];
  const base = reshape(letter.pdf, 'table');
  const hand = { field: 'Ky1', ...PLACE, appearance: { image: HAND_PICTURE } };
  return {
    office,
    base,
    seal,
    signed: (more = {}) => office.sign(base, person, { ...hand, ...more }),
    later: async (pdf, more = {}) => office.sign(await pdf, seal, { field: 'Dau', ...more }),
  };
}

/** What certifications and locks leave open. */
function certified({ office, signed, later }: Hands): Promise<Specimen>[] {
  return [
    act('certified-1', 'Chứng nhận không cho sửa gì (P=1).', signed({ docMDP: 1 })),
    act(
      'certified-1-timestamp',
      'P=1, thêm dấu thời gian.',
      signed({ docMDP: 1 }).then(async (pdf) =>
        Buffer.concat([pdf, await addDocumentTimestamp(pdf, { tsa: office.tsa })]),
      ),
    ),
    act(
      'certified-1-archived',
      'P=1, thêm chứng cứ và lưu trữ.',
      signed({ docMDP: 1 }).then((pdf) => office.raise(pdf, 'LTA')),
    ),
    act('certified-2-signed', 'P=2, ký thêm.', later(signed({ docMDP: 2 }))),
    act('certified-3-signed', 'P=3, ký thêm.', later(signed({ docMDP: 3 }))),
    act(
      'lock-included',
      'Chữ ký khóa một trường, ký thêm trường khác.',
      later(signed({ lock: { action: 'include', fields: ['So'] } })),
    ),
    act(
      'renewed-archive',
      'Lưu trữ được gia hạn.',
      signed({ level: 'LTA' }).then((pdf) => office.raise(pdf, 'LTA')),
    ),
  ];
}

/** Pictures and stamps where the decree wants them. */
function drawn({ office, base, seal, signed, later }: Hands): Promise<Specimen>[] {
  const over = sealRect(imageRect(PLACE.rect, HAND_PICTURE), 102);
  const attachment = { signer: seal.identity, signedAt: office.signingTime };
  return [
    act(
      'seal-over-third',
      'Dấu phủ một phần ba chữ ký.',
      later(signed(), { page: 1, rect: over, appearance: { image: SEAL_PICTURE } }),
    ),
    act('invisible', 'Chữ ký không có hình.', office.sign(base, seal, { field: 'An' })),
    act(
      'text-and-mark',
      'Chữ ký có chữ và dòng thử nghiệm.',
      signed({ appearance: { text: { lines: ['Đã ký: Sùng A Chứ', 'Ngày 23/03/2026'] }, mark: 'CHỮ KÝ THỬ NGHIỆM' } }),
    ),
    act(
      'attachment-stamp',
      'Dấu trên phụ lục ở tệp riêng: chữ ở góc trên phải.',
      office.sign(base, seal, attachmentSealPlan(base, { ...attachment, numberSymbol: '07/QĐ-UBND' })),
    ),
    act(
      'copy-stamp',
      'Bản sao y điện tử.',
      office.sign(
        base,
        seal,
        copySealPlan(base, { ...attachment, copyForm: 'SAO Y', organisation: 'UBND huyện Tam Đường' }),
      ),
    ),
  ];
}

/** Changes that a signature allows, and seals where the decree wants them. */
export function permittedFiles(materials: GenuineMaterials): Promise<Specimen>[] {
  const hands = handsOf(materials);
  return [...certified(hands), ...drawn(hands)];
}
