import { EdxmlError } from '../errors.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { rawTextOf, type XmlAttribute, type XmlElement } from './tree.ts';
import { createTreeBuilder } from './tree-builder.ts';

export type Fragment = { element: XmlElement } | { attributes: readonly XmlAttribute[] };

function invalid(path: string, cause?: unknown): EdxmlError {
  return new EdxmlError('edxml.value_invalid', 'Phải là một phần tử XML hoặc các thuộc tính XML', { path, cause });
}

/**
 * What an extension holds, read with all the caps of the reader: nothing reaches the output unparsed.
 *
 * @throws {EdxmlError} `edxml.value_invalid`
 */
export function parseFragment(xml: string, path: string): Fragment {
  const isElement = xml.trimStart().startsWith('<');
  const builder = createTreeBuilder({ limits: DEFAULT_LIMITS, warn: () => undefined });
  try {
    builder.write(isElement ? `<x>${xml}</x>` : `<x ${xml}/>`);
    builder.finish();
  } catch (error) {
    throw invalid(path, error);
  }
  const { root } = builder;
  if (root === undefined || root.name !== 'x' || rawTextOf(root).trim() !== '') {
    throw invalid(path);
  }
  const [element, ...more] = root.children;
  if (isElement && element !== undefined && more.length === 0 && root.attributes.length === 0) {
    return { element };
  }
  if (!isElement && element === undefined && root.attributes.length > 0) {
    return { attributes: root.attributes };
  }
  throw invalid(path);
}
