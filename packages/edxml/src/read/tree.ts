export interface XmlAttribute {
  /** Local name. */
  name: string;
  prefix: string;
  namespace: string;
  value: string;
}

/** An element outside attachment content, as it came. */
export interface XmlElement {
  /** Local name. */
  name: string;
  prefix: string;
  namespace: string;
  /** Without the declarations of namespaces. */
  attributes: XmlAttribute[];
  /** Text and elements in their order; comments and instructions are left out. */
  nodes: (string | XmlElement)[];
  children: XmlElement[];
  /** Path from the root by local names: `edXML/edXMLEnvelope/edXMLHeader`. */
  path: string;
}

/** Same name whatever the case: `edXML` and `EdXML` are both in use. */
export function isNamed(element: { name: string }, name: string): boolean {
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

export function attributeOf(element: XmlElement, name: string): string | undefined {
  return element.attributes.find((attribute) => isNamed(attribute, name))?.value;
}

/** The text of the element's own, as it stands. */
export function rawTextOf(element: XmlElement): string {
  return element.nodes.filter((node) => typeof node === 'string').join('');
}

/** Without the white space around, also the BOM and the hard space that copying brings. */
export function textOf(element: XmlElement | undefined): string {
  return element === undefined ? '' : rawTextOf(element).trim();
}
