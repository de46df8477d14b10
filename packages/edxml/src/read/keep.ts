import type { EdxmlExtension } from '../message/types.ts';
import type { EdxmlWarningCode, Warn } from '../texts/warnings.ts';
import { rawAttributes, rawElement } from './raw-xml.ts';
import { textOf, type XmlAttribute, type XmlElement } from './tree.ts';

export interface ReadContext {
  warn: Warn;
  /** What the model has no place for: kept, not lost. */
  extensions: EdxmlExtension[];
  /** Places among them that have their attributes. */
  attributed: Set<string>;
  /** Elements that the model took. */
  taken: Set<XmlElement>;
}

const SCHEMA_INSTANCE = 'http://www.w3.org/2001/XMLSchema-instance';
const XML = 'http://www.w3.org/XML/1998/namespace';
/** Attributes that senders write as a matter of course: TraceHeaderList may have them, so may any SOAP header. */
const USUAL = /^(id|version|mustunderstand|actor)$/i;

/** "There is nothing here" (xsi:nil) says no more than an empty element. */
function sayingAttributes(element: XmlElement): XmlAttribute[] {
  return element.attributes.filter((one) => one.namespace !== SCHEMA_INSTANCE || one.name !== 'nil');
}

/** A context for an element that may turn out to say nothing: what is kept of it is added when it does. */
export function within(context: ReadContext): ReadContext {
  return { ...context, extensions: [], attributed: new Set() };
}

export function hasContent(element: XmlElement): boolean {
  return element.children.length > 0 || textOf(element) !== '' || sayingAttributes(element).length > 0;
}

/** An empty element of the standard's own says nothing; one of another namespace may say something by being there. */
export function isStranger(child: XmlElement, parent: XmlElement): boolean {
  return hasContent(child) || child.namespace !== parent.namespace;
}

/** Keeps an element that the model does not take, at the place of its parent. */
export function keepElement(
  element: XmlElement,
  parentPath: string,
  context: ReadContext,
  code: EdxmlWarningCode,
  value: string = element.name,
): undefined {
  context.warn(code, `${parentPath}/${element.name}`, value);
  context.extensions.push({ path: parentPath, xml: rawElement(element) });
  return undefined;
}

function isUsual({ name, namespace }: XmlAttribute): boolean {
  return namespace === SCHEMA_INSTANCE || namespace === XML || USUAL.test(name);
}

/** Keeps the attributes of an element that the model takes; of two elements read as one, those of the first. */
export function keepAttributes(element: XmlElement, path: string, context: ReadContext): void {
  const kept = sayingAttributes(element);
  if (kept.length === 0 || context.attributed.has(path)) {
    return;
  }
  context.attributed.add(path);
  for (const attribute of kept) {
    if (!isUsual(attribute)) {
      context.warn('edxml.unknown_attribute', path, attribute.name);
    }
  }
  context.extensions.push({ path, xml: rawAttributes(kept) });
}

/** Keeps the children that no field took. */
export function keepStrangers(element: XmlElement, path: string, context: ReadContext): void {
  for (const child of element.children) {
    if (!context.taken.has(child) && isStranger(child, element)) {
      keepElement(child, path, context, 'edxml.unknown_element');
    }
  }
}
