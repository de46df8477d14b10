import type { ProtectedName } from '../types.ts';
import { isBrandHost } from '../words/brands.ts';
import { withoutEnd } from '../words/trim.ts';
import { isListed, isWithin, partsOf, unicodeHost } from './host.ts';
import { NATIONAL_NAMES, REAL_GOV_LABELS, REAL_NAMES } from './national-names.ts';
import { ANY_LETTER, looksEqual, skeletonOf, slipsBetween } from './skeleton.ts';

export type LookAlikeKind =
  | 'fake_suffix'
  | 'homoglyph'
  | 'inside'
  | 'other_ending'
  | 'hyphen'
  | 'slip'
  | 'mixed_script';

export interface LookAlike {
  kind: LookAlikeKind;
  /** The domain that is imitated, `gov.vn` for a fake ending. */
  of: string;
  /** Vietnamese sentence with the actual names. */
  text: string;
}

interface Token {
  word: string;
  looks: string;
  domain: string;
}

interface Index {
  judged: Map<string, LookAlike | undefined>;
  tokens: Token[];
  domains: { domain: string; looks: string; compact: string }[];
}

/** Shorter words are inside too many others; the national list is chosen by hand. */
const [TOKEN_MIN, NATIONAL_MIN] = [6, 5];
/** Hosts of the last mails: the same ones come again and again. */
const MOST_KEPT = 5_000;
const ASCII = /^[\0-\x7f]*$/;
/** Words that stand beside a borrowed name to make it look like a service. */
const BAIT: readonly string[] = (
  'gov govvn vn mail email webmail thu dichvu dvc dichvucong hcc xacthuc xacminh login dangnhap online portal ' +
  'cong congdan support hotro secure id so ubnd ubndtinh ubndhuyen tinh huyen xa tp app web net com org site info ' +
  'vip quanly congthongtin thongbao capnhat nopthue hoanthue'
).split(' ');
/** `-gov.com` and its kin; `gov.vn` itself is never matched. */
const FAKE_ENDING =
  /(?:^|\.)(?:govt|govn|gavn|g0v|qov|gcv|goov)\.vn$|gov-vn(?:[.-]|$)|govvn(?:[.-]|$)|(?:^|\.)gov\.vn[.-].|[^.]gov\.vn$|-gov\.(?:com|org|net|co|info|site|online|top|xyz|vip|cc)$/;
const CLOSED = ['.edu.vn', '.dcs.vn', '.quochoi.vn'];
const MIXED = /\p{Script=Latin}/u;
const OTHER = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}]/u;

function tokensOf({ domain }: ProtectedName, least: number): Token[] {
  const { suffix } = partsOf(domain);
  const labels = domain.slice(0, domain.length - suffix.length - 1).split('.');
  return labels
    .filter((word) => word.replace(/[^a-z]/g, '').length >= least)
    .map((word) => ({ word, looks: skeletonOf(word), domain }));
}

const indexes = new WeakMap<readonly ProtectedName[], Index>();

function indexOf(names: readonly ProtectedName[]): Index {
  const known = indexes.get(names);
  if (known !== undefined) {
    return known;
  }
  const all = [...names, ...NATIONAL_NAMES].map(({ name, domain }) => ({ name, domain: unicodeHost(domain) }));
  const index: Index = {
    judged: new Map(),
    tokens: all.flatMap((each, at) => tokensOf(each, at < names.length ? TOKEN_MIN : NATIONAL_MIN)),
    domains: all.map(({ domain }) => ({ domain, looks: skeletonOf(domain), compact: domain.replaceAll('.', '') })),
  };
  indexes.set(names, index);
  return index;
}

/** Long enough names allow two slips, middling ones a single one behind the same first letter. */
function isSlip(label: string, looks: string): boolean {
  if (looks.length > 8) {
    return slipsBetween(label, looks, 2) <= 2;
  }
  return (
    looks.length >= 7 && label[0] === looks[0] && label.at(-1) === looks.at(-1) && slipsBetween(label, looks, 1) <= 1
  );
}

/** Nothing but words of bait, one after the other: which places can be reached, so that a long label costs its length. */
function isBait(rest: string): boolean {
  const reached = new Set([0]);
  for (let at = 0; at < rest.length; at += 1) {
    for (const word of reached.has(at) ? BAIT : []) {
      if (rest.startsWith(word, at)) {
        reached.add(at + word.length);
      }
    }
  }
  return reached.has(rest.length);
}

function hasBait(compact: string, looks: string): boolean {
  const at = compact.indexOf(looks);
  if (at === -1) {
    return false;
  }
  const rest = compact.slice(0, at) + compact.slice(at + looks.length);
  return isBait(withoutEnd(rest, '0123456789'));
}

/** Whether what a hyphen adds to a borrowed name only makes it look like a service: `tamduong-mail`, and not `maccatamduong`. */
export function hyphensBait(host: string, of: string): boolean {
  const place = of.split('.')[0] ?? '';
  const label = partsOf(host).registrable.split('.')[0] ?? '';
  return !label.includes(place) || isBait(withoutEnd(label.replace(place, '').replaceAll('-', ''), '0123456789'));
}

interface LabelRead {
  label: string;
  looks: string;
  isRegistered: boolean;
}

function kindOfLabel(
  { label, looks, isRegistered }: LabelRead,
  { word, looks: wanted }: Token,
): LookAlikeKind | undefined {
  if (label === word) {
    return isRegistered ? 'other_ending' : 'inside';
  }
  if (looksEqual(looks, wanted)) {
    return label.replaceAll('-', '') === word ? 'hyphen' : 'homoglyph';
  }
  const parts = label.split(/[-_]/);
  if (
    parts.length > 1 &&
    (parts.some((part) => looksEqual(skeletonOf(part), wanted)) || looks.startsWith(wanted) || looks.endsWith(wanted))
  ) {
    return 'hyphen';
  }
  if (hasBait(looks, skeletonOf(wanted))) {
    return 'inside';
  }
  return isSlip(looks, wanted) ? 'slip' : undefined;
}

const WORDS: Readonly<Record<LookAlikeKind, string>> = {
  fake_suffix: 'đuôi giả của gov.vn',
  homoglyph: 'chữ vẽ giống',
  inside: 'tên thật nằm trong một tên miền khác',
  other_ending: 'đổi đuôi tên miền',
  hyphen: 'thêm dấu gạch nối',
  slip: 'sai một, hai chữ',
  mixed_script: 'trộn chữ của nhiều bảng chữ',
};

function say(kind: LookAlikeKind, host: string, of: string): LookAlike {
  const notState = isWithin(of, 'gov.vn') || isWithin(of, 'chinhphu.vn') ? '; đây không phải cơ quan nhà nước' : '';
  return { kind, of, text: `"${host}" cố ý giống "${of}" (${WORDS[kind]})${notState}.` };
}

/** Official endings are given to agencies only: clean unless a letter is off or drawn in another script. */
function judgeOfficial(host: string, index: Index): LookAlike | undefined {
  const labels = host.slice(0, -'.gov.vn'.length).split('.');
  for (const label of labels) {
    if (REAL_GOV_LABELS.has(label)) {
      continue;
    }
    const isAscii = ASCII.test(label);
    const found = index.tokens.find(({ word, looks }) =>
      isAscii
        ? label.length > 5 && label !== word && word !== skeletonOf(label) && slipsBetween(label, word, 1) === 1
        : looksEqual(skeletonOf(label), looks),
    );
    if (found !== undefined) {
      return say(isAscii ? 'slip' : 'homoglyph', host, found.domain);
    }
  }
  return undefined;
}

/** The whole protected name inside another: `mail.laichau.gov.vn.x.com`, `laichau-gov-vn.x.com`. */
function wholeInside(host: string, index: Index): LookAlike | undefined {
  const flat = `.${host.replaceAll('-', '.')}.`;
  const looks = skeletonOf(host);
  for (const { domain, looks: wanted } of index.domains) {
    if (flat.includes(`.${domain}.`)) {
      return say('inside', host, domain);
    }
    if (
      host !== domain &&
      (looksEqual(looks, wanted) || (!ASCII.test(host) && looksEqual(looks.slice(-wanted.length), wanted)))
    ) {
      return say('homoglyph', host, domain);
    }
  }
  return undefined;
}

function byToken(host: string, index: Index): LookAlike | undefined {
  const { registrable, suffix } = partsOf(host);
  const registered = registrable.split('.')[0] ?? '';
  const labels = (suffix === '' ? host : host.slice(0, host.length - suffix.length - 1)).split('.').slice(-12);
  for (const [at, label] of labels.entries()) {
    const read = { label, looks: skeletonOf(label), isRegistered: at === labels.length - 1 && label === registered };
    for (const token of index.tokens) {
      const kind = label.length < 4 ? undefined : kindOfLabel(read, token);
      if (kind !== undefined) {
        return say(kind, host, token.domain);
      }
    }
  }
  return undefined;
}

function mixedScript(host: string): boolean {
  return host
    .split('.')
    .some((label) => MIXED.test(label) && OTHER.test(label) && !skeletonOf(label).includes(ANY_LETTER));
}

/**
 * Whether a host is made to be read as one of the protected names (and the national ones): letters of other scripts, another ending,
 * the name inside another host, hyphens, slips, fake gov.vn. The names themselves and what lies below them are clean.
 * @example lookAlike('laichau.gov.vn.co', [{ name: 'Tỉnh Lai Châu', domain: 'laichau.gov.vn' }])?.of // 'laichau.gov.vn'
 */
export function lookAlike(host: string, protectedNames: readonly ProtectedName[]): LookAlike | undefined {
  const name = unicodeHost(host);
  const index = indexOf(protectedNames);
  if (index.judged.has(name)) {
    return index.judged.get(name);
  }
  if (index.judged.size >= MOST_KEPT) {
    index.judged.clear();
  }
  const found = judgeHost(name, index);
  index.judged.set(name, found);
  return found;
}

function judgeHost(name: string, index: Index): LookAlike | undefined {
  const isOwn = ASCII.test(name)
    ? index.domains.some(({ domain }) => isWithin(name, domain))
    : index.domains.some(({ domain }) => name === domain);
  // Branches of Vietnamese companies are called by their place: laichau.viettel.com.vn.
  const isBranch = ASCII.test(name) && name.endsWith('.vn') && !isWithin(name, 'gov.vn') && isBrandHost(name);
  if (name === '' || isOwn || isBranch || isListed(name, REAL_NAMES)) {
    return undefined;
  }
  if (name.endsWith('.gov.vn')) {
    return judgeOfficial(name, index);
  }
  // Given to schools and committees only: tamduong.edu.vn is the school office of Tam Đường.
  if (ASCII.test(name) && CLOSED.some((ending) => name.endsWith(ending))) {
    return undefined;
  }
  const found = wholeInside(name, index) ?? (FAKE_ENDING.test(name) ? undefined : byToken(name, index));
  if (found !== undefined) {
    return found;
  }
  if (FAKE_ENDING.test(name)) {
    return byToken(name, index) ?? say('fake_suffix', name, 'gov.vn');
  }
  return mixedScript(name)
    ? { kind: 'mixed_script', of: '', text: `"${name}" trộn chữ Latinh với chữ của bảng chữ khác để giả tên.` }
    : undefined;
}
