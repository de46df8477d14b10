export { type RenderDocxOptions, renderDocx } from './render-docx.ts';
export type {
  Anchors,
  CheckMark,
  ExpectedDigits,
  RenderedPdf,
  RenderPdfOptions,
  SlotAnchor,
  StampAnchor,
} from './render-pdf.ts';
export { renderPdf } from './render-pdf.ts';
export { toPrintable } from './typst/printable-text.ts';
