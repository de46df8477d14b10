/**
 * Names nobody else uses: a domain with one of them, or with a word that looks like one of them, passes itself off as the
 * service (`gmail.com.vn`, `gmai1.com`, `my-gmail.com`).
 */
export const FREE_MAIL_BRANDS: readonly string[] = [
  'gmail',
  'googlemail',
  'yahoo',
  'ymail',
  'rocketmail',
  'hotmail',
  'outlook',
  'icloud',
  'protonmail',
  'tutanota',
  'yandex',
  'foxmail',
  'hanmail',
];
