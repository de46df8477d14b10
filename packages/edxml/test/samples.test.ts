import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SaxesParser } from 'saxes';
import { describe, expect, test } from 'vitest';
import { buildEdxml, checkEdxml, inputsOf, parseEdxml, readAll, targetsOf } from '../src/index.ts';

/** Messages of the axis SDK, beside the repository and never in it. */
const FOLDER = fileURLToPath(new URL('../../../../shared/samples/edxml', import.meta.url));
const names = existsSync(FOLDER) ? readdirSync(FOLDER).filter((name) => name.endsWith('.edxml')) : [];

if (names.length === 0) {
  console.info(
    'edxml: ../shared/samples/edxml is absent, its messages were left out; the vectors cover the same ground',
  );
}

for (const name of names) {
  test(`axis SDK: ${name}`, async () => {
    const parsed = await parseEdxml(readFileSync(join(FOLDER, name)));
    expect(parsed.message.kind).toBe(name.startsWith('status') ? 'status' : 'document');
    expect(parsed.variant).toBe('V1');
    expect(parsed.message.extensions).toBeUndefined();
    expect(checkEdxml(parsed).filter((finding) => finding.severity === 'error')).toEqual([]);
    const code = /_(\d\d)\.edxml$/.exec(name)?.[1];
    if (parsed.message.kind === 'status' && code !== undefined) {
      expect(parsed.message.statusCode).toBe(code);
    }
    if (parsed.message.kind === 'document') {
      const kind = /replacement|revocation|update/.exec(name)?.[0] ?? 'new';
      expect(parsed.message.business?.kind).toBe(
        { replacement: 'replace', revocation: 'recall', update: 'update', new: 'new' }[kind],
      );
      expect(targetsOf(parsed.message).length > 0).toBe(kind !== 'new');
      expect(parsed.attachments).toMatchObject([{ wasWrapped: true, hasReference: true }]);
      expect(parsed.signature).toBe('dummy');
    }
  });
}

interface Tag {
  name: string;
  /** Attributes, declarations of namespaces among them. */
  attributes: string[];
  children: Tag[];
}

/** The elements of a message by their written names; the Signature, which we never write, left out. */
function tagsOf(bytes: Uint8Array): Tag {
  const parser = new SaxesParser({ xmlns: false });
  const top: Tag = { name: '', attributes: [], children: [] };
  const open = [top];
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name: tag, attributes }) => {
    const element: Tag = {
      name: tag,
      attributes: Object.entries(attributes).map((pair) => pair.join('=')),
      children: [],
    };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('closetag', () => {
    open.pop();
  });
  const text = Buffer.from(bytes).toString();
  parser.write(text.slice(text.indexOf('<?xml'))).close();
  return withoutSignature(top);
}

function withoutSignature(tag: Tag): Tag {
  return { ...tag, children: tag.children.filter(({ name: one }) => one !== 'Signature').map(withoutSignature) };
}

function sorted(tag: Tag): Tag {
  return { ...tag, children: tag.children.map(sorted).sort((left, right) => (left.name < right.name ? -1 : 1)) };
}

async function rebuilt(bytes: Uint8Array): Promise<Uint8Array> {
  const { message, attachments } = await parseEdxml(bytes);
  return buildEdxml(message, inputsOf(attachments));
}

for (const name of names) {
  test(`${name}: written by us it has the same elements, attributes and prefixes`, async () => {
    const original = tagsOf(readFileSync(join(FOLDER, name)));
    const ours = tagsOf(await rebuilt(readFileSync(join(FOLDER, name))));
    // Letters, and the status of the same builder, in the same order; the other statuses of the SDK have orders of their own.
    const hasOwnOrder = name.startsWith('status_');
    expect(hasOwnOrder ? sorted(ours) : ours).toEqual(hasOwnOrder ? sorted(original) : original);
  });
}

const OWN = ['letter.edxml', 'status-03.edxml'].map((name) =>
  fileURLToPath(new URL(`./vectors/${name}`, import.meta.url)),
);

describe('written again and read again is the same', () => {
  for (const path of [...OWN, ...names.map((name) => join(FOLDER, name))]) {
    test(basename(path), async () => {
      const { message, attachments } = await parseEdxml(readFileSync(path));
      const inputs = await Promise.all(
        attachments.flatMap(({ name: file, content }) =>
          content === undefined ? [] : [readAll(content).then((bytes) => ({ name: file, content: bytes }))],
        ),
      );
      const again = await parseEdxml(await buildEdxml(message, inputs));
      expect(again.message).toEqual(message);
      expect(again.attachments.map((item) => item.sha256)).toEqual(attachments.map((item) => item.sha256));
    });
  }
});
