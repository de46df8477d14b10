export { VGCA_BASE, vgca } from './call.ts';
export { VGCA_OPERATIONS, type VgcaOperation, type VgcaOperationName } from './operations.ts';
export { parseVgcaReply } from './reply.ts';
export {
  authRequest,
  commentRequest,
  signAppendixRequest,
  signApprovedRequest,
  signCopyRequest,
  signFilesRequest,
  signIncomeRequest,
  signIssuedRequest,
  type VgcaRequest,
  verifyPdfRequest,
} from './requests.ts';
export type { VgcaOptions, VgcaReply, VgcaSocket } from './types.ts';
