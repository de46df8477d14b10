export {
  cleanFileName,
  discardBlob,
  fileHeaders,
  getFile,
  insertFile,
  listFiles,
  listFilesByHash,
  readBytes,
  type StoredBlob,
  type StoredFile,
  storeBytes,
} from './files.store.ts';
export { extractPdfText, readPdfText } from './pdf-text/read-pdf-text.ts';
export { receiveUpload, type UploadRules } from './receive-upload.ts';
