import { SaxesParser, type SaxesTagNS } from 'saxes';
import { EdxmlError, type EdxmlErrorCode, type EdxmlWarning } from '../errors.ts';
import type { EdxmlLimits } from './limits.ts';
import type { XmlElement } from './tree.ts';

/** Prefixes that real messages use without declaring them outside the envelope. */
const KNOWN_PREFIXES: Record<string, string> = {
  edXML: 'http://www.mic.gov.vn/TBT/QCVN_102_2016',
  xlink: 'http://www.w3.org/1999/xlink',
  xsi: 'http://www.w3.org/2001/XMLSchema-instance',
  xsd: 'http://www.w3.org/2001/XMLSchema',
};

/** What saxes says → why we refuse. The first match wins. */
const REFUSALS: readonly [RegExp, EdxmlErrorCode, string][] = [
  [/doctype/, 'edxml.doctype_refused', 'Gói tin có DOCTYPE: từ chối đọc'],
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
  warn: (warning: EdxmlWarning) => void;
}

interface State {
  root: XmlElement | undefined;
  open: XmlElement[];
  justOpened: XmlElement | undefined;
  elements: number;
  attributes: number;
  rootClosed: boolean;
  warned: Set<string>;
  /** A "&" that starts no reference swallows everything after it: the parser then meets the end, not the cause. */
  hasLooseAmpersand: boolean;
}

const LOOSE_AMPERSAND = /&(?![#\w]{0,12}(;|$))/;

function refusalOf(message: string, place: string): EdxmlError {
  const match = REFUSALS.find(([pattern]) => pattern.test(message));
  return match === undefined
    ? new EdxmlError('edxml.not_well_formed', `XML sai cú pháp: ${message}`, { path: place })
    : new EdxmlError(match[1], match[2], { path: place });
}

function toElement(tag: SaxesTagNS, parent: XmlElement | undefined): XmlElement {
  const attributes: Record<string, string> = {};
  for (const attribute of Object.values(tag.attributes)) {
    if (attribute.prefix !== 'xmlns' && attribute.name !== 'xmlns') {
      attributes[attribute.local] = attribute.value;
    }
  }
  return {
    name: tag.local,
    prefix: tag.prefix,
    namespace: tag.uri,
    attributes,
    children: [],
    text: '',
    path: parent === undefined ? tag.local : `${parent.path}/${tag.local}`,
  };
}

function openElement(state: State, tag: SaxesTagNS, limits: EdxmlLimits): void {
  const parent = state.open.at(-1);
  const element = toElement(tag, parent);
  state.elements += 1;
  if (state.open.length >= limits.maxDepth) {
    throw new EdxmlError('edxml.too_deep', `Các phần tử lồng nhau quá ${limits.maxDepth} bậc`);
  }
  if (state.elements > limits.maxElements) {
    throw new EdxmlError('edxml.too_many_elements', `Gói tin có quá ${limits.maxElements} phần tử`);
  }
  parent?.children.push(element);
  state.root ??= element;
  state.open.push(element);
  state.justOpened = element;
  state.attributes = 0;
}

function addText(state: State, text: string, limits: EdxmlLimits): void {
  const element = state.open.at(-1);
  if (element === undefined) {
    return;
  }
  element.text += text;
  state.justOpened = undefined;
  if (element.text.length > limits.maxTextLength) {
    throw new EdxmlError('edxml.text_too_long', `Nội dung phần tử dài quá ${limits.maxTextLength} ký tự`, {
      path: element.path,
    });
  }
}

/**
 * Builds the tree of the markup with saxes. Namespaces never decide anything (samples of the standard itself leave
 * prefixes unbound): a missing binding is recorded and put right, every other defect of syntax refuses the message.
 */
export function createTreeBuilder({ limits, warn }: TreeBuilderOptions): TreeBuilder {
  const state: State = {
    root: undefined,
    open: [],
    justOpened: undefined,
    elements: 0,
    attributes: 0,
    rootClosed: false,
    warned: new Set(),
    hasLooseAmpersand: false,
  };
  const warnOnce = (code: EdxmlWarning['code'], key: string, text: string): void => {
    if (!state.warned.has(key)) {
      state.warned.add(key);
      warn({ code, path: state.open.at(-1)?.path ?? '', text });
    }
  };
  const unbound = (prefix: string): string => {
    if (prefix === '') {
      return '';
    }
    warnOnce('edxml.repair.unbound_prefix', `prefix ${prefix}`, `Đã sửa khi đọc: tiền tố "${prefix}" chưa khai báo`);
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
      warnOnce('edxml.repair.trailing_text', 'trailing', 'Đã sửa khi đọc: bỏ ký tự thừa sau phần tử gốc');
      return;
    }
    const refusal = refusalOf(message, `dòng ${place.replace(':', ', cột ')}`);
    throw refusal.code === 'edxml.truncated' && state.hasLooseAmpersand
      ? new EdxmlError('edxml.entity_refused', 'Có dấu & không viết thành &amp;')
      : refusal;
  });
  parser.on('xmldecl', ({ encoding }) => {
    if (encoding !== undefined && !/^(utf-?8|us-ascii)$/i.test(encoding)) {
      throw new EdxmlError('edxml.encoding_refused', `Gói tin phải dùng mã UTF-8, không phải ${encoding.slice(0, 40)}`);
    }
  });
  parser.on('doctype', () => {
    throw refusalOf('doctype', `dòng ${parser.line}`);
  });
  parser.on('attribute', () => {
    state.attributes += 1;
    if (state.attributes > limits.maxAttributes) {
      throw new EdxmlError('edxml.too_many_attributes', `Một phần tử có quá ${limits.maxAttributes} thuộc tính`);
    }
  });
  parser.on('opentag', (tag) => openElement(state, tag, limits));
  parser.on('text', (text) => addText(state, text, limits));
  parser.on('cdata', (text) => addText(state, text, limits));
  parser.on('closetag', () => {
    state.open.pop();
    state.justOpened = undefined;
    state.rootClosed = state.open.length === 0;
  });
  return {
    write(text) {
      state.justOpened = undefined;
      state.hasLooseAmpersand ||= LOOSE_AMPERSAND.test(text);
      parser.write(text);
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
