import { EdxmlError, parseEdxml } from '@congvu/edxml';
import { describe, expect, test } from 'vitest';
import { CONFORMANCE } from '../src/conformance.ts';

describe('the reader of this project and the conformance set', () => {
  test('has every kind, each under a name of its own', () => {
    const ids = CONFORMANCE.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const kind of ['letter', 'refuse', 'status']) {
      expect(ids.filter((id) => id.startsWith(kind)).length).toBeGreaterThan(7);
    }
  });

  test.each(CONFORMANCE.map((item) => [item.id, item] as const))('%s', async (_, item) => {
    const bytes = await item.bytes();
    expect(Buffer.from(await item.bytes()).equals(Buffer.from(bytes))).toBe(true);
    if (item.expect.outcome === 'refuse') {
      await expect(parseEdxml(bytes)).rejects.toBeInstanceOf(EdxmlError);
      return;
    }
    const { message, attachments } = await parseEdxml(bytes);
    expect(message).toMatchObject(item.expect.fields ?? {});
    const files = attachments.map(({ name, size, sha256, error }) =>
      error === undefined ? { name, size, sha256 } : { name, isDamaged: true },
    );
    expect(files).toEqual(item.expect.files ?? []);
  });

  test('is written for the sides that are given', async () => {
    const [first] = CONFORMANCE;
    const bytes = await first?.bytes({ from: 'G12', to: '000.00.00.H41' });
    const { message } = await parseEdxml(bytes ?? new Uint8Array());
    expect(message).toMatchObject({ from: { agencyCode: 'G12' }, to: [{ agencyCode: '000.00.00.H41' }] });
  });
});
