import { tidy } from '../compose/rich-text.ts';
import { type DocumentType, findDocumentTypeByName } from '../document-types.ts';
import { Nd30Error } from '../error.ts';
import type { Letter, Signatory } from '../letter.ts';
import type { PageItem, PageLine } from './page-item.ts';
import { readBody } from './read-body.ts';
import { readHead } from './read-head.ts';

const COUNTRY = /^CỘNG\s+(?:HÒA|HOÀ)\s+XÃ\s+HỘI\s+CHỦ\s+NGHĨA\s+VIỆT\s+NAM$/u;
const ENACTMENT = /^QUYẾT\s+(?:ĐỊNH|NGHỊ)\s*:$/u;
const BASIS = /^(?:Căn cứ|Theo đề nghị|Xét đề nghị|Thực hiện)\s/u;
const APPENDIX = /^Phụ lục(?:\s+[IVXLC]+|\s+\d+)?$/iu;
const RECIPIENTS = /^Nơi nhận\s*:?$/iu;

function isLine(item: PageItem): item is PageLine {
  return item.kind === 'line';
}

function isUpper(text: string): boolean {
  return text === text.toLocaleUpperCase('vi') && /\p{Lu}/u.test(text);
}

/** A line of "Kính gửi" or "Nơi nhận" without the dash and final mark that the layout sets. */
function bareLine(text: string): string {
  return text.replace(/^[-–—]\s*/u, '').replace(/\s*[.;]$/u, '');
}

function readFoot(lines: PageLine[]): Pick<Letter, 'recipients' | 'filingNote' | 'signatory'> {
  const left = lines.filter((line) => line.side === 'left').map((line) => tidy(line.text));
  const at = left.findIndex((text) => RECIPIENTS.test(text));
  const listed = at < 0 ? [] : left.slice(at + 1).filter((text) => /^[-–—]/u.test(text));
  const filing = listed.find((text) => /^[-–—]\s*Lưu\s*:/iu.test(text));
  const right = lines.filter((line) => line.side === 'right').map((line) => tidy(line.text));
  const signed = right.filter((text) => text !== '');
  const names = signed.filter((text) => !isUpper(text));
  const signatory: Signatory = {
    lines: signed.filter(isUpper),
    name: names.at(-1) ?? '',
    ...(names.length > 1 ? { otherTitle: names.slice(0, -1).join(' ') } : {}),
  };
  return {
    recipients: listed.filter((text) => text !== filing).map(bareLine),
    ...(filing === undefined ? {} : { filingNote: bareLine(filing).replace(/^Lưu\s*:\s*/iu, '') }),
    signatory,
  };
}

interface Title {
  type: DocumentType | undefined;
  abstract: string;
  rest: PageItem[];
}

/** Ô 5a: the name of the type on a line of its own, then bold lines up to the text. */
function readTitle(items: PageItem[]): Title {
  const lines = items.findIndex((item) => isLine(item) && tidy(item.text) !== '');
  const first = items[lines];
  const type =
    first !== undefined && isLine(first) && isUpper(tidy(first.text)) ? findDocumentTypeByName(first.text) : undefined;
  if (type === undefined) {
    return { type: undefined, abstract: '', rest: items };
  }
  let end = lines + 1;
  const abstract: string[] = [];
  for (; end < items.length; end += 1) {
    const item = items[end];
    const text = item !== undefined && isLine(item) ? tidy(item.text) : '';
    const isAbstract =
      item !== undefined &&
      isLine(item) &&
      (text === '' || (item.bold === true && !isUpper(text) && !/^(?:Kính gửi|Điều\s|\d+\.)/u.test(text)));
    if (!isAbstract) {
      break;
    }
    abstract.push(text);
  }
  return { type, abstract: tidy(abstract.join(' ')), rest: items.slice(end) };
}

/** Ô 9a: "Kính gửi:" with one addressee beside it, or dash lines below. */
function readAddressees(items: PageItem[]): { addressees: string[]; rest: PageItem[] } {
  const [first] = items;
  if (first === undefined || !isLine(first) || !/^Kính gửi/iu.test(tidy(first.text))) {
    return { addressees: [], rest: items };
  }
  const beside = tidy(first.text).replace(/^Kính gửi\s*:?\s*/iu, '');
  const next = items.findIndex((item, index) => index > 0 && !(isLine(item) && /^[-–—]\s|^$/u.test(tidy(item.text))));
  const end = beside === '' ? (next < 0 ? items.length : next) : 1;
  const below = items.slice(1, end).filter(isLine);
  return {
    addressees: [beside, ...below.map((line) => bareLine(tidy(line.text)))].filter((text) => text !== ''),
    rest: items.slice(end),
  };
}

/** Thẩm quyền, căn cứ and "QUYẾT ĐỊNH:" stand before the text; without the latter, italic lines that begin like a basis. */
function readBases(items: PageItem[]): Pick<Letter, 'authority' | 'legalBases'> & { rest: PageItem[] } {
  const at = items.findIndex((item) => isLine(item) && ENACTMENT.test(tidy(item.text)));
  const isBasis = (item: PageItem): item is PageLine => isLine(item) && BASIS.test(tidy(item.text));
  if (at >= 0) {
    const before = items.slice(0, at).filter(isLine);
    return {
      authority: before.map((line) => tidy(line.text)).filter((text) => text !== '' && isUpper(text)),
      legalBases: before.filter(isBasis).map((line) => tidy(line.text)),
      rest: items.slice(at + 1),
    };
  }
  const end = items.findIndex(
    (item) => !(isBasis(item) && (item.italic === true || /^Căn cứ.*[;.]$/su.test(tidy(item.text)))),
  );
  const bases = items.slice(0, Math.max(0, end)).filter(isLine);
  return { legalBases: bases.map((line) => tidy(line.text)), rest: items.slice(Math.max(0, end)) };
}

function readAppendices(items: PageItem[]): NonNullable<Letter['appendices']> {
  const starts = items.flatMap((item, index) => (isLine(item) && APPENDIX.test(tidy(item.text)) ? [index] : []));
  return starts.map((start, index) => {
    const part = items.slice(start + 1, starts[index + 1] ?? items.length);
    const end = part.findIndex((item) => !isLine(item) || !isUpper(tidy(item.text)));
    const title = part.slice(0, Math.max(0, end)).filter(isLine);
    const body = part
      .slice(Math.max(0, end))
      .filter((item) => !(isLine(item) && /^\(Kèm theo/iu.test(tidy(item.text))));
    return { title: tidy(title.map((line) => line.text).join(' ')), body: readBody(body) };
  });
}

/**
 * Finds the boxes of Decree 30/2020 on a page: the head in two columns, the text, the foot in two columns, appendices behind it.
 * It reads what a clerk would see; `checkLetter` then judges it. What the boxes cannot tell (forms 1.6–1.10) stays in the body.
 * @throws Nd30Error `nd30.unreadable_document` when it does not look like an official letter
 */
export function letterFromPage(items: PageItem[]): Letter {
  const country = items.findIndex((item) => isLine(item) && COUNTRY.test(tidy(item.text)));
  const headEnd = items.findIndex((item, index) => index > country && (!isLine(item) || item.side === 'full'));
  if (country < 0 || headEnd < 0) {
    throw new Nd30Error(
      'nd30.unreadable_document',
      'Không thấy Quốc hiệu và phần đầu của văn bản hành chính trong tệp.',
    );
  }
  const head = readHead(items.slice(0, headEnd).filter(isLine));
  const footStart = items.findIndex((item, index) => index > headEnd && isLine(item) && item.side !== 'full');
  const main = items.slice(headEnd, footStart < 0 ? items.length : footStart);
  const behind = footStart < 0 ? [] : items.slice(footStart);
  const footEnd = behind.findIndex((item) => !isLine(item) || (item.side === 'full' && tidy(item.text) !== ''));
  const foot = readFoot(behind.slice(0, footEnd < 0 ? behind.length : footEnd).filter(isLine));
  const title = readTitle(main);
  const { addressees, rest } = readAddressees(title.rest.filter((item) => !isLine(item) || tidy(item.text) !== ''));
  const { rest: text, ...bases } = readBases(rest);
  const appendices = footEnd < 0 ? [] : readAppendices(behind.slice(footEnd));
  const { issuingAgency, ...others } = head;
  return {
    ...others,
    type: title.type?.code ?? 'official_letter',
    issuingAgency: issuingAgency.length === 0 ? ['(không rõ)'] : issuingAgency,
    ...(title.type === undefined ? {} : { abstract: title.abstract }),
    addressees,
    ...bases,
    body: readBody(text),
    ...foot,
    ...(appendices.length === 0 ? {} : { appendices }),
  };
}
