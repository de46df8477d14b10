import { SaxesParser } from 'saxes';

/** An element as it came; prefixes are dropped, names compared by their local part. */
export interface XmlNode {
  name: string;
  attributes: Record<string, string>;
  children: XmlNode[];
  text: string;
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/**
 * What a stranger wrote, as a tree: well-formed, without DOCTYPE (no entities of its own, no files), not too deep, not too much;
 * undefined otherwise.
 */
export function readXmlTree(text: string, limits: { depth: number; nodes: number }): XmlNode | undefined {
  const root: XmlNode = { name: '', attributes: {}, children: [], text: '' };
  const open: XmlNode[] = [root];
  let nodes = 0;
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('doctype', () => {
    throw new Error('doctype');
  });
  parser.on('opentag', ({ name, attributes }) => {
    nodes += 1;
    if (open.length > limits.depth || nodes > limits.nodes) {
      throw new Error('too large');
    }
    const pairs = Object.entries(attributes).map(([key, value]) => [localName(key), String(value)]);
    const node: XmlNode = { name: localName(name), attributes: Object.fromEntries(pairs), children: [], text: '' };
    open.at(-1)?.children.push(node);
    open.push(node);
  });
  parser.on('closetag', () => {
    open.pop();
  });
  const addText = (piece: string): void => {
    const node = open.at(-1);
    if (node !== undefined) {
      node.text += piece;
    }
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  try {
    parser.write(text).close();
    return root.children[0];
  } catch {
    return undefined;
  }
}

export function childrenOf(node: XmlNode | undefined, name: string): XmlNode[] {
  return node?.children.filter((child) => child.name === name) ?? [];
}

/** The first child of each name on the way. */
export function childOf(node: XmlNode | undefined, ...path: string[]): XmlNode | undefined {
  return path.reduce<XmlNode | undefined>((at, name) => childrenOf(at, name)[0], node);
}
