/**
 * Slips that are seen again and again in official letters and are never right. Words that may be right elsewhere stay out;
 * an agency adds its own by `CheckOptions.dictionary`.
 */
export const COMMON_SLIPS: Readonly<Record<string, string>> = {
  'phần mền': 'phần mềm',
  'sử lý': 'xử lý',
  'xữ lý': 'xử lý',
  'bổ xung': 'bổ sung',
  'xắp xếp': 'sắp xếp',
  'sắp sếp': 'sắp xếp',
  'đề suất': 'đề xuất',
  'rà xoát': 'rà soát',
  'xãy ra': 'xảy ra',
  'sữa đổi': 'sửa đổi',
  'sữa chữa': 'sửa chữa',
  'sát nhập': 'sáp nhập',
  'hổ trợ': 'hỗ trợ',
  'giúp đở': 'giúp đỡ',
  'hướng dẩn': 'hướng dẫn',
  'triễn khai': 'triển khai',
  'kết quã': 'kết quả',
  'chuẩn đoán': 'chẩn đoán',
  'xuất sứ': 'xuất xứ',
  'vô hình chung': 'vô hình trung',
  'đột suất': 'đột xuất',
  'năng xuất': 'năng suất',
  nghành: 'ngành',
  'nghiệm thụ': 'nghiệm thu',
  'trãi qua': 'trải qua',
  'quản lí nhà nứơc': 'quản lý nhà nước',
};

function sameCase(found: string, right: string): string {
  if (found === found.toLocaleUpperCase('vi')) {
    return right.toLocaleUpperCase('vi');
  }
  const first = found.charAt(0);
  const isCapital = first !== first.toLocaleLowerCase('vi');
  return isCapital ? right.charAt(0).toLocaleUpperCase('vi') + right.slice(1) : right;
}

function escapeWord(word: string): string {
  return word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\s+/g, '\\s+');
}

const compiled = new WeakMap<Readonly<Record<string, string>>, { pattern: RegExp; right: Map<string, string> }>();

function compile(dictionary: Readonly<Record<string, string>>): {
  pattern: RegExp;
  right: Map<string, string>;
} {
  const known = compiled.get(dictionary);
  if (known !== undefined) {
    return known;
  }
  const right = new Map(
    Object.entries({ ...COMMON_SLIPS, ...dictionary })
      .map(([wrong, good]): [string, string] => [
        wrong.normalize('NFC').trim().toLocaleLowerCase('vi'),
        good.normalize('NFC'),
      ])
      .filter(([wrong]) => wrong !== ''),
  );
  const words = [...right.keys()].sort((left, other) => other.length - left.length).map(escapeWord);
  const made = {
    pattern: new RegExp(`(?<![\\p{L}\\p{M}])(?:${words.join('|')})(?![\\p{L}\\p{M}])`, 'giu'),
    right,
  };
  compiled.set(dictionary, made);
  return made;
}

const NO_ENTRIES = {};

/** Slips in a text, each with the right word in the same case. */
export function findSlips(
  text: string,
  dictionary: Readonly<Record<string, string>> = NO_ENTRIES,
): { start: number; end: number; expected: string }[] {
  const { pattern, right } = compile(dictionary);
  return [...text.matchAll(pattern)].flatMap((match) => {
    const [found] = match;
    const key = found.toLocaleLowerCase('vi').replace(/\s+/g, ' ');
    const expected = sameCase(found, right.get(key) ?? found);
    return expected === found ? [] : [{ start: match.index, end: match.index + found.length, expected }];
  });
}
