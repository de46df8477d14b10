/** What the service on the user's computer can do, as its script names it (third-party sources; check with the provider). */
export interface VgcaOperation {
  /** Last part of the address. */
  path: string;
  /** `vgca_…` function of the old script. */
  script: string;
  /** A fixed word is sent instead of JSON. */
  word?: string;
  /** Vietnamese, for the page. */
  label: string;
  /** Whether it changes a file and hands the result to `FileUploadHandler`. */
  uploads: boolean;
  /** Operations without JSON of their own may answer plain text. */
  answersText?: boolean;
}

const UPLOADS = { uploads: true } as const;
const PLAIN = { uploads: false } as const;

export const VGCA_OPERATIONS = {
  Config: { path: 'Config', script: 'show_config', word: 'config', label: 'Mở cấu hình', ...PLAIN, answersText: true },
  GetCertInfo: {
    path: 'GetCertInfo',
    script: 'get_certinfo',
    word: 'get_cert_info',
    label: 'Đọc chứng thư trong thiết bị',
    ...PLAIN,
    answersText: true,
  },
  GetVersion: {
    path: 'GetVersion',
    script: 'get_version',
    word: 'GetVersion',
    label: 'Đọc phiên bản',
    ...PLAIN,
    answersText: true,
  },
  GetLicenseRequest: {
    path: 'GetLicenseRequest',
    script: 'license_request',
    word: 'request',
    label: 'Đọc yêu cầu cấp phép',
    ...PLAIN,
    answersText: true,
  },
  SignApproved: { path: 'SignApproved', script: 'sign_approved', label: 'Ký phê duyệt', ...UPLOADS },
  SignIssued: { path: 'SignIssued', script: 'sign_issued', label: 'Ký phát hành (số, ngày, dấu)', ...UPLOADS },
  SignAppendix: { path: 'SignAppendix', script: 'sign_appendix', label: 'Ký phụ lục', ...UPLOADS },
  SignCopy: { path: 'SignCopy', script: 'sign_copy', label: 'Ký bản sao', ...UPLOADS },
  SignIncome: { path: 'SignIncome', script: 'sign_income', label: 'Ký văn bản đến', ...UPLOADS },
  Comment: { path: 'Comment', script: 'comment', label: 'Bút phê', ...UPLOADS },
  SignFiles: { path: 'SignFiles', script: 'sign_files', label: 'Ký nhiều tệp', ...UPLOADS },
  SignPDF: { path: 'SignPDF', script: 'sign_pdf', label: 'Ký PDF', ...UPLOADS },
  SignFile: { path: 'SignFile', script: 'sign_file', label: 'Ký tệp', ...UPLOADS },
  SignPDFWP: { path: 'SignPDFWP', script: 'sign_pdfwp', label: 'Ký PDF theo vị trí', ...UPLOADS },
  VerifyPDF: { path: 'VerifyPDF', script: 'verify_pdf', label: 'Kiểm tra chữ ký PDF', ...PLAIN },
  SignOffice: { path: 'SignOffice', script: 'sign_office', label: 'Ký tệp văn phòng', ...UPLOADS },
  VerifyOffice: { path: 'VerifyOffice', script: 'verify_office', label: 'Kiểm tra tệp văn phòng', ...PLAIN },
  SignXML: { path: 'SignXML', script: 'sign_xml', label: 'Ký XML', ...PLAIN },
  VerifyXML: { path: 'VerifyXML', script: 'verify_xml', label: 'Kiểm tra XML', ...PLAIN },
  SignXMLP12: { path: 'SignXMLP12', script: 'sign_xml_wp12', label: 'Ký XML bằng khóa tệp', ...PLAIN },
  SignJson: { path: 'SignJson', script: 'sign_json', label: 'Ký JSON', ...PLAIN },
  VerifyJson: { path: 'VerifyJson', script: 'verify_json', label: 'Kiểm tra JSON', ...PLAIN },
  Encrypt: { path: 'Encrypt', script: 'encrypt', label: 'Mã hóa', ...PLAIN },
  Decrypt: { path: 'Decrypt', script: 'decrypt', label: 'Giải mã', ...PLAIN },
  SignMsg: { path: 'SignMsg', script: 'sign_msg', label: 'Ký thông điệp', ...PLAIN },
  VerifyMsg: { path: 'VerifyMsg', script: 'verify_msg', label: 'Kiểm tra thông điệp', ...PLAIN },
  Auth: { path: 'Auth', script: 'auth', label: 'Đăng nhập bằng thiết bị', ...PLAIN },
} as const satisfies Record<string, VgcaOperation>;

export type VgcaOperationName = keyof typeof VGCA_OPERATIONS;
