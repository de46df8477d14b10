const MARKS = /\p{M}/gu;

/**
 * Folds Vietnamese letters to plain ASCII letters in lower case: NFD, marks dropped, đ → d.
 * @example foldAccents('Phòng Điều hành') // 'phong dieu hanh'
 */
export function foldAccents(text: string): string {
  return text.normalize('NFD').replace(MARKS, '').replace(/[đĐ]/g, 'd').normalize('NFC').toLowerCase();
}
