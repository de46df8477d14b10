export {
  cleanFileName,
  discardBlob,
  fileHeaders,
  getFile,
  insertFile,
  listFiles,
  readBytes,
  type StoredBlob,
  storeBytes,
} from './files.store.ts';
export { extractPdfText, readPdfText } from './pdf-text/read-pdf-text.ts';
export { receiveUpload } from './receive-upload.ts';
export { listHeldBytes, removeFiles } from './remove-files.ts';
export {
  type AttachmentFinding,
  type AttachmentVerdict,
  inspectAttachment,
  type UnseenFile,
} from './scan/inspect-attachment.ts';
