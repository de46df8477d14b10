const LENGTH = 12;
const GROUP = 4;

/** The signs of a code, whatever stands between them; a whole address of a QR code is cut to its end. */
export function signsOf(typed: string): string {
  const end = typed.trim().split(/[?#]/)[0]?.replace(/\/+$/, '').split('/').at(-1) ?? '';
  return end
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '');
}

/** `7KQ2-M9XD-4TRA`, as printed. Whether it is a code of this office only the server knows. */
export function groupCode(typed: string): string {
  return (signsOf(typed).match(new RegExp(`.{1,${GROUP}}`, 'g')) ?? []).join('-');
}

/** Why it cannot be a code yet; said when the person has finished, never while typing. */
export function problemOf(typed: string): string | undefined {
  const { length } = signsOf(typed);
  if (length === LENGTH) {
    return undefined;
  }
  return length === 0
    ? 'Chưa nhập mã. Mã có 12 ký tự, in ở chân trang đầu, cạnh mã QR.'
    : `Mã có 12 ký tự, đang nhập ${length}. Xem lại mã in ở chân trang đầu, cạnh mã QR.`;
}
