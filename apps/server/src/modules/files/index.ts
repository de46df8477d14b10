export {
  cleanFileName,
  fileHeaders,
  getFile,
  insertFile,
  insertFiles,
  listFiles,
  readBytes,
  type StoredBlob,
  storeBytes,
} from './files.store.ts';
export { extractPdfText, keepPdfTexts, type PdfText, readPdfText, readWords } from './pdf-text/read-pdf-text.ts';
export { receiveUpload } from './receive-upload.ts';
export { discardBlob, listHeldBytes, removeFiles } from './remove-files.ts';
export { assertScanned, INFECTED_JOB, unseenFile } from './scan/assert-scanned.ts';
export { clamdVersion } from './scan/clamd.ts';
export { countInfections, findInfection } from './scan/infections.store.ts';
export { inspectAttachment } from './scan/inspect-attachment.ts';
