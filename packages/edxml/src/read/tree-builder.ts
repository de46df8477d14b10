import { SaxesParser, type SaxesTagNS } from 'saxes';
import { EdxmlError } from '../errors.ts';
import type { EdxmlErrorCode } from '../texts/refusals.ts';
import type { EdxmlWarningCode, Warn } from '../texts/warnings.ts';
import { EDXML_NAMESPACE } from '../xml/namespace.ts';
import type { EdxmlLimits } from './limits.ts';
import { encodingError, isUtf8 } from './prolog.ts';
import type { XmlAttribute, XmlElement } from './tree.ts';

/** Prefixes that real messages use without declaring them outside the envelope. */
const KNOWN_PREFIXES: Record<string, string> = {
  edXML: EDXML_NAMESPACE,
  xlink: 'http://www.w3.org/1999/xlink',
  xsi: 'http://www.w3.org/2001/XMLSchema-instance',
  xsd: 'http://www.w3.org/2001/XMLSchema',
};

/** What saxes says → why we refuse. The first match wins. */
const REFUSALS: readonly [RegExp, EdxmlErrorCode, string][] = [
  // "Incorrect syntax" is any other <!…>: <!doctype, <!ENTITY, a conditional section.
  [/doctype|incorrect syntax/, 'edxml.doctype_refused', 'Gói tin có DOCTYPE hoặc khai báo <!…>: từ chối đọc'],
  [/undefined entity|entity name/, 'edxml.entity_refused', 'Gói tin dùng thực thể ngoài năm thực thể chuẩn của XML'],
  [
    /character entity|disallowed character\.|illegal character/i,
    'edxml.character_refused',
    'Có ký tự XML không cho phép',
  ],
  [/unclosed tag|unexpected end|must contain a root/, 'edxml.truncated', 'Gói tin bị cụt: chưa hết phần tử gốc'],
];

export interface TreeBuilder {
  /** Feeds markup; never the content of an attachment. */
  write(text: string): void;
  finish(): void;
  readonly root: XmlElement | undefined;
  /** The element now open, when the last thing read was its start tag. */
  readonly justOpened: XmlElement | undefined;
}

export interface TreeBuilderOptions {
  limits: EdxmlLimits;
  warn: Warn;
}

interface State {
  root: XmlElement | undefined;
  open: XmlElement[];
  /** Characters of text in each open element. */
  lengths: number[];
  justOpened: XmlElement | undefined;
  /** Elements, comments and instructions so far. */
  pieces: number;
  attributes: number;
  rootClosed: boolean;
  /** Characters fed since the parser last had something whole: it holds them as one string. */
  held: number;
  warned: Set<string>;
  /** A "&" that starts no reference swallows everything after it: the parser then meets the end, not the cause. */
  hasLooseAmpersand: boolean;
}

function newState(): State {
  return {
    root: undefined,
    open: [],
    lengths: [],
    justOpened: undefined,
    pieces: 0,
    attributes: 0,
    rootClosed: false,
    held: 0,
    warned: new Set(),
    hasLooseAmpersand: false,
  };
}

const LOOSE_AMPERSAND = /&(?![#\w]{0,12}(;|$))/;

function refusalOf(message: string, place: string): EdxmlError {
  const match = REFUSALS.find(([pattern]) => pattern.test(message));
  return match === undefined
    ? new EdxmlError('edxml.not_well_formed', `XML sai cú pháp: ${message}`, { path: place })
    : new EdxmlError(match[1], match[2], { path: place });
}

function toElement(tag: SaxesTagNS, parent: XmlElement | undefined): XmlElement {
  const attributes: XmlAttribute[] = Object.values(tag.attributes)
    .filter(({ prefix, name }) => prefix !== 'xmlns' && name !== 'xmlns')
    .map(({ local, prefix, uri, value }) => ({ name: local, prefix, namespace: uri, value }));
  return {
    name: tag.local,
    prefix: tag.prefix,
    namespace: tag.uri,
    attributes,
    nodes: [],
    children: [],
    path: parent === undefined ? tag.local : `${parent.path}/${tag.local}`,
  };
}

/** Something whole was read: an element, or a comment or instruction, which cost the reader as much. */
function countPiece(state: State, limits: EdxmlLimits): void {
  state.held = 0;
  state.pieces += 1;
  if (state.pieces > limits.maxElements) {
    throw new EdxmlError('edxml.too_many_elements', `Gói tin có quá ${limits.maxElements} phần tử và chú thích`);
  }
}

function openElement(state: State, tag: SaxesTagNS, limits: EdxmlLimits): void {
  const parent = state.open.at(-1);
  const element = toElement(tag, parent);
  if (state.open.length >= limits.maxDepth) {
    throw new EdxmlError('edxml.too_deep', `Các phần tử lồng nhau quá ${limits.maxDepth} bậc`);
  }
  countPiece(state, limits);
  parent?.children.push(element);
  parent?.nodes.push(element);
  state.root ??= element;
  state.open.push(element);
  state.lengths.push(0);
  state.justOpened = element;
  state.attributes = 0;
}

function addText(state: State, text: string, limits: EdxmlLimits): void {
  const element = state.open.at(-1);
  if (element === undefined) {
    return;
  }
  state.held = 0;
  element.nodes.push(text);
  state.justOpened = undefined;
  const length = (state.lengths.pop() ?? 0) + text.length;
  state.lengths.push(length);
  if (length > limits.maxTextLength) {
    throw textTooLong(limits, element.path);
  }
}

function textTooLong(limits: EdxmlLimits, path = ''): EdxmlError {
  const text = `Nội dung phần tử, chú thích hoặc thẻ dài quá ${limits.maxTextLength} ký tự`;
  return new EdxmlError('edxml.text_too_long', text, { path });
}

/** What the parser says, into the tree and against the caps. */
function build(parser: SaxesParser<{ xmlns: true }>, state: State, limits: EdxmlLimits): void {
  parser.on('xmldecl', ({ encoding }) => {
    if (encoding !== undefined && !isUtf8(encoding)) {
      throw encodingError(encoding);
    }
  });
  parser.on('doctype', () => {
    throw refusalOf('doctype', `${parser.line}:${parser.column}`);
  });
  parser.on('attribute', () => {
    state.held = 0;
    state.attributes += 1;
    if (state.attributes > limits.maxAttributes) {
      throw new EdxmlError('edxml.too_many_attributes', `Một phần tử có quá ${limits.maxAttributes} thuộc tính`);
    }
  });
  parser.on('opentag', (tag) => openElement(state, tag, limits));
  for (const event of ['text', 'cdata'] as const) {
    parser.on(event, (text) => addText(state, text, limits));
  }
  for (const event of ['comment', 'processinginstruction'] as const) {
    parser.on(event, () => countPiece(state, limits));
  }
  parser.on('closetag', () => {
    state.held = 0;
    state.open.pop();
    state.lengths.pop();
    state.justOpened = undefined;
    state.rootClosed = state.open.length === 0;
  });
}

/**
 * Builds the tree of the markup with saxes. Namespaces never decide anything (samples of the standard itself leave
 * prefixes unbound): a missing binding is recorded and put right, every other defect of syntax refuses the message.
 */
export function createTreeBuilder({ limits, warn }: TreeBuilderOptions): TreeBuilder {
  const state = newState();
  const warnOnce = (code: EdxmlWarningCode, value: string): void => {
    if (!state.warned.has(`${code} ${value}`)) {
      state.warned.add(`${code} ${value}`);
      warn(code, state.open.at(-1)?.path ?? '', value);
    }
  };
  const unbound = (prefix: string): string => {
    if (prefix === '') {
      return '';
    }
    warnOnce('edxml.repair.unbound_prefix', prefix);
    return KNOWN_PREFIXES[prefix] ?? `urn:x-unbound:${prefix}`;
  };
  const parser = new SaxesParser({
    xmlns: true,
    position: true,
    // XML 1.1 would allow control characters as references.
    defaultXMLVersion: '1.0',
    forceXMLVersion: true,
    resolvePrefix: unbound,
  });
  parser.on('error', (error) => {
    const [, place = '', message = error.message] = /^(\d+:\d+): (.*)$/s.exec(error.message) ?? [];
    if (message.startsWith('text data outside of root') && state.rootClosed) {
      warnOnce('edxml.repair.trailing_text', '');
      return;
    }
    const refusal = refusalOf(message, place);
    throw refusal.code === 'edxml.truncated' && state.hasLooseAmpersand
      ? new EdxmlError('edxml.entity_refused', 'Có dấu & không viết thành &amp;')
      : refusal;
  });
  build(parser, state, limits);
  return {
    write(text) {
      state.justOpened = undefined;
      state.hasLooseAmpersand ||= LOOSE_AMPERSAND.test(text);
      state.held += text.length;
      parser.write(text);
      if (state.held > limits.maxTextLength) {
        throw textTooLong(limits, state.open.at(-1)?.path);
      }
    },
    finish() {
      parser.close();
    },
    get root() {
      return state.root;
    },
    get justOpened() {
      return state.justOpened;
    },
  };
}
