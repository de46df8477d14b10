import { isStranger, keepAttributes, keepElement, type ReadContext } from './keep.ts';
import { descendants, isNamed, type XmlElement } from './tree.ts';

/** The frame of a message: each name it is met under → the name the writer knows it by. */
const FRAME: Readonly<Record<string, string>> = {
  edxml: 'edXML',
  edxmlenvelope: 'edXMLEnvelope',
  edxmlheader: 'edXMLHeader',
  edxmlbody: 'edXMLBody',
  edxmlmanifest: 'edXMLManifest',
  manifest: 'edXMLManifest',
  attachmentencoded: 'AttachmentEncoded',
  edxmlattachments: 'AttachmentEncoded',
};
/** Read elsewhere, or never evidence and so not handed on. */
const READ_ELSEWHERE = /^(signature|digitalsignature|attachment|attachmentdata|reference|contenttransferencoded)$/i;

function frameName(element: XmlElement): string | undefined {
  const key = element.name.toLowerCase();
  return Object.hasOwn(FRAME, key) ? FRAME[key] : undefined;
}

function holdsAttachment(element: XmlElement): boolean {
  return [...descendants(element)].some(({ name }) => READ_ELSEWHERE.test(name));
}

/** Keeps what stands beside the known parts of the frame, and its attributes; `version="1.0"` is the manifest's own. */
export function keepStructure(root: XmlElement, context: ReadContext): void {
  // Whatever the root is called, it is the root.
  keepFrame(root, frameName(root) ?? 'edXML', context);
}

function keepFrame(element: XmlElement, path: string, context: ReadContext): void {
  const own = element.attributes.filter(
    ({ name, value }) => path !== 'edXMLManifest' || name !== 'version' || value !== '1.0',
  );
  keepAttributes({ ...element, attributes: own }, path, context);
  for (const child of element.children) {
    const frame = frameName(child);
    if (frame !== undefined) {
      keepFrame(child, frame, context);
    } else if (holdsAttachment(child)) {
      if (!READ_ELSEWHERE.test(child.name)) {
        context.warn('edxml.unknown_element', child.path, child.name);
      }
    } else if (!context.taken.has(child) && isStranger(child, element)) {
      const isTwin = isNamed(child, 'MessageHeader');
      keepElement(child, path, context, isTwin ? 'edxml.value.duplicate' : 'edxml.unknown_element');
    }
  }
}
