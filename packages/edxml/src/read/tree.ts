/** An element outside attachment content, as it came. */
export interface XmlElement {
  /** Local name. */
  name: string;
  prefix: string;
  namespace: string;
  attributes: Record<string, string>;
  children: XmlElement[];
  text: string;
  /** Path from the root by local names: `edXML/edXMLEnvelope/edXMLHeader`. */
  path: string;
}

/** Same name whatever the case: `edXML` and `EdXML` are both in use. */
export function isNamed(element: XmlElement, name: string): boolean {
  return element.name.length === name.length && element.name.toLowerCase() === name.toLowerCase();
}

export function childrenNamed(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter((child) => isNamed(child, name));
}

/** Every element of the subtree, the root first. */
export function* descendants(root: XmlElement): Generator<XmlElement> {
  yield root;
  for (const child of root.children) {
    yield* descendants(child);
  }
}

export function findNamed(root: XmlElement, name: string): XmlElement | undefined {
  for (const element of descendants(root)) {
    if (isNamed(element, name)) {
      return element;
    }
  }
  return undefined;
}

/** Removes the white space around a text, also the BOM and the hard space that copying brings. */
export function textOf(element: XmlElement | undefined): string {
  return element?.text.trim() ?? '';
}
