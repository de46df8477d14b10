import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import { record } from '#modules/audit';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { FileAnswer } from '../../../platform/http/route.ts';
import { printDay } from '../../../platform/print-dates.ts';
import { compliancePolicies } from '../compliance.policy.ts';
import { type OwnRows, readOwnData } from '../personal/own-data.ts';

function readable(value: unknown): string {
  if (value instanceof Date) {
    return value.toISOString();
  }
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '');
}

function drawText(name: string, day: string, parts: readonly OwnRows[]): string {
  const lines = parts.flatMap(({ name: part, rows }) => [
    '',
    `${part} (${rows.length})`,
    ...rows.flatMap((row) => ['-', ...Object.entries(row).map(([key, value]) => `  ${key}: ${readable(value)}`)]),
  ]);
  return [`Dữ liệu cá nhân của ${name}, lấy ngày ${printDay(day)}`, ...lines, ''].join('\r\n');
}

/** What the office keeps of the person who asks, to take along: for programs and to read. Who took it and when is on record. */
export async function exportOwnData(context: ActingContext): Promise<FileAnswer> {
  compliancePolicies.authorize('compliance.own', context.subject, null);
  const { agencyId, personId, displayName } = context.subject;
  const parts = await readOwnData(context);
  const day = vietnamDate(context.clock.now());
  const zip = new ZipFile();
  const stamp = { mtime: context.clock.now() };
  zip.addBuffer(Buffer.from(JSON.stringify({ name: displayName, day, parts }, undefined, 2)), 'du-lieu.json', stamp);
  zip.addBuffer(Buffer.from(`\uFEFF${drawText(displayName, day, parts)}`), 'doc.txt', stamp);
  zip.end();
  const bytes = await buffer(zip.outputStream);
  await command({ ...context, idempotency: undefined }, async (tx) => {
    await record(tx, context, {
      action: 'compliance.own_data_exported',
      agencyId,
      objectKind: 'person',
      objectId: personId,
      detail: { parts: parts.map(({ key, rows }) => `${key} ${rows.length}`) },
    });
    return null;
  });
  return {
    stream: bytes,
    headers: {
      'content-type': 'application/zip',
      'content-disposition': `attachment; filename="du-lieu-ca-nhan-${day}.zip"`,
      'cache-control': 'no-store',
    },
  };
}
