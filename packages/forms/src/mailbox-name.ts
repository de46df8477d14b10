import { foldAccents } from '@congvu/vntext';

/** The body, and the level it is of, longest first: the name of a mailbox leaves one of each out, never a second ("xã Bản Bo"). */
const BODY_WORDS = ['uy ban nhan dan', 'hoi dong nhan dan', 'ubnd', 'hdnd'];
const LEVEL_WORDS = [
  'thanh pho',
  'thi tran',
  'thi xa',
  'dac khu',
  'phuong',
  'phong',
  'huyen',
  'tinh',
  'quan',
  'ban',
  'so',
  'xa',
];

function without(words: readonly string[], name: string): string {
  const word = words.find((one) => name.startsWith(`${one} `));
  return word === undefined ? name : name.slice(word.length + 1);
}

/**
 * Part of an address that stands for the unit: its name without the word for its level.
 * @example unitSlugOf('UBND xã Khun Há') // 'khunha'
 */
export function unitSlugOf(unitName: string): string {
  const name = foldAccents(unitName).replace(/\s+/g, ' ').trim();
  const rest = without(LEVEL_WORDS, without(BODY_WORDS, name));
  return rest.replace(/[^a-z0-9]/g, '');
}

/**
 * Name for a new mailbox by the pattern of the letter's examples: given name and initials, a dot, the unit. A name somebody else
 * holds gets a digit from 2 on; names are compared without case and without domain.
 * @example proposeMailboxName({ fullName: 'Nguyễn Văn Toàn', unitSlug: 'tamduong', taken: [] }) // 'toannv.tamduong'
 */
export function proposeMailboxName(wanted: {
  readonly fullName: string;
  readonly unitSlug: string;
  readonly taken: Iterable<string>;
}): string {
  const words = foldAccents(wanted.fullName)
    .split(/\s+/)
    .map((word) => word.replace(/[^a-z0-9]/g, ''))
    .filter((word) => word !== '');
  const given = words.pop() ?? '';
  const local = given + words.map((word) => word[0] ?? '').join('');
  const taken = new Set([...wanted.taken].map((name) => name.toLowerCase().split('@')[0]));
  let name = `${local}.${wanted.unitSlug}`;
  for (let digit = 2; taken.has(name); digit += 1) {
    name = `${local}${digit}.${wanted.unitSlug}`;
  }
  return name;
}
