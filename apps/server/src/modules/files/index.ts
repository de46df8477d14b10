import type { ModuleDefinition } from '../../platform/module.ts';
import { rescanFiles } from './rescan/rescan-files.ts';

export {
  cleanFileName,
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
export { scanLockedNow } from './rescan/rescan-locked.ts';
export { CLEARED_JOB } from './scan/ask-infected-again.ts';
export { assertScanned, INFECTED_JOB, unseenFile } from './scan/assert-scanned.ts';
export { clamdVersion } from './scan/clamd.ts';
export {
  countInfections,
  type Finding,
  findInfection,
  findInfectionOf,
  type LockedFile,
  pageInfections,
  takeUntold,
  takeUntoldCleared,
} from './scan/infections.store.ts';
export { inspectAttachment } from './scan/inspect-attachment.ts';
export { assertNotInfected, LOCKED_JOB } from './scan/lock-files.ts';
export { serveFile } from './serve-file.ts';

const RESCAN_SECONDS = 60;

export function createFilesModule(): ModuleDefinition {
  return { name: 'files', sweeps: [{ name: 'files.rescan', everySeconds: RESCAN_SECONDS, run: rescanFiles }] };
}
