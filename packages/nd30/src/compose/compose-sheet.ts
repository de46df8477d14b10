import { type DocumentType, findDocumentType } from '../document-types.ts';
import { splitIssuedOn } from '../issued-on.ts';
import type { Appendix, Letter, Promulgated, Signatory } from '../letter.ts';
import { CIRCULATION_STAMPS, URGENCY_STAMPS } from '../urgency.ts';
import { closeText, composeBlock, toRoman } from './compose-blocks.ts';
import { composeForm } from './compose-forms.ts';
import { dashLine, endWith, tidy, toRuns, upper } from './rich-text.ts';
import type { Head, Run, Sheet, SheetBlock, SignBlock } from './sheet.ts';

/** Printed on every page of a letter signed with demo keys. */
export const DEMO_MARK = 'CHỮ KÝ THỬ NGHIỆM';

const LEAVE_CONFIRMATION = 'Xác nhận của cơ quan, tổ chức hoặc chính quyền địa phương nơi nghỉ phép (nếu cần)';

const ENACTMENT: Partial<Record<DocumentType['form'], string>> = {
  resolution: 'QUYẾT NGHỊ:',
  decision: 'QUYẾT ĐỊNH:',
};

function pad(value: number, below: number): string {
  return value < below ? `0${value}` : String(value);
}

function composePlace(letter: Letter): Head['place'] {
  if (letter.placeOfIssue === undefined) {
    return null;
  }
  const { day, month, year } = splitIssuedOn(letter.issuedOn);
  return {
    name: tidy(letter.placeOfIssue),
    day: day === undefined ? null : pad(day, 10),
    // Only months 1 and 2 take a leading 0 (Annex I part II section 4).
    month: month === undefined ? null : pad(month, 3),
    year: year === undefined ? null : String(year),
  };
}

function composeHead(letter: Letter, type: DocumentType): Head {
  const { urgency = 'normal', circulation } = letter;
  const abstract = tidy(letter.abstract ?? '').replace(/^V\/v:?\s*/iu, '');
  return {
    governing: (letter.governingBody ?? []).map(upper),
    issuing: letter.issuingAgency.map(upper),
    number: {
      digits: letter.number === undefined ? null : pad(letter.number, 10),
      symbol: tidy(letter.symbol),
    },
    place: type.form === 'minutes' ? null : composePlace(letter),
    subject: type.form === 'official_letter' && abstract !== '' ? `V/v ${abstract}` : null,
    urgency: urgency === 'normal' ? null : URGENCY_STAMPS[urgency],
    circulation: circulation === undefined ? null : CIRCULATION_STAMPS[circulation],
    cornerStamp: letter.cornerStamp === undefined ? null : tidy(letter.cornerStamp),
  };
}

function composeTitle(letter: Letter, type: DocumentType): Sheet['title'] {
  if (type.form === 'official_letter') {
    return null;
  }
  const abstract = tidy(letter.abstract ?? '');
  return {
    name: upper(type.name),
    abstract: abstract === '' ? null : abstract,
    isRuled: abstract !== '',
  };
}

/** Each basis on a line of its own, italic, ending ";", the last "." (Annex I part II section 6b). */
function composeBases(letter: Letter): Run[][] {
  const lines = [...(letter.legalBases ?? []), ...(letter.proposal === undefined ? [] : [letter.proposal])];
  return lines.map((line, index) => endWith(toRuns(line, { italic: true }), index === lines.length - 1 ? '.' : ';'));
}

function composeRecipients(letter: Letter): string[] {
  const lines = (letter.recipients ?? []).map((line) => dashLine(line, ';'));
  if (letter.filingNote === undefined) {
    const last = lines.pop();
    return last === undefined ? [] : [...lines, last.replace(/;$/, '.')];
  }
  const note = tidy(letter.filingNote).replace(/^-?\s*Lưu\s*:?\s*/iu, '');
  return [...lines, dashLine(`Lưu: ${note}`, '.')];
}

function composeSignatory(signatory: Signatory): SignBlock {
  return {
    lines: signatory.lines.map(upper),
    name: tidy(signatory.name),
    otherTitle: signatory.otherTitle === undefined ? null : tidy(signatory.otherTitle),
  };
}

/** "(Kèm theo … số … ngày … của …)": filled on paper, left blank in an electronic document (Annex I part III). */
function attachedNote(letter: Letter, type: DocumentType): string {
  const agency = [...letter.issuingAgency].map(tidy).join(' ');
  return `(Kèm theo ${type.name} số            /${tidy(letter.symbol)} ngày      tháng      năm          của ${agency})`;
}

function composeAppendix(
  appendix: Appendix,
  index: number,
  letter: Letter,
  type: DocumentType,
): Sheet['annexes'][number] {
  const isOnlyOne = (letter.appendices ?? []).length === 1;
  return {
    head: null,
    label: isOnlyOne ? 'Phụ lục' : `Phụ lục ${toRoman(index + 1)}`,
    titles: [upper(appendix.title)],
    note: attachedNote(letter, type),
    landscape: appendix.landscape === true,
    blocks: appendix.body.flatMap(composeBlock),
  };
}

function composePromulgated(
  issued: Promulgated,
  letter: Letter,
  type: DocumentType,
  head: Head,
): Sheet['annexes'][number] {
  const name = findDocumentType(issued.type)?.name ?? '';
  return {
    head: {
      ...head,
      number: null,
      place: null,
      subject: null,
      urgency: null,
      circulation: null,
      cornerStamp: null,
    },
    label: null,
    titles: [upper(name), tidy(issued.abstract)],
    note: attachedNote(letter, type),
    landscape: false,
    blocks: closeText(issued.body.flatMap(composeBlock)),
  };
}

function composeBody(letter: Letter): SheetBlock[] {
  const form = letter.details === undefined ? { before: [], after: [] } : composeForm(letter.details);
  return closeText([...form.before, ...letter.body.flatMap(composeBlock), ...form.after]);
}

/** A valid letter (see `parseLetter`) as the boxes of the page, with final text. */
export function composeSheet(letter: Letter, type: DocumentType, options: { demo: boolean }): Sheet {
  const head = composeHead(letter, type);
  const annexes = (letter.appendices ?? []).map((appendix, index) => composeAppendix(appendix, index, letter, type));
  if (letter.promulgated !== undefined) {
    annexes.unshift(composePromulgated(letter.promulgated, letter, type, head));
  }
  const addressees = (letter.addressees ?? []).map(tidy);
  return {
    documentTitle: head.subject ?? [type.name, tidy(letter.abstract ?? '')].join(' ').trim(),
    head,
    title: composeTitle(letter, type),
    authority: (letter.authority ?? []).map(upper),
    addressees:
      addressees.length < 2
        ? addressees.map((line) => line.replace(/^[-–—]\s*/u, ''))
        : addressees.map((line, index) => dashLine(line, index === addressees.length - 1 ? '.' : ';')),
    bases: composeBases(letter),
    enactment: ENACTMENT[type.form] ?? null,
    blocks: composeBody(letter),
    foot: {
      recipients: composeRecipients(letter),
      typistMark: letter.typistMark === undefined ? null : tidy(letter.typistMark),
      signatory: composeSignatory(letter.signatory),
      second: letter.secondSignatory === undefined ? null : composeSignatory(letter.secondSignatory),
      confirmation: type.form === 'leave_permit' ? LEAVE_CONFIRMATION : null,
    },
    contact: (letter.contact ?? []).map(tidy),
    annexes,
    demoMark: options.demo ? DEMO_MARK : null,
  };
}
