import { PDFDocument, PDFName } from '@cantoo/pdf-lib';
import { qpdfConvert } from './oracles/tools.ts';
import { plainPdf } from './sample-pdf.ts';

/** Shapes in which files come, made by others than us. */
export const INPUT_KINDS = ['classic', 'xref stream', 'object streams', 'linearised', 'PDF/A-2b'] as const;
export type InputKind = (typeof INPUT_KINDS)[number];

export async function inputPdf(kind: InputKind): Promise<Uint8Array> {
  switch (kind) {
    case 'classic':
      return qpdfConvert(await plainPdf(), '--object-streams=disable', '--static-id');
    case 'xref stream':
      return plainPdf('stream');
    case 'object streams':
      return qpdfConvert(await plainPdf(), '--object-streams=generate', '--static-id');
    case 'linearised':
      return qpdfConvert(await plainPdf(), '--linearize', '--object-streams=generate', '--static-id');
    case 'PDF/A-2b':
      return pdfaPdf(2);
  }
}

/** A page that says it is PDF/A, with a red-green-blue output intent unless told. */
export async function pdfaPdf(part: 1 | 2, options: { hasIntent?: boolean } = {}): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  document.addPage([595, 842]);
  const { context, catalog } = document;
  const xmp = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"><pdfaid:part>${part}</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance></rdf:Description></rdf:RDF></x:xmpmeta>`;
  const metadata = context.stream(xmp, { Type: 'Metadata', Subtype: 'XML' });
  catalog.set(PDFName.of('Metadata'), context.register(metadata));
  if (options.hasIntent !== false) {
    const profile = context.register(context.stream('profile', { N: 3 }));
    const intent = context.obj({ Type: 'OutputIntent', S: 'GTS_PDFA1', DestOutputProfile: profile });
    catalog.set(PDFName.of('OutputIntents'), context.obj([intent]));
  }
  return document.save({ useObjectStreams: part !== 1 });
}
