export { formDocxTemplate } from './docx/form-template.ts';
export { renderFormDocx } from './docx/render-form-docx.ts';
export {
  type FormAnchors,
  type PrintOptions,
  type RenderedFormPdf,
  renderFormPdf,
  type StampAnchor,
} from './render/render-form-pdf.ts';
export { renderRosterPdf } from './render/render-roster-pdf.ts';
export type { Roster, RosterPrintLine } from './render/roster.ts';
export { readXlsxTables } from './xlsx/read-xlsx-tables.ts';
export { renderFormXlsx } from './xlsx/render-form-xlsx.ts';
export { renderRosterXlsx, writeResultTemplateXlsx } from './xlsx/render-roster-xlsx.ts';
