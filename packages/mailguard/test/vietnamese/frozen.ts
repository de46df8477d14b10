import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { readMail } from '../../src/index.ts';
import type { VietnameseMail } from './set.ts';

/** A set that lies in a folder of its own with the sums of its files. */
export interface FrozenFolder {
  listed: string;
  sums: () => string;
}

export function frozenFolder(name: string): FrozenFolder {
  const folder = fileURLToPath(new URL(`${name}/`, import.meta.url));
  const hashOf = (file: string): string =>
    createHash('sha256')
      .update(readFileSync(`${folder}${file}`))
      .digest('hex');
  return {
    listed: readFileSync(`${folder}SHA256SUMS`, 'utf8').trim(),
    sums: () =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((file) => /\.(txt|json)$/.test(file))
        .sort()
        .map((file) => `${hashOf(file)}  ${file}`)
        .join('\n'),
  };
}

/** Every letter reads as it was written, with the way it came and its attachments. */
export async function expectAllReadable(mails: readonly VietnameseMail[]): Promise<void> {
  for (const mail of mails) {
    const read = await readMail(mail.raw);
    expect(read.from.length, mail.id).toBe(1);
    expect(read.subject.length, mail.id).toBeGreaterThan(0);
    expect((read.text + read.html).length, mail.id).toBeGreaterThan(1);
    expect(read.text + read.html, mail.id).not.toMatch(/\[\[|\{\{/);
    expect(
      Buffer.from(mail.raw)
        .toString('latin1')
        .match(/^Received: /gm)?.length,
      mail.id,
    ).toBe(3);
    for (const file of read.attachments) {
      expect(file.size, `${mail.id} ${file.name}`).toBeGreaterThan(10);
    }
  }
}
