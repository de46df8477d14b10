import { base64, type SimulatedAccount } from './account.ts';
import type { ServiceAnswer } from './http-service.ts';
import type { PhoneState } from './phone.ts';
import type { Service, World } from './world.ts';

/** Read with patterns, not with the parser of the client. */
function attribute(xml: string, name: string): string {
  return plain(new RegExp(`\\b${name}="([^"]*)"`).exec(xml)?.[1] ?? '');
}

function element(xml: string, name: string): string {
  return plain(new RegExp(`<(?:\\w+:)?${name}(?:\\s[^>]*)?>([^<]*)</(?:\\w+:)?${name}>`).exec(xml)?.[1] ?? '');
}

function plain(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

const NAMES: Record<string, string> = {
  '100': 'REQUEST_OK',
  '101': 'WRONG_PARAM',
  '104': 'UNAUTHORIZED_ACCESS',
  '105': 'UNKNOWN_CLIENT',
  '208': 'EXPIRED_TRANSACTION',
  '401': 'USER_CANCEL',
  '402': 'PIN_NR_BLOCKED',
  '422': 'NO_CERT_FOUND',
  '500': 'SIGNATURE',
  '501': 'REVOKED_CERTIFICATE',
  '502': 'VALID_SIGNATURE',
  '504': 'OUTSTANDING_TRANSACTION',
};

function soap(status: number, body: string): ServiceAnswer {
  return {
    status,
    headers: { 'content-type': 'text/xml; charset=utf-8' },
    body: `<?xml version="1.0" encoding="utf-8"?>\n<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`,
  };
}

function fault(code: string, text = NAMES[code] ?? ''): ServiceAnswer {
  return soap(
    500,
    `<soapenv:Fault><faultcode>soapenv:Client</faultcode><faultstring>${escaped(text)}</faultstring><detail><mss:Subcode xmlns:mss="http://uri.etsi.org/TS102204/v1.1.2#"><Value>mss:_${code}</Value></mss:Subcode></detail></soapenv:Fault>`,
  );
}

function response(
  name: string,
  { id = '', code, inner = '' }: { id?: string; code: string; inner?: string },
): ServiceAnswer {
  return soap(
    200,
    `<MSS_Answer><mss:${name} xmlns:mss="http://uri.etsi.org/TS102204/v1.1.2#" MajorVersion="1" MinorVersion="1" MSSP_TransID="${id}">${inner}<mss:Status><mss:StatusCode Value="${code}"/><mss:StatusMessage>${NAMES[code] ?? ''}</mss:StatusMessage></mss:Status></mss:${name}></MSS_Answer>`,
  );
}

const ENDS: Record<Exclude<PhoneState, 'waiting' | 'approved'>, string> = {
  rejected: '401',
  expired: '208',
  locked: '402',
  revoked: '501',
};

const DIGEST_INFO = '3031300d060960864801650304020105000420';

function signature(world: World, xml: string): ServiceAnswer {
  const { phone, accounts, memory } = world;
  const account = accounts.find(({ user }) => user === element(xml, 'MSISDN'));
  const info = Buffer.from(element(xml, 'DataToBeSigned'), 'base64').toString('hex');
  if (account === undefined) {
    return fault('105');
  }
  if (account.status === 'revoked') {
    return fault('501');
  }
  const isWhole = info.startsWith(DIGEST_INFO) && info.length === DIGEST_INFO.length + 64;
  if (!isWhole || !xml.includes('http://uri.etsi.org/TS102204/v1.1.2#PKCS1')) {
    return fault('101');
  }
  const number = Number(memory.get('transactions') ?? '0') + 1;
  memory.set('transactions', String(number));
  const rung = phone.ring({
    id: `MT${number}`,
    account,
    hashes: [Buffer.from(info.slice(DIGEST_INFO.length), 'hex')],
    scheme: 'rsa-pkcs1',
    shown: element(xml, 'DataToBeDisplayed'),
  });
  const isSynch = attribute(xml, 'MessagingMode') === 'synch';
  return isSynch
    ? stateOf(world, rung.id, 'MSS_SignatureResp')
    : response('MSS_SignatureResp', { id: rung.id, code: '100' });
}

function stateOf({ phone, memory }: World, id: string, name: string): ServiceAnswer {
  const found = phone.find(id);
  if (found === undefined) {
    return fault('101');
  }
  if (found.state === 'waiting') {
    return response(name, { id, code: '504' });
  }
  if (found.state !== 'approved') {
    return fault(ENDS[found.state]);
  }
  const [bytes = Buffer.alloc(0)] = phone.signaturesOf(id);
  const inner = `<mss:MSS_Signature><mss:Base64Signature>${base64(bytes).replace(/(.{64})/g, '$1&#13;\n')}</mss:Base64Signature></mss:MSS_Signature>`;
  return response(name, { id, code: memory.get('signed code') ?? '500', inner: bytes.length === 0 ? '' : inner });
}

function registration(account: SimulatedAccount | undefined): ServiceAnswer {
  if (account === undefined) {
    return fault('422');
  }
  const certificates = [account.certificate, ...account.chain]
    .map((der) => `<mss:X509Certificate>${base64(der)}</mss:X509Certificate>`)
    .join('');
  return response('MSS_RegistrationResp', { code: account.status === 'revoked' ? '501' : '100', inner: certificates });
}

/** A mobile signature service after ETSI TS 102 204, with the numbers the Vietnamese one adds. */
export const msspService: Service = {
  settings: (origin) => ({
    signatureUrl: `${origin}/soap/services/MSS_SignaturePort`,
    registrationUrl: `${origin}/soap/services/MSS_RegistrationPort`,
    statusUrl: `${origin}/soap/services/MSS_StatusQueryPort`,
    apId: 'http://congvu.thu',
    tls: { certificate: { file: 'ap.crt' }, key: { file: 'ap.key' } },
  }),
  answer(world, { method, path, body }) {
    if (method !== 'POST' || !body.startsWith('<?xml')) {
      return { status: 415, body: '' };
    }
    const isKnown = attribute(body, 'AP_ID') === 'http://congvu.thu' && attribute(body, 'AP_PWD') === world.secret;
    if (!isKnown || world.faults.has('bad_login')) {
      return fault('104', world.faults.has('echo') ? body : undefined);
    }
    if (world.faults.has('echo')) {
      return fault('101', body);
    }
    switch (path) {
      case '/soap/services/MSS_SignaturePort':
        return signature(world, body);
      case '/soap/services/MSS_StatusQueryPort':
        return stateOf(world, attribute(body, 'MSSP_TransID'), 'MSS_StatusResp');
      case '/soap/services/MSS_RegistrationPort':
        return registration(world.accounts.find(({ user }) => user === element(body, 'MSISDN')));
      default:
        return { status: 404, body: '' };
    }
  },
};
