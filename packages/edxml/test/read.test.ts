import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { acceptanceOf, EdxmlError, parseEdxml, readAll, targetsOf } from '../src/index.ts';
import { attachment, envelope, vector } from './messages.ts';

const VECTOR_PDF = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(90, 0xe1), Buffer.from('\n%%EOF\n')]);

async function contents(name: string): Promise<Buffer[]> {
  const { attachments } = await parseEdxml(await vector(name));
  return Promise.all(
    attachments.flatMap(({ content }) =>
      content === undefined ? [] : [readAll(content).then((it) => Buffer.from(it))],
    ),
  );
}

async function refusal(bytes: Uint8Array): Promise<EdxmlError> {
  const error = await parseEdxml(bytes).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(EdxmlError);
  return error as EdxmlError; // checked on the line above
}

describe('variants', () => {
  test('V2: any order, xlink references, raw bytes, references to line ends inside base64', async () => {
    const parsed = await parseEdxml(await vector('v2-csharp.edxml'));
    expect(parsed.variant).toBe('V2');
    expect(parsed.signature).toBe('absent');
    expect(parsed.message).toMatchObject({
      kind: 'document',
      from: { agencyCode: 'H35.3', name: 'Sở Mẫu' },
      to: [{ agencyCode: 'H35.9' }, { agencyCode: '001.09.00.H35' }],
      number: '45',
      symbol: 'SNV-VP',
      issuedOn: '2026-02-10',
      urgency: 'urgent',
      isDirective: true,
    });
    expect(parsed.attachments).toMatchObject([
      {
        name: 'bao-cao.pdf',
        mediaType: 'application/pdf',
        wasWrapped: false,
        hasReference: true,
        size: VECTOR_PDF.length,
      },
    ]);
    expect(await contents('v2-csharp.edxml')).toEqual([VECTOR_PDF]);
  });

  test('V3: attachments inside the envelope, in a container or bare', async () => {
    expect((await parseEdxml(await vector('v3-hand-made.edxml'))).variant).toBe('V3');
    expect(await contents('v3-hand-made.edxml')).toEqual([VECTOR_PDF]);
    const bare = await parseEdxml(await vector('v3-bare-data.edxml'));
    expect(bare.attachments.map((item) => item.name)).toEqual(['tran.pdf', 'hai.pdf']);
    expect(await contents('v3-bare-data.edxml')).toEqual([VECTOR_PDF, VECTOR_PDF]);
  });

  test('V4: old namespace; Content of the header is text, Content of the Manifest is base64', async () => {
    const parsed = await parseEdxml(await vector('v4-old-namespace.edxml'));
    expect(parsed.variant).toBe('V4');
    expect(parsed.message).toMatchObject({ content: 'Nội dung ngắn', number: '7' });
    expect(parsed.attachments).toMatchObject([{ name: 'cu.pdf', declaredType: 'application/pdf' }]);
    expect(await contents('v4-old-namespace.edxml')).toEqual([VECTOR_PDF]);
  });

  test.each(['v5-soap.edxml', 'v5-mime.edxml'])('V5 is recognised and refused: %s', async (name) => {
    const error = await refusal(await vector(name));
    expect(error.code).toBe('edxml.legacy_unsupported');
    expect(error.message).toContain('không hỗ trợ');
    expect(error.sha256).toBe(
      createHash('sha256')
        .update(await vector(name))
        .digest('hex'),
    );
  });
});

describe('defects of real senders', () => {
  test('every repair is recorded and nothing is lost', async () => {
    const parsed = await parseEdxml(await vector('defects.edxml'));
    expect(parsed.message).toMatchObject({
      from: { agencyCode: '', name: 'Sở Mẫu' },
      number: '74b',
      abstract: 'Thư nhiều lỗi',
      issuedOn: '2026-03-16',
      dueOn: '2026-02-01',
      isDirective: true,
      trace: [{ at: '2026/02/30 08:00:00' }],
      business: { kind: 'new' },
    });
    expect(parsed.message).not.toHaveProperty('responsesTo');
    expect(parsed.message).not.toHaveProperty('urgency');
    expect(new Set(parsed.warnings.map((warning) => warning.code))).toEqual(
      new Set([
        'edxml.repair.byte_order_mark',
        'edxml.repair.leading_bytes',
        'edxml.repair.unbound_prefix',
        'edxml.repair.trailing_text',
        'edxml.repair.null_text',
        'edxml.repair.date_order',
        'edxml.repair.alias',
        'edxml.repair.variant',
        'edxml.value.instant',
        'edxml.value.agency_code',
        'edxml.value.code',
        'edxml.value.number',
        'edxml.unknown_element',
        'edxml.attachment.renamed',
        'edxml.attachment.without_reference',
        'edxml.attachment.without_content',
      ]),
    );
    const ns = 'xmlns:edXML="http://www.mic.gov.vn/TBT/QCVN_102_2016"';
    expect(parsed.message.extensions).toEqual([
      { path: 'MessageHeader/OtherInfo', xml: `<edXML:Priority ${ns}>9</edXML:Priority>` },
      { path: 'MessageHeader/OtherInfo', xml: `<edXML:PageAmount ${ns}>hai</edXML:PageAmount>` },
      { path: 'MessageHeader', xml: `<edXML:LaLam ${ns}>giữ lại</edXML:LaLam>` },
      { path: 'TraceHeaderList/TraceHeader[1]', xml: `<edXML:Business ${ns}>0</edXML:Business>` },
    ]);
    expect(parsed.attachments).toMatchObject([
      { name: 'co.pdf', size: VECTOR_PDF.length },
      { name: 'mat.pdf', error: { code: 'edxml.attachment.missing' } },
    ]);
  });

  test('a clean message has no warnings', async () => {
    expect((await parseEdxml(await vector('letter.edxml'))).warnings).toEqual([]);
    expect((await parseEdxml(await vector('status-03.edxml'))).warnings).toEqual([]);
  });

  test('truncated base64 is the error of that attachment', async () => {
    const { attachments } = await parseEdxml(await vector('truncated-base64.edxml'));
    expect(attachments.map((item) => item.error?.code)).toEqual([undefined, 'edxml.attachment.base64_truncated']);
  });

  test('a message cut at any byte is refused as cut, or names its cut attachment', async () => {
    const whole = await vector('letter.edxml');
    const text = whole.toString('latin1');
    for (let length = text.indexOf('<edXML') + 10; length < text.lastIndexOf('>') - 1; length += 53) {
      expect((await refusal(whole.subarray(0, length))).code).toMatch(/^edxml\.(truncated|encoding_refused)$/);
    }
  });

  test('the same message in pieces of any size', async () => {
    for (const name of ['letter.edxml', 'v3-hand-made.edxml', 'v2-csharp.edxml', 'defects.edxml']) {
      const bytes = await vector(name);
      const whole = await parseEdxml(bytes);
      for (const size of [1, 7, 100]) {
        const pieces = async function* (): AsyncGenerator<Uint8Array> {
          for (let at = 0; at < bytes.length; at += size) {
            yield bytes.subarray(at, at + size);
          }
        };
        const parsed = await parseEdxml(pieces());
        expect(parsed.message).toEqual(whole.message);
        expect(parsed.attachments.map((item) => item.sha256)).toEqual(whole.attachments.map((item) => item.sha256));
        expect(parsed.sha256).toBe(whole.sha256);
      }
    }
  });

  test('the envelope signature is never more than unverified', async () => {
    const signature = (certificate: string): Buffer =>
      Buffer.from(
        envelope({})
          .toString()
          .replace(
            '</edXML:edXMLHeader>',
            `<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><KeyInfo><X509Data><X509Certificate>${certificate}</X509Certificate></X509Data></KeyInfo></Signature></edXML:edXMLHeader>`,
          ),
      );
    expect((await parseEdxml(signature('MIIFqTCCBJG'))).signature).toBe('dummy');
    expect((await parseEdxml(signature('A'.repeat(1200)))).signature).toBe('unverified');
    expect((await parseEdxml(envelope({}))).signature).toBe('absent');
  });
});

describe('business types and acceptance', () => {
  test('a recall takes the union of ResponseFor and Bussiness.DocumentId', async () => {
    const header =
      '<edXML:From><edXML:OrganId>H35.9</edXML:OrganId></edXML:From><edXML:ResponseFor><edXML:DocumentId>A</edXML:DocumentId></edXML:ResponseFor>';
    const trace =
      '<edXML:TraceHeaderList><edXML:Bussiness><edXML:DocumentId>B</edXML:DocumentId><edXML:BussinessDocType>1</edXML:BussinessDocType></edXML:Bussiness></edXML:TraceHeaderList>';
    const { message } = await parseEdxml(envelope({ header, trace }));
    expect(message.kind === 'document' && targetsOf(message).map((target) => target.documentId)).toEqual(['A', 'B']);
  });

  test('an unknown status code is kept, a short one is padded', async () => {
    const status = (code: string): Buffer =>
      envelope({
        header: `<edXML:From><edXML:OrganId>H35</edXML:OrganId></edXML:From><edXML:StatusCode>${code}</edXML:StatusCode>`,
      });
    expect((await parseEdxml(status('99'))).message).toMatchObject({ kind: 'status', statusCode: '99' });
    expect((await parseEdxml(status('3'))).message).toMatchObject({ statusCode: '03' });
  });

  test('the least a document needs', async () => {
    const accept = async (bytes: Buffer, transportFrom?: string): Promise<boolean> =>
      acceptanceOf(await parseEdxml(bytes), transportFrom === undefined ? {} : { transportFrom }).isAcceptable;
    expect(await accept(envelope({}))).toBe(true);
    const nobody = envelope({ header: '<edXML:Subject>a</edXML:Subject><edXML:Content>b</edXML:Content>' });
    expect(await accept(nobody)).toBe(false);
    expect(await accept(nobody, 'H35.3')).toBe(true);
    const empty = '<edXML:From><edXML:OrganId>H35</edXML:OrganId></edXML:From><edXML:Subject>a</edXML:Subject>';
    expect(await accept(envelope({ header: empty }))).toBe(false);
    expect(await accept(envelope({ header: empty, attachments: attachment('a.txt', 'YWJj') }))).toBe(true);
    expect(await accept(envelope({ header: empty, attachments: attachment('a.txt', 'YWJ') }))).toBe(false);
  });

  test.each([
    ['', 'edxml.not_xml'],
    ['không phải xml', 'edxml.not_xml'],
    ['<html><body/></html>', 'edxml.not_edxml'],
    ['<edXML><edXMLEnvelope></edXML>', 'edxml.not_well_formed'],
    ['<edXML><edXMLEnvelope>', 'edxml.truncated'],
  ])('%s → %s', async (text, code) => {
    expect((await refusal(Buffer.from(text))).code).toBe(code);
  });
});
