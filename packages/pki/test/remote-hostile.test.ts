import { request as httpsRequest } from 'node:https';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generateKeys, type HttpTransport, type IssuedCertificate, OID, PkiError, writePem } from '../src/index.ts';
import type { RemoteSigner } from '../src/remote/index.ts';
import {
  authority,
  codeOf,
  firstIdentity,
  madeUp,
  requestOf,
  type Setting,
  startSetting,
  stored,
  USER,
} from './remote-setting.ts';

const KINDS = ['csc2', 'smartca', 'mysign', 'mssp'] as const;

/** Anything, and things that look right for a while. */
const CERTIFICATE = Buffer.from(authority.issuing.certificate).toString('base64');
const word = fc.oneof(
  fc.string(),
  fc.constantFrom('200', '0', '1', 'SUCCESS', 'EXPIRED', 'VALID', 'revoked', CERTIFICATE, 'AAAA', '__proto__'),
);
const field = fc.constantFrom(
  ...['status_code', 'message', 'data', 'user_certificates', 'cert_data', 'serial_number', 'signatures', 'doc_id'],
  ...['signature_value', 'access_token', 'credential_id', 'key', 'algo', 'cert', 'certificates', 'status', 'multisign'],
  ...['transactionId', 'credentialIDs', 'credentialInfos', 'credentialID', 'SAD', 'handle', 'responseID', 'error'],
);
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    word,
    fc.integer(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(field, tie('value'), { maxKeys: 6 }),
  ),
}));
const xml = fc
  .tuple(fc.constantFrom('StatusCode', 'Fault', 'Base64Signature', 'X509Certificate', 'MSS_StatusResp'), word, word)
  .map(
    ([name, attribute, text]) =>
      `<Envelope><Body><MSS_StatusResp MSSP_TransID="x"><${name} Value="${attribute.replace(/[<&"]/g, '')}">${text.replace(/[<&]/g, '')}</${name}></MSS_StatusResp></Body></Envelope>`,
  );
const answerBody = fc.oneof(
  value.map((one) => JSON.stringify(one)),
  xml,
  fc.string(),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
);
const status = fc.constantFrom(200, 200, 200, 201, 202, 204, 302, 400, 401, 403, 404, 500, 503);

async function onlyPkiError(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    expect(error).toBeInstanceOf(PkiError);
  }
}

describe.each(KINDS)('%s: hostile answers', (kind) => {
  let setting: Setting;
  let ticket: Awaited<ReturnType<RemoteSigner['begin']>>;
  beforeAll(async () => {
    setting = await startSetting(kind);
    ticket = stored(await setting.signer().begin(requestOf(await firstIdentity(setting.signer()))));
  });
  afterAll(() => setting.close());

  test('whatever comes back, nothing but PkiError leaves, and never a signature', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(status, answerBody), { minLength: 1, maxLength: 4 }), async (answers) => {
        let turn = 0;
        const transport = madeUp(() => {
          const [code, body] = answers[turn % answers.length] ?? [200, ''];
          turn += 1;
          return { status: code, body };
        });
        await onlyPkiError(setting.signer({ transport }).identities());
        await onlyPkiError(setting.signer({ transport }).begin(requestOf('0'.repeat(64))));
        await onlyPkiError(
          setting
            .signer({ transport })
            .poll(ticket)
            .then((answer) => expect(typeof answer === 'object' && 'signatures' in answer).toBe(false)),
        );
      }),
      { numRuns: 150 },
    );
  });

  test('whatever was stored, nothing but PkiError leaves', async () => {
    const fields = Object.keys(ticket);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...fields), fc.jsonValue(), async (name, made) => {
        const transport = madeUp(() => ({
          status: 200,
          body: '{"status":"1","access_token":"x","signatures":["AA=="]}',
        }));
        await onlyPkiError(setting.signer({ transport }).poll({ ...ticket, [name]: made } as typeof ticket));
        await onlyPkiError(setting.signer({ transport }).cancel(made as unknown as typeof ticket));
      }),
      { numRuns: 100 },
    );
  });

  test('a transport that throws anything', async () => {
    for (const thrown of [
      'text',
      undefined,
      new TypeError('x'),
      Object.assign(new Error(setting.simulator.secret), { code: 7 }),
    ]) {
      const transport: HttpTransport = () => Promise.reject(thrown);
      const code = await codeOf(setting.signer({ transport }).identities());
      expect(code).toBe('pki.remote_unreachable');
    }
  });
});

describe('SOAP', () => {
  // Each would read as "unknown number" (rejected) without the guard it is for.
  const STATUS = '<MSS_Resp><StatusCode Value="105"/></MSS_Resp>';
  const ENTITY = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>';
  test.each([
    ['DOCTYPE', `<?xml version="1.0"?><!DOCTYPE Envelope><Envelope><Body>${STATUS}</Body></Envelope>`],
    ['DOCTYPE with entity', `<?xml version="1.0"?>${ENTITY}<Envelope><Body>${STATUS}</Body></Envelope>`],
    ['depth', `<Envelope><Body>${STATUS}${'<a>'.repeat(40)}${'</a>'.repeat(40)}</Body></Envelope>`],
    ['number of elements', `<Envelope><Body>${STATUS}${'<a/>'.repeat(20_000)}</Body></Envelope>`],
    ['cut', `<Envelope><Body>${STATUS}`],
    ['unknown entity', `<Envelope><Body>${STATUS}&khong;</Body></Envelope>`],
    ['another root', `<html><Body>${STATUS}</Body></html>`],
  ])('%s is refused', async (_name, body) => {
    const setting = await startSetting('mssp');
    const transport = madeUp(() => ({ status: 200, body }));
    expect(await codeOf(setting.signer({ transport }).identities())).toBe('pki.remote_answer');
    await setting.close();
  });
});

test('SOAP without any of that is read', async () => {
  const setting = await startSetting('mssp');
  const body = '<Envelope><Body><MSS_Resp><StatusCode Value="105"/></MSS_Resp></Body></Envelope>';
  const transport = madeUp(() => ({ status: 200, body }));
  expect(await codeOf(setting.signer({ transport }).identities())).toBe('pki.remote_rejected');
  await setting.close();
});

describe('mutual TLS', () => {
  function pemOf({ certificate, privateKey }: IssuedCertificate) {
    return { certificate: writePem(certificate), key: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString() };
  }

  function machine(name: string, extKeyUsage: string): IssuedCertificate {
    return authority.issue({
      subject: [{ oid: OID.commonName, value: name }],
      keys: generateKeys('p-256'),
      keyUsage: ['digitalSignature'],
      extKeyUsage: [extKeyUsage],
    });
  }

  const anchors = [authority.root, authority.issuing].map(({ certificate }) => writePem(certificate)).join('');

  function tlsTransport(client: { certificate: string; key: string } | undefined): HttpTransport {
    return ({ url, headers = {}, body = new Uint8Array() }) =>
      new Promise((resolve, reject) => {
        const call = httpsRequest(
          url,
          {
            method: 'POST',
            headers,
            ca: anchors,
            cert: client?.certificate,
            key: client?.key,
            agent: false,
            // The test's certificates carry no host names.
            checkServerIdentity: () => undefined,
          },
          (response) => {
            const parts: Buffer[] = [];
            response.on('data', (part: Buffer) => parts.push(part));
            response.on('end', () =>
              resolve({ status: response.statusCode ?? 0, headers: {}, body: Buffer.concat(parts) }),
            );
          },
        );
        call.on('error', reject).end(body);
      });
  }

  test('the service answers the certificate it knows, and nobody without', async () => {
    const server = pemOf(machine('Máy chủ MSSP', '1.3.6.1.5.5.7.3.1'));
    const ours = pemOf(machine('Ứng dụng Công Vụ', OID.clientAuth));
    const setting = await startSetting('mssp', { tls: { ...server, clientAuthority: anchors } });
    expect(await setting.signer({ user: USER, transport: tlsTransport(ours) }).identities()).toHaveLength(1);
    expect(await codeOf(setting.signer({ transport: tlsTransport(undefined) }).identities())).toBe(
      'pki.remote_unreachable',
    );
    await setting.close();
  });
});
