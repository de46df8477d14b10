export {
  type FormAnchors,
  type PrintOptions,
  type RenderedFormPdf,
  renderFormPdf,
  type StampAnchor,
} from './render/render-form-pdf.ts';
