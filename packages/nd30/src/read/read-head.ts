import { tidy } from '../compose/rich-text.ts';
import { splitIssuedOn } from '../issued-on.ts';
import type { Letter, Urgency } from '../letter.ts';
import { parseNumberSymbol } from '../number-symbol.ts';
import { CIRCULATION_STAMPS, URGENCY_STAMPS } from '../urgency.ts';
import type { PageLine } from './page-item.ts';

const PLACE_AND_DATE = /^(.{1,80}?)\s*,\s*ngày\s*(\d{0,2})\s*tháng\s*(\d{0,2})\s*năm\s*(\d{0,4})/iu;
const NUMBER_LINE = /^Số\s*:/iu;

export type Head = Pick<Letter, 'issuingAgency' | 'symbol'> &
  Partial<Pick<Letter, 'governingBody' | 'number' | 'placeOfIssue' | 'issuedOn' | 'abstract' | 'urgency'>>;

function readUrgency(text: string): Exclude<Urgency, 'normal'> | undefined {
  const word = tidy(text).toLocaleUpperCase('vi').replace('HOẢ', 'HỎA');
  if (word === URGENCY_STAMPS.express.text) {
    return 'express';
  }
  if (word === URGENCY_STAMPS.very_urgent.text) {
    return 'very_urgent';
  }
  return word === URGENCY_STAMPS.urgent.text ? 'urgent' : undefined;
}

/** As much of the date as is filled in: `2021`, `2021-03`, `2021-03-22`. */
function joinDate(year: string, month: string, day: string): string | undefined {
  if (year === '') {
    return undefined;
  }
  const parts = [year, month, month === '' ? '' : day].filter((part) => part !== '');
  return parts.map((part) => part.padStart(2, '0')).join('-');
}

function readPlace(lines: PageLine[]): Pick<Head, 'placeOfIssue' | 'issuedOn'> {
  const found = lines.map((line) => PLACE_AND_DATE.exec(tidy(line.text))).find((match) => match !== null);
  const [, placeOfIssue, day = '', month = '', year = ''] = found ?? [];
  if (placeOfIssue === undefined) {
    return {};
  }
  const issuedOn = joinDate(year, month, day);
  return splitIssuedOn(issuedOn).year === undefined || issuedOn === undefined
    ? { placeOfIssue }
    : { placeOfIssue, issuedOn };
}

function isStamp(text: string): boolean {
  return Object.values(CIRCULATION_STAMPS).includes(tidy(text).toLocaleUpperCase('vi'));
}

/** Ô 2–5b and 10b, from the two columns at the top of page 1. */
export function readHead(lines: PageLine[]): Head {
  const left = lines.filter((line) => line.side === 'left' && tidy(line.text) !== '' && !isStamp(line.text));
  const at = left.findIndex((line) => NUMBER_LINE.test(tidy(line.text)));
  const names = left.slice(0, at < 0 ? left.length : at);
  const firstBold = names.findIndex((line) => line.bold === true);
  const governing = firstBold > 0 ? names.slice(0, firstBold) : [];
  const below = at < 0 ? [] : left.slice(at + 1);
  const urgency = below.map((line) => readUrgency(line.text)).find((word) => word !== undefined);
  const subject = tidy(
    below
      .filter((line) => readUrgency(line.text) === undefined)
      .map((line) => line.text)
      .join(' '),
  );
  const numberText = tidy(left[at]?.text ?? '');
  const parsed = parseNumberSymbol(numberText);
  const written = /\/\s*(.*)$/u.exec(numberText)?.[1]?.trim() ?? '';
  return {
    issuingAgency: names.slice(governing.length).map((line) => tidy(line.text)),
    ...(governing.length === 0 ? {} : { governingBody: governing.map((line) => tidy(line.text)) }),
    symbol: written.slice(0, 60),
    ...(parsed?.number === undefined ? {} : { number: parsed.number }),
    ...readPlace(lines.filter((line) => line.side !== 'left')),
    ...(subject === '' ? {} : { abstract: subject.replace(/^V\/v:?\s*/iu, '') }),
    ...(urgency === undefined ? {} : { urgency }),
  };
}
