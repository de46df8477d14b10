import { EdxmlError } from '../errors.ts';
import { rawAttributes, rawElement } from '../read/raw-xml.ts';
import { type Fragment, parseFragment } from '../read/read-fragment.ts';
import type { EdxmlExtension } from './types.ts';

function assertExtension(value: unknown, place: string): asserts value is EdxmlExtension {
  const isObject =
    typeof value === 'object' && value !== null && Object.keys(value).every((key) => /^(path|xml)$/.test(key));
  if (
    !isObject ||
    !('path' in value) ||
    typeof value.path !== 'string' ||
    !('xml' in value) ||
    typeof value.xml !== 'string'
  ) {
    throw new EdxmlError('edxml.value_invalid', 'Phải có đúng "path" và "xml"', { path: place });
  }
}

/** What was kept of a message, by the place where it is written again. */
export class Extensions {
  readonly #elements = new Map<string, string[]>();
  readonly #attributes = new Map<string, string>();
  readonly #unused = new Map<string, number>();

  /** @throws {EdxmlError} `edxml.value_invalid` for XML that is none, or attributes of one place given twice */
  constructor(extensions: readonly EdxmlExtension[], field = 'extensions') {
    if (!Array.isArray(extensions)) {
      throw new EdxmlError('edxml.value_invalid', 'Phải là danh sách', { path: field });
    }
    for (const [index, extension] of extensions.entries()) {
      const place = `${field}[${index}]`;
      assertExtension(extension, place);
      this.#add(extension.path, parseFragment(extension.xml, `${place}.xml`), place);
      this.#unused.set(extension.path, index);
    }
  }

  #add(path: string, fragment: Fragment, field: string): void {
    if ('element' in fragment) {
      this.#elements.set(path, [...(this.#elements.get(path) ?? []), rawElement(fragment.element)]);
    } else if (this.#attributes.has(path)) {
      throw new EdxmlError('edxml.value_invalid', `Thuộc tính của ${path} khai hai lần`, { path: `${field}.path` });
    } else {
      this.#attributes.set(path, ` ${rawAttributes(fragment.attributes)}`);
    }
  }

  attributesAt(path: string): string {
    this.#unused.delete(path);
    return this.#attributes.get(path) ?? '';
  }

  elementsAt(path: string, indent: string): string {
    this.#unused.delete(path);
    return (this.#elements.get(path) ?? []).map((xml) => `${indent}${xml}\n`).join('');
  }

  /** @throws {EdxmlError} when a place is not in the message: nothing is dropped without a word */
  assertAllUsed(field = 'extensions'): void {
    for (const [path, index] of this.#unused) {
      throw new EdxmlError('edxml.value_invalid', `Gói tin không có chỗ "${path}"`, {
        path: `${field}[${index}].path`,
      });
    }
  }
}
