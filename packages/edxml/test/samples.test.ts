import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { buildEdxml, checkEdxml, parseEdxml, readAll, targetsOf } from '../src/index.ts';

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
