import type { DraftContent, RelatedDocument } from '@congvu/contracts';
import { formatDate } from '../../../shared/text/dates.ts';
import { newBlockId } from '../body/blocks.ts';

/** "Căn cứ Công văn số 313/STTTT-BCVTCNTT ngày 12/3/2021 của Sở Thông tin và Truyền thông;" */
export function basisSentence(related: RelatedDocument, typeName: string): string {
  const on = related.issuedOn === null ? '' : ` ngày ${formatDate(related.issuedOn)}`;
  const about =
    related.abstract === '' ? '' : ` ${related.abstract.replace(/^V\/v\s+/u, 'về việc ').replace(/[.;]$/u, '')}`;
  return `Căn cứ ${typeName} số ${related.numberSymbol}${on} của ${related.issuingAgencyName}${about};`;
}

/** The type is not among the facts of a related document, but its symbol tells: `12/QĐ-UBND`. */
export function typeOfSymbol(numberSymbol: string, types: { name: string; symbol: string }[]): string {
  const sign = numberSymbol.split('/')[1]?.split('-')[0] ?? '';
  return types.find((type) => type.symbol !== '' && type.symbol === sign)?.name ?? 'Công văn';
}

/** Behind the last căn cứ of the letter. */
export function addBasis(content: DraftContent, text: string): DraftContent {
  const at = content.blocks.findLastIndex((block) => block.kind === 'basis') + 1;
  const blocks = [...content.blocks];
  blocks.splice(at, 0, { id: newBlockId(), kind: 'basis', runs: [{ text }] });
  return { ...content, blocks };
}
