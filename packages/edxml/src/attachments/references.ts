import type { EdxmlExtension } from '../message/types.ts';
import type { EdxmlLimits } from '../read/limits.ts';
import { rawAttributes, rawElement } from '../read/raw-xml.ts';
import { attributeOf, childrenNamed, descendants, isNamed, textOf, type XmlElement } from '../read/tree.ts';

import { tooManyAttachments } from './collector.ts';

const XLINK = 'http://www.w3.org/1999/xlink';
/** What the reader takes from a Reference or an Attachment, as elements or as attributes. */
const KNOWN =
  /^(contentid|attachmentname|filename|description|contenttype|filetype|contenttransferencoded|attachmentdata|attachment|content|href|signature|digitalsignature)$/i;

/** What a Reference, or an Attachment itself, says of an attachment; empty texts where it says nothing. */
export interface Label {
  contentId: string;
  name: string;
  description: string;
  declaredType: string;
  extensions: EdxmlExtension[];
}

function textNamed(element: XmlElement, ...names: string[]): string {
  for (const name of names) {
    const child = childrenNamed(element, name).map(textOf).find(Boolean);
    const text = child ?? attributeOf(element, name)?.trim() ?? '';
    if (text !== '') {
      return text;
    }
  }
  return '';
}

function strangersOf(element: XmlElement, path: string): EdxmlExtension[] {
  const children = element.children.filter(
    (child) =>
      !KNOWN.test(child.name) && ![...descendants(child)].some(({ name }) => /contenttransferencoded/i.test(name)),
  );
  const attributes = element.attributes.filter((one) => !KNOWN.test(one.name) && one.namespace !== XLINK);
  return [
    ...children.map((child) => ({ path, xml: rawElement(child) })),
    ...(attributes.length === 0 ? [] : [{ path, xml: rawAttributes(attributes) }]),
  ];
}

export function labelOf(element: XmlElement, path: 'Attachment' | 'Reference'): Label {
  return {
    contentId: textNamed(element, 'ContentId', 'href'),
    name: textNamed(element, 'AttachmentName', 'FileName'),
    description: textNamed(element, 'Description'),
    declaredType: textNamed(element, 'ContentType', 'FileType'),
    extensions: strangersOf(element, path),
  };
}

/** `cid:209`, `209`, `CID:{209}` and `<209>` are the same. */
export function idKey(contentId: string): string {
  return contentId
    .replaceAll(/%7b|%7d/gi, '')
    .replace(/^[\s<{]*(?:cid:|urn:uuid:)?/i, '')
    .replaceAll(/[{}<>\s]/g, '')
    .toLowerCase();
}

/** The references of the manifest, each given to one attachment. */
export class Manifest {
  readonly #left: { key: string; label: Label }[];
  readonly #claimed = new Set<string>();
  /** True when the message has a manifest at all: hand-made ones have none. */
  readonly exists: boolean;

  /** @throws {EdxmlError} `edxml.too_many_attachments` */
  constructor(root: XmlElement, limits: EdxmlLimits) {
    const elements = [...descendants(root)];
    this.exists = elements.some(({ name }) => /^(edxml)?manifest$/i.test(name));
    const references = elements.filter(
      (element) => isNamed(element, 'Reference') && /manifest\/[^/]+$/i.test(element.path),
    );
    if (references.length > limits.maxAttachments) {
      throw tooManyAttachments(limits);
    }
    this.#left = references.map((element) => {
      const label = labelOf(element, 'Reference');
      return { key: idKey(label.contentId), label };
    });
  }

  /** The reference with this ContentId; without any ContentId on both sides, the one with this name. */
  claim({ contentId, name }: Label): Label | undefined {
    const key = idKey(contentId);
    const at = this.#left.findIndex((one) => one.key === key && (key !== '' || one.label.name === name));
    if (at < 0) {
      return undefined;
    }
    this.#claimed.add(key);
    return this.#left.splice(at, 1)[0]?.label;
  }

  /** What nobody claimed, and whether it only repeats a reference that was claimed. */
  unclaimed(): { label: Label; isTwin: boolean }[] {
    return this.#left.map(({ key, label }) => ({ label, isTwin: key !== '' && this.#claimed.has(key) }));
  }
}
