import { NULL, octetString, oid, sequence } from '../asn1/write.ts';
import { OID } from '../oids.ts';
import type { SigningFailure } from '../signer/hash-signer.ts';
import type { MsspSettings } from './settings.ts';
import { escapeXml, findNode, type XmlNode } from './xml.ts';

const MSS = 'http://uri.etsi.org/TS102204/v1.1.2#';
const SOAP = 'http://schemas.xmlsoap.org/soap/envelope/';
const EXTRA = 'http://mobile-id.vn/MSSP/v1.0.0';

/** ETSI TS 102 204 §8 and the numbers the Vietnamese service adds. */
export const STATUS_TEXT: Record<string, string> = {
  '101': 'tham số sai',
  '102': 'thiếu tham số',
  '103': 'dữ liệu dài quá mức',
  '104': 'không được phép dùng',
  '105': 'số điện thoại chưa đăng ký ký số',
  '106': 'điện thoại không ký số được',
  '107': 'không có loại chữ ký này',
  '108': 'giao thức không khớp',
  '109': 'thiết bị đầu cuối không khớp',
  '209': 'không gửi được tin tới SIM',
  '404': 'SIM chưa có khóa ký',
  '406': 'SIM gặp lỗi khi tạo chữ ký',
  '422': 'không có chứng thư cho số này',
  '503': 'dịch vụ thấy chữ ký sai',
  '900': 'hệ thống của dịch vụ lỗi',
};

/** Numbers seen for "signed"; none of them is believed before the signature is verified. */
export const SIGNED = new Set(['408', '500', '502']);
export const PENDING = new Set(['100', '504']);

const FAILURES: Record<string, SigningFailure> = {
  '208': 'expired',
  '401': 'refused',
  '402': 'pinLocked',
  '403': 'pinLocked',
  '501': 'revoked',
};

export function failureOfStatus(code: string | undefined): SigningFailure | undefined {
  return code === undefined ? undefined : FAILURES[code];
}

/** 0912345678, +84 912 345 678 and 84912345678 are one number; undefined for anything else. */
export function normaliseMsisdn(text: string): string | undefined {
  const digits = text.replace(/[\s.()-]/g, '').replace(/^(?:\+|00)/, '');
  const whole = digits.startsWith('0') ? `84${digits.slice(1)}` : digits;
  return /^84\d{9}$/.test(whole) ? whole : undefined;
}

export function digestInfo(hash: Uint8Array): Uint8Array {
  return sequence(sequence(oid(OID.sha256), NULL), octetString(hash));
}

interface Sender {
  settings: MsspSettings;
  secret: string;
  transactionId: string;
  at: Date;
}

function envelope(operation: string, message: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="${SOAP}" xmlns:mss="${MSS}"><soapenv:Body><${operation}>${message}</${operation}></soapenv:Body></soapenv:Envelope>`;
}

function head({ settings, secret, transactionId, at }: Sender): string {
  const instant = at.toISOString();
  return (
    `<mss:AP_Info AP_ID="${escapeXml(settings.apId)}" AP_PWD="${escapeXml(secret)}" AP_TransID="${escapeXml(transactionId)}" Instant="${instant}"/>` +
    `<mss:MSSP_Info Instant="${instant}"><mss:MSSP_ID><mss:URI>${escapeXml(settings.msspUri)}</mss:URI></mss:MSSP_ID></mss:MSSP_Info>`
  );
}

const VERSION = 'MajorVersion="1" MinorVersion="1"';

export interface SignatureRequestParts extends Sender {
  msisdn: string;
  hash: Uint8Array;
  toDisplay: string;
  timeoutSeconds: number;
}

export function signatureRequest(parts: SignatureRequestParts): string {
  const { settings, msisdn, hash, toDisplay, timeoutSeconds } = parts;
  const mode = settings.mode === 'synch' ? 'synch' : 'asynchClientServer';
  const data = Buffer.from(digestInfo(hash)).toString('base64');
  const services = ['signingCertificate', 'signatureValidation']
    .map(
      (name) =>
        `<mss:Service><mss:Description><mss:mssURI>${EXTRA}#${name}</mss:mssURI></mss:Description></mss:Service>`,
    )
    .join('');
  return envelope(
    'MSS_Signature',
    `<mss:MSS_SignatureReq ${VERSION} MessagingMode="${mode}" TimeOut="${timeoutSeconds}">${head(parts)}` +
      `<mss:MobileUser><mss:MSISDN>${escapeXml(msisdn)}</mss:MSISDN></mss:MobileUser>` +
      `<mss:DataToBeSigned MimeType="application/octet-stream" Encoding="base64">${data}</mss:DataToBeSigned>` +
      `<mss:DataToBeDisplayed MimeType="text/plain" Encoding="UTF-8">${escapeXml(toDisplay)}</mss:DataToBeDisplayed>` +
      `<mss:SignatureProfile><mss:mssURI>${escapeXml(settings.signatureProfile)}</mss:mssURI></mss:SignatureProfile>` +
      `<mss:AdditionalServices>${services}</mss:AdditionalServices>` +
      `<mss:MSS_Format><mss:mssURI>${MSS}PKCS1</mss:mssURI></mss:MSS_Format></mss:MSS_SignatureReq>`,
  );
}

export function statusRequest(sender: Sender, msspTransactionId: string): string {
  return envelope(
    'MSS_StatusQuery',
    `<mss:MSS_StatusReq ${VERSION} MSSP_TransID="${escapeXml(msspTransactionId)}">${head(sender)}</mss:MSS_StatusReq>`,
  );
}

export function registrationRequest(sender: Sender, msisdn: string): string {
  return envelope(
    'MSS_Registration',
    `<mss:MSS_RegistrationReq ${VERSION}>${head(sender)}<mss:MobileUser><mss:MSISDN>${escapeXml(msisdn)}</mss:MSISDN></mss:MobileUser></mss:MSS_RegistrationReq>`,
  );
}

/** What an answer says: number of the status, of a response or of a fault (`mss:_401` as subcode or in its detail). */
export interface MssAnswer {
  code: string | undefined;
  message: string;
  transactionId: string | undefined;
  signature: string | undefined;
  certificates: string[];
}

function faultCode(fault: XmlNode): string | undefined {
  const words = JSON.stringify(fault);
  return /(?:^|[^\w])(?:mss:)?_(\d{3})(?!\d)/.exec(words)?.[1];
}

export function readAnswer(root: XmlNode): MssAnswer {
  const body = findNode(root, 'Body') ?? root;
  const fault = findNode(body, 'Fault');
  const response = body.children.flatMap((one) => [one, ...one.children]).find(({ name }) => name.endsWith('Resp'));
  const status = findNode(response ?? body, 'StatusCode');
  const signature = findNode(response ?? body, 'Base64Signature')?.text.replace(/\s+/g, '');
  return {
    code: status?.attributes['Value'] ?? (fault === undefined ? undefined : faultCode(fault)),
    message: (findNode(response ?? body, 'StatusMessage') ?? findNode(fault, 'faultstring'))?.text ?? '',
    transactionId: response?.attributes['MSSP_TransID'],
    signature: signature === '' ? undefined : signature,
    certificates: ['X509Certificate', 'Certificate'].flatMap((name) => texts(response, name)),
  };
}

function texts(node: XmlNode | undefined, name: string): string[] {
  if (node === undefined) {
    return [];
  }
  const own = node.name === name && node.text.trim() !== '' ? [node.text] : [];
  return [...own, ...node.children.flatMap((one) => texts(one, name))];
}
