/** Fictional people: family and middle names common in the north-west joined by a fixed rule, so that every demo is the same. */
const FAMILY = [
  'Lò',
  'Nguyễn',
  'Vàng',
  'Tẩn',
  'Hoàng',
  'Lù',
  'Giàng',
  'Phạm',
  'Trần',
  'Sùng',
  'Tao',
  'Đèo',
  'Lý',
  'Hà',
  'Mùa',
  'Chẻo',
  'Thào',
  'Bùi',
  'Quàng',
  'Cứ',
];
const MIDDLE_MEN = ['Văn', 'A', 'Minh', 'Đức', 'Quang', 'Hữu', 'Xuân', 'Ngọc'];
const MIDDLE_WOMEN = ['Thị', 'Thị Mai', 'Thị Thu', 'Thị Vân', 'Thị Ngọc', 'Thị Bích'];
const GIVEN_MEN = [
  'Sơn',
  'Páo',
  'Tuấn',
  'Long',
  'Dũng',
  'Chớ',
  'Hùng',
  'Phong',
  'Nhè',
  'Thành',
  'Bình',
  'Tú',
  'Hải',
  'Khánh',
  'Chung',
  'Vinh',
  'Toàn',
  'Lâm',
];
const GIVEN_WOMEN = [
  'Hương',
  'Lan',
  'Phượng',
  'Nhung',
  'Anh',
  'Mỷ',
  'Dung',
  'Hoa',
  'Yến',
  'Thảo',
  'Chi',
  'Nga',
  'Huệ',
  'Thơm',
  'Xuân',
  'Liên',
];

function pick(list: readonly string[], index: number): string {
  return list[index % list.length] ?? '';
}

/** The n-th fictional name; different n below 1,000 give different people often enough that a suffix is rarely needed. */
export function demoName(n: number): string {
  const family = pick(FAMILY, n * 7 + Math.floor(n / 20));
  if (n % 2 === 0) {
    return `${family} ${pick(MIDDLE_MEN, n * 3 + Math.floor(n / 8))} ${pick(GIVEN_MEN, n * 5 + Math.floor(n / 18))}`;
  }
  return `${family} ${pick(MIDDLE_WOMEN, n * 5 + Math.floor(n / 6))} ${pick(GIVEN_WOMEN, n * 7 + Math.floor(n / 16))}`;
}
