import type { Letter } from '@congvu/nd30';
import { renderPdf } from '@congvu/nd30/render';
import type { OutsideAgency } from './outside-agencies.ts';

export interface PrintedLetter {
  number: string;
  abstract: string;
  /** One paragraph each. */
  paragraphs: readonly string[];
  issuedOn: string;
  urgency: 'normal' | 'urgent' | 'very_urgent' | 'express';
  addressees: string[];
}

/** The letter as the outside agency would print it (Decree 30/2020, form 1.5); every page says that it is a trial, and nobody signed it. */
export function printLetter(agency: OutsideAgency, letter: PrintedLetter): Uint8Array {
  const paragraphs =
    letter.paragraphs.length > 0
      ? letter.paragraphs
      : [
          'Văn bản này dùng để tập huấn gửi, nhận văn bản điện tử, không có giá trị pháp lý. Đề nghị quý cơ quan tiếp nhận và phản hồi trạng thái.',
        ];
  const page: Letter = {
    type: 'official_letter',
    ...(agency.governing.length > 0 && { governingBody: agency.governing }),
    issuingAgency: agency.heading,
    number: Number(letter.number),
    symbol: agency.symbol,
    placeOfIssue: agency.place,
    issuedOn: letter.issuedOn,
    abstract: letter.abstract,
    urgency: letter.urgency,
    addressees: letter.addressees,
    body: paragraphs.map((text) => ({ kind: 'paragraph', text })),
    recipients: ['Như trên'],
    filingNote: 'VT',
    signatory: { lines: agency.signature.lines, name: agency.signature.name },
  };
  return renderPdf(page, { demo: true }).pdf;
}
