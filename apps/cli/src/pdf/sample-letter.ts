import type { LetterToSign } from '@congvu/pades/attacks';

type Slot = NonNullable<LetterToSign['fields']['texts']>[number];

/** The example letter of the decree, unsigned, with the places of signature, seal, number and date. */
export async function renderLetterToSign(): Promise<LetterToSign> {
  const [{ exampleLetter }, { renderPdf }] = await Promise.all([import('@congvu/nd30'), import('@congvu/nd30/render')]);
  const { number: _number, issuedOn: _issuedOn, ...blank } = exampleLetter();
  const { pdf, anchors } = renderPdf(blank);
  const slots = { So: anchors.number, Ngay: anchors.day, Thang: anchors.month, Nam: anchors.year };
  const texts = Object.entries(slots).flatMap(([name, slot]): Slot[] => {
    if (slot === undefined) {
      return [];
    }
    const { page, x, y, width, height, baseline, fontSize, italic, align } = slot;
    return [{ name, page, rect: { x, y, width, height }, baseline, fontSize, italic, align, maxLength: 4 }];
  });
  const exclude = ['So', 'Ngay', 'Thang', 'Nam', 'DauCoQuan'];
  const place = ({ page, x, y, width, height }: typeof anchors.signature) => ({ page, rect: { x, y, width, height } });
  return {
    pdf,
    fields: {
      signatures: [
        { name: 'KyNguoi1', ...place(anchors.signature), lock: { action: 'exclude', fields: exclude } },
        { name: 'DauCoQuan', ...place(anchors.seal), lock: { action: 'all', permission: 1 } },
      ],
      texts,
    },
  };
}
