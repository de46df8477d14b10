import { escapeAttribute, escapeText } from '../xml/escape.ts';
import type { XmlAttribute, XmlElement } from './tree.ts';

/** Prefixes declared by an element, and the scope around it: a scope is never copied, however many elements are in it. */
interface Scope {
  names: ReadonlyMap<string, string>;
  around: Scope | undefined;
}

/** In the fragment and wherever it is put back, these mean the same without a declaration. */
const OUTSIDE: Scope = { names: new Map([['xml', 'http://www.w3.org/XML/1998/namespace']]), around: undefined };

function namespaceOf(prefix: string, scope: Scope): string | undefined {
  for (let one: Scope | undefined = scope; one !== undefined; one = one.around) {
    const found = one.names.get(prefix);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

function qualified(prefix: string, name: string): string {
  return prefix === '' ? name : `${prefix}:${name}`;
}

/** The declarations that an element needs beyond those in scope, and the scope inside it. */
function declare(named: readonly { prefix: string; namespace: string }[], scope: Scope) {
  const names = new Map(
    named
      .filter(({ prefix, namespace }) => namespaceOf(prefix, scope) !== namespace)
      .map(({ prefix, namespace }) => [prefix, namespace]),
  );
  const declarations = [...names].map(
    ([prefix, namespace]) => ` ${prefix === '' ? 'xmlns' : `xmlns:${prefix}`}="${escapeAttribute(namespace)}"`,
  );
  return { declarations: declarations.join(''), inside: names.size === 0 ? scope : { names, around: scope } };
}

function attributeText({ prefix, name, value }: XmlAttribute): string {
  return ` ${qualified(prefix, name)}="${escapeAttribute(value)}"`;
}

function serialise(element: XmlElement, scope: Scope): string {
  const spaced = element.attributes.filter(({ prefix }) => prefix !== '');
  const { declarations, inside } = declare([element, ...spaced], scope);
  const tag = qualified(element.prefix, element.name);
  const start = `<${tag}${declarations}${element.attributes.map(attributeText).join('')}`;
  if (element.nodes.length === 0) {
    return `${start}/>`;
  }
  const content = element.nodes.map((node) => (typeof node === 'string' ? escapeText(node) : serialise(node, inside)));
  return `${start}>${content.join('')}</${tag}>`;
}

/** The element as XML that stands by itself: every prefix it uses is declared in it. */
export function rawElement(element: XmlElement): string {
  return serialise(element, OUTSIDE);
}

/** Attributes as they are put into a start tag, with the declarations of their prefixes; the document's own prefix is not taken. */
export function rawAttributes(attributes: readonly XmlAttribute[]): string {
  const renamed = attributes.map((one) => (one.prefix === 'edXML' ? { ...one, prefix: 'ed' } : one));
  const { declarations } = declare(
    renamed.filter(({ prefix }) => prefix !== ''),
    OUTSIDE,
  );
  return `${declarations}${renamed.map(attributeText).join('')}`.trimStart();
}
