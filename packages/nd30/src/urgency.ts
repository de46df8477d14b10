import type { Circulation, Urgency } from './letter.ts';

/** Stamps of ô 10b: words and the real width of the frame in mm; all frames are 8 mm high (Annex I part II section 8b). */
export const URGENCY_STAMPS: Record<Exclude<Urgency, 'normal'>, { text: string; widthMm: number }> = {
  urgent: { text: 'KHẨN', widthMm: 20 },
  very_urgent: { text: 'THƯỢNG KHẨN', widthMm: 40 },
  express: { text: 'HỎA TỐC', widthMm: 30 },
};

export const URGENCY_STAMP_HEIGHT_MM = 8;

/** Ô 11. */
export const CIRCULATION_STAMPS: Record<Circulation, string> = {
  return_after_reading: 'XEM XONG TRẢ LẠI',
  internal: 'LƯU HÀNH NỘI BỘ',
  recall: 'TÀI LIỆU THU HỒI',
};
