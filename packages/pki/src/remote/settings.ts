import { PkiError } from '../errors.ts';
import { readCertificates } from '../pem.ts';
import { parseCertificate } from '../x509/certificate.ts';
import { type FieldReader, readFields } from './read-fields.ts';

/** Where a secret is. The caller reads it; the value never enters the settings. */
export type SecretReference = { env: string } | { file: string };

interface ServiceSettings {
  id: string;
  /** Vietnamese name people see: "VNPT SmartCA". */
  label: string;
  secret: SecretReference;
  /** Longest wait for one answer. */
  timeoutMs: number;
  /** How long the person has to confirm, when the service does not say. */
  lifetimeSeconds: number;
  /** Certificates of the authorities above the users', PEM, for services that answer the user's alone. */
  intermediates: string[];
}

/** Cloud Signature Consortium API v2. */
export interface Csc2Settings extends ServiceSettings {
  kind: 'csc2';
  /** Up to and with `/csc/v2`. */
  url: string;
  clientId: string;
  /** OAuth 2 token address of the service itself; `<url>/oauth2/token` unless told. */
  tokenUrl: string;
  /** Where the person's browser is sent; `<url>/oauth2/authorize` unless told. Only for `redirect`. */
  authorizeUrl: string;
  redirectUri?: string;
  /**
   * How the person agrees. `push`: credentials/authorize, then a tap on the phone · `otp`: a one-time code typed here ·
   * `redirect`: OAuth 2 authorisation code with scope `credential` · `service`: the service asks by itself at signHash.
   */
  consent: 'push' | 'otp' | 'redirect' | 'service';
  /** signHash answers at once (S) or with a responseID to ask again with (A). */
  mode: 'S' | 'A';
  /** How `redirect` tells what is agreed to: single parameters with scope `credential`, or `authorization_details`. */
  redirectFormat: 'scope' | 'authorization_details';
}

/** VNPT SmartCA, service-provider API. */
export interface SmartcaSettings extends ServiceSettings {
  kind: 'smartca';
  /** Up to and with `/sca/sp769`. */
  url: string;
  spId: string;
  consent: 'push' | 'totp';
}

/** Viettel MySign. */
export interface MysignSettings extends ServiceSettings {
  kind: 'mysign';
  /** Up to and with `/vtss/service`. */
  url: string;
  clientId: string;
  profileId: string;
  hashFormat: 'hex' | 'base64';
}

/** SIM PKI: a Mobile Signature Service Provider after ETSI TS 102 204. */
export interface MsspSettings extends ServiceSettings {
  kind: 'mssp';
  signatureUrl: string;
  registrationUrl: string;
  statusUrl: string;
  apId: string;
  msspUri: string;
  signatureProfile: string;
  mode: 'asynch' | 'synch';
  /** Signatures under one AP_TransID, where the operator keeps the PIN for them. */
  batchLimit: number;
  /** The client certificate of the connection, for whoever makes the transport. */
  tls: { certificate: SecretReference; key: SecretReference; authority?: SecretReference };
}

export type RemoteSettings = Csc2Settings | SmartcaSettings | MysignSettings | MsspSettings;

function readSecret(fields: FieldReader, field: string): SecretReference {
  const inner = fields.object(field);
  if (inner === undefined) {
    throw new PkiError(
      'pki.remote_settings',
      `Cấu hình dịch vụ ký số từ xa: thiếu trường “${field}”; ghi nơi giữ bí mật, dạng {"env": "TÊN_BIẾN"} hoặc {"file": "đường dẫn"}.`,
    );
  }
  const reference = inner.has('env')
    ? { env: inner.text('env', { pattern: /^[A-Za-z_][A-Za-z0-9_]*$/, hint: ', là tên biến môi trường' }) }
    : { file: inner.text('file', { max: 1_000 }) };
  inner.finish();
  return reference;
}

function readCommon(fields: FieldReader): ServiceSettings {
  const intermediates = fields.list('intermediates');
  try {
    for (const pem of intermediates) {
      readCertificates(Buffer.from(pem)).forEach(parseCertificate);
    }
  } catch (cause) {
    throw new PkiError(
      'pki.remote_settings',
      'Cấu hình dịch vụ ký số từ xa: trường “intermediates” phải gồm các chứng thư dạng PEM.',
      { cause },
    );
  }
  return {
    id: fields.text('id', { pattern: /^[a-z0-9][a-z0-9-]{0,39}$/, hint: ': chữ thường không dấu, số, gạch ngang' }),
    label: fields.text('label', { max: 80 }),
    secret: readSecret(fields, 'secret'),
    timeoutMs: fields.whole('timeoutMs', { min: 500, max: 120_000, fallback: 15_000 }),
    lifetimeSeconds: fields.whole('lifetimeSeconds', { min: 30, max: 900, fallback: 300 }),
    intermediates,
  };
}

function readCsc2(fields: FieldReader): Csc2Settings {
  const url = fields.url('url');
  const consent = fields.oneOf('consent', ['push', 'otp', 'redirect', 'service'], 'push');
  const mode = fields.oneOf('mode', ['S', 'A'], consent === 'service' ? 'A' : 'S');
  if (consent === 'push' && mode === 'A') {
    throw new PkiError(
      'pki.remote_settings',
      'Cấu hình dịch vụ ký số từ xa: trường “mode” phải là S khi “consent” là push (đồng ý trên điện thoại rồi mới gọi ký).',
    );
  }
  return {
    kind: 'csc2',
    ...readCommon(fields),
    url,
    clientId: fields.text('clientId'),
    tokenUrl: fields.url('tokenUrl', `${url}/oauth2/token`),
    authorizeUrl: fields.url('authorizeUrl', `${url}/oauth2/authorize`),
    ...(consent === 'redirect' || fields.has('redirectUri') ? { redirectUri: fields.url('redirectUri') } : {}),
    consent,
    mode,
    redirectFormat: fields.oneOf('redirectFormat', ['scope', 'authorization_details'], 'scope'),
  };
}

function readSmartca(fields: FieldReader): SmartcaSettings {
  return {
    kind: 'smartca',
    ...readCommon(fields),
    url: fields.url('url'),
    spId: fields.text('spId'),
    consent: fields.oneOf('consent', ['push', 'totp'], 'push'),
  };
}

function readMysign(fields: FieldReader): MysignSettings {
  return {
    kind: 'mysign',
    ...readCommon(fields),
    url: fields.url('url'),
    clientId: fields.text('clientId'),
    profileId: fields.text('profileId'),
    hashFormat: fields.oneOf('hashFormat', ['base64', 'hex'], 'base64'),
  };
}

function readMssp(fields: FieldReader): MsspSettings {
  const signatureUrl = fields.url('signatureUrl');
  const tls = fields.object('tls');
  if (tls === undefined) {
    throw new PkiError(
      'pki.remote_settings',
      'Cấu hình dịch vụ ký số từ xa: thiếu trường “tls” (chứng thư và khóa của đường kết nối, do đơn vị cung cấp cấp).',
    );
  }
  const material = {
    certificate: readSecret(tls, 'certificate'),
    key: readSecret(tls, 'key'),
    ...(tls.has('authority') ? { authority: readSecret(tls, 'authority') } : {}),
  };
  tls.finish();
  return {
    kind: 'mssp',
    ...readCommon(fields),
    signatureUrl,
    registrationUrl: fields.url('registrationUrl'),
    statusUrl: fields.url('statusUrl', signatureUrl),
    apId: fields.text('apId'),
    msspUri: fields.optionalText('msspUri', 'http://hmssp.mobile-id.vn'),
    signatureProfile: fields.optionalText('signatureProfile', 'http://mobile-id.vn/digitalSignature'),
    mode: fields.oneOf('mode', ['asynch', 'synch'], 'asynch'),
    batchLimit: fields.whole('batchLimit', { min: 1, max: 50, fallback: 1 }),
    tls: material,
  };
}

const READERS = { csc2: readCsc2, smartca: readSmartca, mysign: readMysign, mssp: readMssp } as const;

/**
 * Checks one configuration of a signing service, as an administrator writes it (docs/ops/ky-so-tu-xa.md).
 * @throws PkiError `pki.remote_settings`; the text names the field, never a value
 * @example
 * readRemoteSettings({ kind: 'smartca', id: 'smartca', label: 'VNPT SmartCA', url: 'https://gwsca.vnpt.vn/sca/sp769',
 *   spId: 'congvu', secret: { env: 'SMARTCA_PASSWORD' } });
 */
export function readRemoteSettings(json: unknown): RemoteSettings {
  const fields = readFields(json);
  const kind = fields.oneOf('kind', ['csc2', 'smartca', 'mysign', 'mssp', ''], '');
  if (kind === '') {
    throw new PkiError(
      'pki.remote_settings',
      'Cấu hình dịch vụ ký số từ xa: trường “kind” phải là một trong: csc2, smartca, mysign, mssp.',
    );
  }
  const settings = READERS[kind](fields);
  fields.finish();
  return settings;
}
