import { describe, expect, test } from 'vitest';
import { buildEdxml, type EdxmlExtension, inputsOf, parseEdxml } from '../src/index.ts';
import { attachment, envelope, letter, PDF, STATUS } from './messages.ts';

async function again(extensions: EdxmlExtension[], base = letter()): Promise<string> {
  const message = { ...base, extensions };
  const bytes = await buildEdxml(message);
  expect((await parseEdxml(bytes)).message.extensions).toEqual(extensions);
  return Buffer.from(bytes).toString();
}

describe('what the standard does not know is kept', () => {
  test('at every level of a letter, with its namespace, order and mixed content', async () => {
    const text = await again([
      { path: 'MessageHeader/From', xml: '<v:Ma xmlns:v="urn:v" v:loai="1">H35<v:b>đậm</v:b> sau</v:Ma>' },
      { path: 'MessageHeader/To[1]', xml: 'xmlns:v="urn:v" v:thuTu="1"' },
      { path: 'MessageHeader/Code/CodeNumber', xml: 'goc="a&quot;b"' },
      { path: 'MessageHeader/Code', xml: '<Nam xmlns="">2026</Nam>' },
      { path: 'MessageHeader', xml: '<q:A xmlns:q="urn:q"/>' },
      { path: 'MessageHeader', xml: '<q:A xmlns:q="urn:q">hai</q:A>' },
    ]);
    expect(text).toContain('<edXML:To xmlns:v="urn:v" v:thuTu="1">');
    expect(text).toContain('<edXML:CodeNumber goc="a&quot;b">123</edXML:CodeNumber>');
  });

  test('around the header and in the body, also of a status', async () => {
    const frame = [
      { path: 'edXML', xml: 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="a b"' },
      { path: 'edXMLEnvelope', xml: 'xmlns:v="urn:v" v:a="1"' },
      { path: 'edXMLHeader', xml: '<v:ChuKy xmlns:v="urn:v">x</v:ChuKy>' },
      { path: 'edXMLBody', xml: '<v:BaoCao xmlns:v="urn:v">1</v:BaoCao>' },
      { path: 'edXMLManifest', xml: 'version="2.0"' },
      { path: 'AttachmentEncoded', xml: '<v:Tong xmlns:v="urn:v">0</v:Tong>' },
      { path: 'edXML', xml: '<v:Cuoi xmlns:v="urn:v"/>' },
    ];
    const sorted = (list: EdxmlExtension[]): EdxmlExtension[] => list.toSorted((a, b) => (a.xml < b.xml ? -1 : 1));
    for (const base of [letter(), STATUS]) {
      const bytes = await buildEdxml({ ...base, extensions: frame });
      const { message } = await parseEdxml(bytes);
      expect(sorted(message.extensions ?? [])).toEqual(sorted(frame));
      expect(Buffer.from(await buildEdxml(message))).toEqual(Buffer.from(bytes));
    }
  });

  test('in Attachment and Reference, and goes out with the file', async () => {
    const manifest =
      '<edXML:Reference xmlns:v="urn:v" v:khoa="k"><edXML:ContentId>1</edXML:ContentId><edXML:ContentType>application/pdf</edXML:ContentType><v:Trang>3</v:Trang></edXML:Reference>';
    const files = attachment('a.pdf', PDF.toString('base64')).replace(
      '</ContentId>',
      '</ContentId><Kho xmlns="urn:k">A4</Kho>',
    );
    const { message, attachments } = await parseEdxml(envelope({ manifest, attachments: files }));
    expect(message.extensions).toBeUndefined();
    expect(attachments[0]).toMatchObject({
      referenceType: 'application/pdf',
      extensions: [
        { path: 'Attachment', xml: '<Kho xmlns="urn:k">A4</Kho>' },
        { path: 'Reference', xml: '<v:Trang xmlns:v="urn:v">3</v:Trang>' },
        { path: 'Reference', xml: 'xmlns:v="urn:v" v:khoa="k"' },
      ],
    });
    const read = await parseEdxml(await buildEdxml(letter(), inputsOf(attachments)));
    expect(read.attachments[0]?.extensions).toEqual(attachments[0]?.extensions);
    expect(read.attachments[0]?.sha256).toBe(attachments[0]?.sha256);
  });

  test('a prefix that was never bound is bound to a name of its own, and stays so', async () => {
    const header = '<edXML:From><edXML:OrganId>H35</edXML:OrganId></edXML:From><la:Muc>1</la:Muc>';
    const { message } = await parseEdxml(envelope({ header }));
    expect(message.extensions).toEqual([
      { path: 'MessageHeader', xml: '<la:Muc xmlns:la="urn:x-unbound:la">1</la:Muc>' },
    ]);
    await again(message.extensions ?? []);
  });
});

describe('an extension is no way around the writer', () => {
  test.each<[string, unknown, string]>([
    ['two elements', [{ path: 'MessageHeader', xml: '<a/><b/>' }], 'extensions[0].xml'],
    ['text', [{ path: 'MessageHeader', xml: 'chữ' }], 'extensions[0].xml'],
    ['markup that closes the parent', [{ path: 'MessageHeader', xml: '<a/></x><x>' }], 'extensions[0].xml'],
    ['attributes that close the tag', [{ path: 'MessageHeader', xml: 'a="1"><b/></x><x b="2"' }], 'extensions[0].xml'],
    ['an open tag', [{ path: 'MessageHeader', xml: '<a>' }], 'extensions[0].xml'],
    ['a DOCTYPE', [{ path: 'MessageHeader', xml: '<!DOCTYPE a><a/>' }], 'extensions[0].xml'],
    ['an entity', [{ path: 'MessageHeader', xml: '<a>&x;</a>' }], 'extensions[0].xml'],
    ['a control character', [{ path: 'MessageHeader', xml: '<a>\u0001</a>' }], 'extensions[0].xml'],
    ['depth', [{ path: 'MessageHeader', xml: '<a>'.repeat(80) + '</a>'.repeat(80) }], 'extensions[0].xml'],
    ['a place that the message has not', [{ path: 'MessageHeader/To[9]', xml: '<a/>' }], 'extensions[0].path'],
    [
      'attributes twice',
      [
        { path: 'edXML', xml: 'a="1"' },
        { path: 'edXML', xml: 'b="1"' },
      ],
      'extensions[1].path',
    ],
    ['no XML', [{ path: 'edXML' }], 'extensions[0]'],
    ['more than path and XML', [{ path: 'edXML', xml: 'a="1"', text: '' }], 'extensions[0]'],
    ['no list', {}, 'extensions'],
  ])('%s', async (_, extensions, path) => {
    // Callers without types are refused too.
    const message = { ...letter(), extensions: extensions as EdxmlExtension[] };
    await expect(buildEdxml(message)).rejects.toMatchObject({ code: 'edxml.value_invalid', path });
  });

  test('of an attachment it stands in Attachment or Reference', async () => {
    const file = { name: 'a.pdf', content: PDF, extensions: [{ path: 'MessageHeader', xml: '<a/>' }] };
    await expect(buildEdxml(letter(), [file])).rejects.toMatchObject({ path: 'attachments[0].extensions[0].path' });
  });
});
