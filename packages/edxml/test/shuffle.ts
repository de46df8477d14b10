import { DEFAULT_LIMITS } from '../src/index.ts';
import { rawElement } from '../src/read/raw-xml.ts';
import type { XmlElement } from '../src/read/tree.ts';
import { createTreeBuilder } from '../src/read/tree-builder.ts';

/**
 * Children of one name keep their order among themselves: it has a meaning (To, TraceHeader, Attachment). Elements of a foreign
 * namespace are one such name, since the order in which they are kept is a meaning too.
 */
function mix(children: XmlElement[], next: () => number): XmlElement[] {
  const key = ({ namespace, name }: XmlElement): string => (namespace.startsWith('urn:') ? 'urn' : name);
  const queues = new Map<string, XmlElement[]>();
  for (const child of children) {
    queues.set(key(child), [...(queues.get(key(child)) ?? []), child]);
  }
  const mixed: XmlElement[] = [];
  while (queues.size > 0) {
    const names = [...queues.keys()];
    const name = names[next() % names.length] ?? '';
    const [first, ...rest] = queues.get(name) ?? [];
    mixed.push(...(first === undefined ? [] : [first]));
    if (rest.length === 0) {
      queues.delete(name);
    } else {
      queues.set(name, rest);
    }
  }
  return mixed;
}

function shuffle(element: XmlElement, next: () => number): XmlElement {
  if (element.children.length === 0 || element.namespace.startsWith('urn:')) {
    return element;
  }
  const children = mix(
    element.children.map((child) => shuffle(child, next)),
    next,
  );
  return { ...element, children, nodes: children };
}

/** The message with the children of every element of the standard in another order. */
export async function shuffled(bytes: Uint8Array, next: () => number): Promise<Uint8Array> {
  const builder = createTreeBuilder({
    limits: { ...DEFAULT_LIMITS, maxTextLength: 10_000_000 },
    warn: () => undefined,
  });
  builder.write(Buffer.from(bytes).toString());
  builder.finish();
  if (builder.root === undefined) {
    throw new Error('no root');
  }
  return Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>${rawElement(shuffle(builder.root, next))}`);
}
