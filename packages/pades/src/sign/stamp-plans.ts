import { fromShown, POINTS_PER_MM, shownSize } from '../appearance/placement.ts';
import { attachmentStampText, copyStampText } from '../appearance/stamp-text.ts';
import { measureText } from '../fonts/subset.ts';
import { getPage, rotationOf, shownBox } from '../pdf/pages.ts';
import { asOpenBase, type SigningBase } from './base.ts';
import type { SignaturePlan } from './plan.ts';

/** Annex I of Decree 30/2020: Times New Roman 10, upright, black, without a picture. */
const FONT_SIZE = 10;
const LINE = 12;
const RIGHT_MARGIN = 15 * POINTS_PER_MM;
const LEFT_MARGIN = 30 * POINTS_PER_MM;
/** For the mark, which is smaller. */
const MARK_LINE = 9;
const TOP_MARGIN = 10 * POINTS_PER_MM;
/** Rounding of glyph widths must not make the text shrink. */
const SLACK = 1;

/** The plan of a stamp without what the rule decides. */
export type StampPlan = Omit<SignaturePlan, 'field' | 'page' | 'rect' | 'appearance'> & {
  /** Name of the new field; `DauCoQuan` unless told. */
  field?: string;
  /** A line below saying that the key is no real one. */
  mark?: string;
};

function wrap(text: string, room: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && measureText('regular', longer, FONT_SIZE) > room) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, line];
}

/** Top right of what is shown of page 1, whatever its turn and crop. */
function planAtTopRight(pdf: Uint8Array | SigningBase, { mark, ...plan }: StampPlan, text: string): SignaturePlan {
  const { file } = asOpenBase(pdf);
  const page = getPage(file, 1).dict;
  const [box, rotation] = [shownBox(file, page), rotationOf(file, page)];
  const shown = shownSize(box, rotation);
  const lines = wrap(text, Math.max(shown.width - LEFT_MARGIN - RIGHT_MARGIN, shown.width / 2));
  const width = Math.max(...lines.map((line) => measureText('regular', line, FONT_SIZE))) + SLACK;
  const height = lines.length * LINE + (mark === undefined ? 0 : MARK_LINE);
  const rect = fromShown(box, rotation, {
    x: shown.width - RIGHT_MARGIN - width,
    y: shown.height - TOP_MARGIN - height,
    width,
    height,
  });
  return {
    field: 'DauCoQuan',
    ...plan,
    page: 1,
    rect,
    appearance: { text: { lines, fontSize: FONT_SIZE, align: 'right' }, ...(mark !== undefined && { mark }) },
  };
}

/**
 * The organisation's signature on an attachment in its own file: `Số: …; ngày; giờ` at the top right of page 1.
 * @throws PadesError as `prepareSignature` for the file
 * @example prepareSignature(pdf, attachmentSealPlan(pdf, { signer, signedAt, numberSymbol: '12/QĐ-UBND' }));
 */
export function attachmentSealPlan(
  pdf: Uint8Array | SigningBase,
  { numberSymbol, ...plan }: StampPlan & { numberSymbol: string },
): SignaturePlan {
  return planAtTopRight(pdf, plan, attachmentStampText(numberSymbol, plan.signedAt));
}

/**
 * The organisation's signature on an electronic copy (ô 14): form, organisation, day and time at the top right of page 1.
 * @throws PadesError as `prepareSignature` for the file
 * @example prepareSignature(scan, copySealPlan(scan, { signer, signedAt, copyForm: 'SAO Y', organisation: 'UBND xã Bản Bo' }));
 */
export function copySealPlan(
  pdf: Uint8Array | SigningBase,
  { copyForm, organisation, ...plan }: StampPlan & { copyForm: string; organisation: string },
): SignaturePlan {
  return planAtTopRight(pdf, plan, copyStampText(copyForm, organisation, plan.signedAt));
}
