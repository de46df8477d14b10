import { isPayloadElement } from '../read/scanner.ts';
import type { XmlElement } from '../read/tree.ts';

export interface FoundAttachment {
  /** The element that carries name and id. */
  container: XmlElement;
  /** The element whose text is base64. */
  payload: XmlElement | undefined;
}

const CONTAINER = /^attachment(data)?$/i;
const LIST = /^(attachmentencoded|edxmlattachments)$/i;

/** The Attachment around the payload, else its parent, else (in hand-made messages) the payload itself. */
function containerOf(payload: XmlElement, ancestors: readonly XmlElement[]): XmlElement {
  const parent = ancestors.at(-1);
  const around = ancestors.find((element) => CONTAINER.test(element.name));
  return around ?? (parent === undefined || LIST.test(parent.name) ? payload : parent);
}

/** Every payload with its container, in the order of the message. An Attachment without payload is found too. */
export function findAttachments(root: XmlElement): FoundAttachment[] {
  const found: FoundAttachment[] = [];
  const visit = (element: XmlElement, ancestors: readonly XmlElement[]): void => {
    const before = found.length;
    for (const child of element.children) {
      visit(child, [...ancestors, element]);
    }
    if (found.length > before) {
      return;
    }
    if (isPayloadElement(element, ancestors.at(-1)?.name ?? '')) {
      found.push({ container: containerOf(element, ancestors), payload: element });
    } else if (CONTAINER.test(element.name)) {
      found.push({ container: element, payload: undefined });
    }
  };
  visit(root, []);
  return found;
}
