export {
  cleanFileName,
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
export { receiveUpload, type UploadRules } from './receive-upload.ts';
