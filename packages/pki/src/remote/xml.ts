import { SaxesParser } from 'saxes';

/** An element of a SOAP answer; prefixes are dropped, names compared by their local part. */
export interface XmlNode {
  name: string;
  attributes: Record<string, string>;
  children: XmlNode[];
  text: string;
}

const MAX_DEPTH = 32;
const MAX_NODES = 10_000;

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/** Well-formed XML without DOCTYPE (no entities of its own, no files), not too deep, not too much; undefined otherwise. */
export function readXml(text: string): XmlNode | undefined {
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
    if (open.length > MAX_DEPTH || nodes > MAX_NODES) {
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

/** First descendant of this name, document order. */
export function findNode(node: XmlNode | undefined, name: string): XmlNode | undefined {
  if (node === undefined || node.name === name) {
    return node;
  }
  for (const one of node.children) {
    const found = findNode(one, name);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/** For content and attributes; characters XML cannot hold are left out. */
export function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '');
}
