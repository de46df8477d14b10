import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { AuthResult, AuthResults, GuardContext, KnownPerson, ProtectedName } from '../../src/types.ts';
import { buildRaw } from './build-raw.ts';
import { readWrittenMails, type WrittenMail } from './written-mail.ts';

export type VietnameseKind = 'phishing' | 'ordinary';

export interface VietnameseMail {
  /** Family and number in it: `mailbox-07`. */
  id: string;
  kind: VietnameseKind;
  family: string;
  /**
   * Rules may be tuned on one half and are measured on the other; the later sets (`fresh`, `more`, `third-…`, `fourth` to `seventh`, `hand-…`, `foreign-…`)
   * were opened and are to tune on, `eighth`, `ninth` and `foreign` are only measured.
   */
  half:
    | 'tune'
    | 'test'
    | 'fresh'
    | 'more'
    | 'third-open'
    | 'third-closed'
    | 'fourth'
    | 'fifth'
    | 'sixth'
    | 'seventh'
    | 'eighth'
    | 'ninth'
    | 'foreign'
    | 'hand-a'
    | 'hand-b'
    | 'hand-c'
    | 'hand-d'
    | 'hand-e'
    | 'foreign-a'
    | 'foreign-b'
    | 'foreign-c';
  raw: Uint8Array;
  context: GuardContext;
}

const OWN_DOMAINS = ['laichau.gov.vn'];

/** Agencies and enterprises whose names are borrowed; their real public domains. */
const PROTECTED: ProtectedName[] = [
  { name: 'UBND tỉnh Lai Châu', domain: 'laichau.gov.vn' },
  { name: 'UBND huyện Tam Đường', domain: 'tamduong.laichau.gov.vn' },
  { name: 'Sở Giáo dục và Đào tạo Lai Châu', domain: 'laichau.edu.vn' },
  { name: 'Chính phủ', domain: 'chinhphu.vn' },
  { name: 'Cổng Dịch vụ công quốc gia', domain: 'dichvucong.gov.vn' },
  { name: 'Bộ Công an', domain: 'bocongan.gov.vn' },
  { name: 'VNeID', domain: 'dinhdanhdientu.gov.vn' },
  { name: 'Cục Thuế', domain: 'gdt.gov.vn' },
  { name: 'Bảo hiểm xã hội Việt Nam', domain: 'baohiemxahoi.gov.vn' },
  { name: 'Kho bạc Nhà nước', domain: 'kbnn.vn' },
  { name: 'Bộ Nội vụ', domain: 'moha.gov.vn' },
  { name: 'Bộ Tài chính', domain: 'mof.gov.vn' },
  { name: 'Cục An toàn thông tin', domain: 'ais.gov.vn' },
  { name: 'Điện lực', domain: 'npc.com.vn' },
  { name: 'Bưu điện Việt Nam', domain: 'vnpost.vn' },
  { name: 'VNPT', domain: 'vnpt.vn' },
  { name: 'Viettel', domain: 'viettel.com.vn' },
  { name: 'Agribank', domain: 'agribank.com.vn' },
  { name: 'BIDV', domain: 'bidv.com.vn' },
  { name: 'VietinBank', domain: 'vietinbank.vn' },
  { name: 'Vietcombank', domain: 'vietcombank.com.vn' },
  { name: 'Ngân hàng Chính sách xã hội', domain: 'vbsp.vn' },
];

/** The directory of the office; nobody of it lives. */
const PEOPLE: KnownPerson[] = [
  { name: 'Vũ Xuân Thịnh', title: 'Chủ tịch UBND huyện', address: 'thinhvx.tamduong@laichau.gov.vn' },
  { name: 'Trịnh Hữu Vinh', title: 'Phó Chủ tịch UBND huyện', address: 'vinhth.tamduong@laichau.gov.vn' },
  { name: 'Hoàng Thị Lan', title: 'Chánh Văn phòng', address: 'lanht.tamduong@laichau.gov.vn' },
  { name: 'Lò Thị Mai Hương', title: 'Văn thư', address: 'huongltm.tamduong@laichau.gov.vn' },
  { name: 'Phạm Quốc Huy', title: 'Trưởng phòng Giáo dục', address: 'huypq.pgd@laichau.gov.vn' },
  { name: 'Nguyễn Hải Đăng', title: 'Chuyên viên', address: 'dangnh.vhtt@laichau.gov.vn' },
  { name: 'Tẩn Thị Phượng', title: 'Chuyên viên', address: 'phuongtt.nv@laichau.gov.vn' },
  { name: 'Lò Văn Sơn', title: 'Công chức xã', address: 'sonlv.natam@laichau.gov.vn' },
  { name: 'Đào Thị Tươi', title: 'Kế toán trưởng', address: 'tuoidt.tckh@laichau.gov.vn' },
  { name: 'Vàng Thị Mai', title: 'Chuyên viên', address: 'maivt.vp@laichau.gov.vn' },
];

/** Where the mails of a kind lie: the frozen set beside this file, the fresh one in `fresh/`. */
export function filesOf(place: string): { family: string; text: string }[] {
  const folder = fileURLToPath(new URL(`${place}/`, import.meta.url));
  return readdirSync(folder)
    .filter((name) => name.endsWith('.txt'))
    .sort()
    .map((name) => ({ family: name.replace('.txt', ''), text: readFileSync(`${folder}${name}`, 'utf8') }));
}

export function contextOf(kind: VietnameseKind, mail: WrittenMail): GuardContext {
  const isKnown = kind === 'ordinary' ? !mail.isNew : mail.isKnown;
  const auth: AuthResults = Object.fromEntries(
    Object.entries(mail.auth).map(([name, result]) => [name, result as AuthResult]), // the words of the flags are those of RFC 8601
  );
  return {
    ownDomains: OWN_DOMAINS,
    protectedNames: PROTECTED,
    people: PEOPLE,
    knownSenders: (address) => isKnown && address.toLowerCase() === mail.address.toLowerCase(),
    auth,
    at: mail.at,
  };
}

function halfOf(id: string): 'tune' | 'test' {
  return (createHash('sha256').update(id).digest()[0] ?? 0) % 2 === 0 ? 'tune' : 'test';
}

function mailsOf(kind: VietnameseKind): VietnameseMail[] {
  return filesOf(kind).flatMap(({ family, text }) =>
    readWrittenMails(text).map((mail, index) => {
      const id = `${kind === 'phishing' ? 'p' : 'o'}-${family}-${String(index + 1).padStart(2, '0')}`;
      return { id, kind, family, half: halfOf(id), raw: buildRaw(id, mail), context: contextOf(kind, mail) };
    }),
  );
}

function laterMails(half: 'fresh' | 'more', kind: VietnameseKind): VietnameseMail[] {
  return filesOf(`${half}/${kind}`).flatMap(({ family, text }) =>
    readWrittenMails(text).map((mail, index) => {
      const id = `${half}-${kind === 'phishing' ? 'p' : 'o'}-${family}-${String(index + 1).padStart(2, '0')}`;
      return { id, kind, family, half, raw: buildRaw(id, mail), context: contextOf(kind, mail) };
    }),
  );
}

/** Letters to a Vietnamese office, written by hand by somebody who does not write the rules; real senders only as agencies. */
export function readVietnameseSet(): VietnameseMail[] {
  return [...mailsOf('phishing'), ...mailsOf('ordinary')];
}

/**
 * A second set, written before the rules were widened in November 2026 by the one who widened them, and frozen then: nothing is tuned
 * on it, so that it shows what widening does beyond the half that is looked at.
 */
export function readFreshSet(): VietnameseMail[] {
  return [...laterMails('fresh', 'phishing'), ...laterMails('fresh', 'ordinary')];
}

/** More letters to tune on, beside the half `tune`: strangers above all, both honest and forged. No figure is claimed on them. */
export function readMoreSet(): VietnameseMail[] {
  return [...laterMails('more', 'phishing'), ...laterMails('more', 'ordinary')];
}

/** SHA-256 over every mail in its order, context included: the set is frozen by it. */
export function hashOfSet(mails: readonly VietnameseMail[]): string {
  const hash = createHash('sha256');
  for (const { id, kind, half, raw, context } of mails) {
    const known = context.knownSenders?.(/<([^>]+)>/.exec(Buffer.from(raw).toString('utf8'))?.[1] ?? '');
    hash.update(JSON.stringify([id, kind, half, context.auth, context.at, known])).update(raw);
  }
  return hash.digest('hex');
}
