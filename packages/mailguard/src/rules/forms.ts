import type { FactLink, Facts } from '../facts.ts';
import { isListed, registrableOf } from '../hosts/host.ts';
import { FORM_BUILDERS } from '../hosts/lists.ts';
import { isWarning } from '../read/own-words.ts';
import { foldWords } from '../words/fold.ts';
import { actsOf } from './acts.ts';
import { finding, quote, type Rule, type Seen } from './rule.ts';
import { isKnownProved, isStranger, isUnknownHost } from './standing.ts';
import { isMadeUp } from './stranger-links.ts';

/** Something to be read, which a form never holds. */
const PAPER =
  / (?:xem|mo|doc|tai|tai ve|nhan|ky|view|open|read|download|review)(?: [^ ]+){0,3} (?:van ban|tai lieu|cong van|file|tep|hop dong|hoa don|quyet dinh|bien ban|bao cao|thong bao|giay moi|phieu luong|bang luong|ban scan|du thao|document|invoice|contract|statement)(?= )/;
/** What a form is for. */
const FORM =
  / (?:bieu mau|phieu (?:khao sat|dang ky|lay y kien|danh gia|xin y kien)|khao sat|dang ky|dien|binh chon|bo phieu|gop y|y kien|trac nghiem|bai thi|cuoc thi|thi|cham diem|bao com|diem danh|danh gia|nop|thong ke|form|survey|poll|quiz|register|registration|feedback|rsvp)(?= )/;
const BESIDE = 160;

function wordsBeside({ shown, address }: FactLink, written: string): string {
  const at = written.indexOf(address);
  const around = at === -1 ? '' : written.slice(Math.max(0, at - BESIDE), at);
  return foldWords(`${shown} \n${around}`).words;
}

/** A page that asks, where the letter speaks of a paper to be read. */
function formForPaper(facts: Facts): FactLink | undefined {
  const words = `${facts.subject}${facts.body}`;
  return facts.foreign.find(
    (link) =>
      isListed(link.realHost, FORM_BUILDERS) &&
      (link.realHost !== 'docs.google.com' || link.url.pathname.startsWith('/forms')) &&
      (PAPER.test(wordsBeside(link, facts.written)) || PAPER.test(words)) &&
      !FORM.test(words),
  );
}

/** The link is called a paper and opens a form: who shows papers does not ask for anything first. */
export const formAsFile: Rule = (facts) => {
  const isNew = isStranger(facts);
  const form = isNew || isKnownProved(facts) ? formForPaper(facts) : undefined;
  if (form === undefined || isWarning(facts.written)) {
    return [];
  }
  const text = `Thư mời xem văn bản, tài liệu nhưng liên kết mở một biểu mẫu ở ${quote(form.realHost)}: tài liệu thật không nằm trong biểu mẫu.`;
  return [
    { sign: isNew ? 'form_as_file' : 'known_form', finding: finding('FREE_HOST', 'strong', text, form.realHost) },
  ];
};

/** Characters of a letter that says little beside what to open. */
const THIN = 320;
const OPENED: readonly string[] = ['act_sign_in', 'act_office_account', 'act_secret', 'act_install', 'act_program'];

/**
 * Somebody known leads to a host that is named for the day and asks to sign in or to install there. (Where he asks for the secret itself,
 * or leads to a page of anybody, other signs speak.)
 */
export const madeUpTarget: Rule = (facts): Seen[] => {
  if (!isKnownProved(facts) || isStranger(facts) || isWarning(facts.written) || facts.body.length > THIN) {
    return [];
  }
  const target = facts.foreign.find(
    ({ realHost }) =>
      isUnknownHost(realHost, facts) &&
      isMadeUp(realHost) &&
      registrableOf(realHost) !== registrableOf(facts.fromDomain),
  );
  const asked = actsOf(facts).find(({ act: { sign } }) => OPENED.includes(sign));
  if (target === undefined || asked === undefined) {
    return [];
  }
  const text = `Người quen nhưng bảo ${asked.act.name} ở ${quote(target.realHost)}, tên miền lạ không thuộc nơi gửi. Hỏi lại người gửi trước khi mở.`;
  return [{ sign: 'known_madeup', finding: finding('ODD_LINK', 'strong', text, target.realHost) }];
};
