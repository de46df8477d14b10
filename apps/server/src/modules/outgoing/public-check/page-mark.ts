import type { CheckMark } from '@congvu/nd30/render';
import { create } from 'qrcode';
import { printCheckCode } from './check-code.ts';

/** The page of the public check; the code follows it in the QR code. */
const PATH = '/kiem-tra';

/** What is printed at the foot of page 1: the QR code leads to the document, the words to the page where the code is typed. */
export function toPageMark(publicUrl: string, code: string): CheckMark {
  const printed = printCheckCode(code);
  const { size, data } = create(`${publicUrl}${PATH}/${printed}`, { errorCorrectionLevel: 'M' }).modules;
  return {
    // Browsers try https by themselves.
    address: `${publicUrl.replace(/^https:\/\//, '')}${PATH}`,
    code: printed,
    qr: Array.from({ length: size }, (_, y) => Array.from({ length: size }, (_, x) => data[y * size + x] === 1)),
  };
}
