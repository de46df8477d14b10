import { PkiError } from '../errors.ts';

/** JSON of one call; the names are the service's. */
export type VgcaRequest = Readonly<Record<string, unknown>>;

interface Upload {
  /** Absolute address the service sends the result to: one-time, short-lived, for this document alone. It gets no cookie. */
  fileUploadHandler: string;
  /** Absolute address the service downloads from, under the same rule; absent: the person picks a file. */
  fileUrl?: string;
  sessionId?: string;
  jwtToken?: string;
  metaData?: readonly { key: string; value: string }[];
}

/** The service cuts longer names. */
const MAX_FILE_NAME = 170;

function requestError(text: string): PkiError {
  return new PkiError('pki.vgca_request', text);
}

function absolute(what: string, address: string): string {
  try {
    const { protocol } = new URL(address);
    if (protocol === 'https:' || protocol === 'http:') {
      return address;
    }
  } catch {
    // Said below, with what it was for.
  }
  throw requestError(`Địa chỉ ${what} phải đầy đủ (http hoặc https) để chương trình ký trên máy gọi được.`);
}

function upload({ fileUploadHandler, fileUrl, sessionId, jwtToken, metaData }: Upload): VgcaRequest {
  return {
    FileUploadHandler: absolute('nhận tệp đã ký', fileUploadHandler),
    SessionId: sessionId ?? '',
    JWTToken: jwtToken ?? '',
    FileName: fileUrl === undefined ? '' : absolute('tải tệp', fileUrl),
    MetaData: (metaData ?? []).map(({ key, value }) => ({ Key: key, Value: value })),
  };
}

/** SignApproved: the competent person. */
export function signApprovedRequest(parts: Upload): VgcaRequest {
  return upload(parts);
}

/** SignIssued: the clerk; number and date as the register gave them, ISO date. Left out: the service asks. */
export function signIssuedRequest(parts: Upload & { docNumber?: string; issuedDate?: string }): VgcaRequest {
  return { ...upload(parts), DocNumber: parts.docNumber ?? '', IssuedDate: parts.issuedDate ?? '' };
}

export function signAppendixRequest(parts: Upload & { docNumber?: string }): VgcaRequest {
  return { ...upload(parts), DocNumber: parts.docNumber ?? '' };
}

export function signCopyRequest(parts: Upload & { docNumber?: string }): VgcaRequest {
  return { ...upload(parts), DocNumber: parts.docNumber ?? '' };
}

export function signIncomeRequest(parts: Upload): VgcaRequest {
  return upload(parts);
}

export function commentRequest(parts: Upload): VgcaRequest {
  return upload(parts);
}

/** @throws PkiError `pki.vgca_request` for a name the service cannot take */
export function signFilesRequest(parts: {
  fileUploadHandler: string;
  sessionId?: string;
  files: readonly { fileId: string; fileName: string; url: string }[];
}): VgcaRequest {
  if (parts.files.length === 0) {
    throw requestError('Chưa chọn tệp nào để ký.');
  }
  return {
    FileUploadHandler: absolute('nhận tệp đã ký', parts.fileUploadHandler),
    SessionId: parts.sessionId ?? '',
    Files: parts.files.map(({ fileId, fileName, url }) => {
      if (fileName === '' || fileName.length > MAX_FILE_NAME || /["']/.test(fileName)) {
        throw requestError(
          `Tên tệp phải có từ 1 đến ${MAX_FILE_NAME} ký tự và không có dấu nháy; hãy đổi tên rồi ký lại.`,
        );
      }
      return { FileID: fileId, FileName: fileName, URL: absolute('tải tệp', url) };
    }),
  };
}

export function verifyPdfRequest(parts: { fileUrl: string; sessionId?: string }): VgcaRequest {
  return { SessionId: parts.sessionId ?? '', FileName: absolute('tải tệp', parts.fileUrl) };
}

export function authRequest(parts: { sessionId: string }): VgcaRequest {
  return { SessionId: parts.sessionId };
}
