import { AxisError } from '@congvu/axis';
import type { TriedSource } from '@congvu/contracts';
import { isTopAgency } from '#modules/org';
import type { ActingContext } from '../../../platform/context.ts';
import { AppError } from '../../../platform/errors.ts';
import { bookPolicies } from '../addressbook.policy.ts';
import type { ListedAgency } from '../book.ts';
import type { AddressbookPorts } from '../ports.ts';
import { readArrival } from '../sync/listing.ts';
import { getSource } from './start-sync.ts';

const SHOWN = 3;

function judgeRows(rows: readonly ListedAgency[]): TriedSource['steps'][number] {
  const read = rows.map(readArrival);
  const refused = read.flatMap((row) => ('refused' in row ? [row.refused] : []));
  const names = rows.slice(0, SHOWN).map(({ code, name }) => `${code} ${name}`);
  if (rows.length === 0) {
    return {
      name: 'Đọc danh sách',
      ok: false,
      text: 'Trục trả danh sách rỗng. Hỏi đơn vị quản lý trục quyền đọc danh sách cơ quan.',
    };
  }
  return refused.length > rows.length / 2
    ? {
        name: 'Đọc danh sách',
        ok: false,
        text: `${refused.length} trong ${rows.length} hàng đầu không dùng được: ${refused[0]?.reason ?? ''} Báo đơn vị quản lý trục.`,
      }
    : { name: 'Đọc danh sách', ok: true, text: `${rows.length} hàng đầu đọc được, ví dụ: ${names.join('; ')}.` };
}

function explain(error: unknown): string {
  if (error instanceof AppError || error instanceof AxisError) {
    return error.message;
  }
  throw error;
}

/** "Thử": asks for the beginning of the list and says what is wrong; nothing is written. */
export async function trySource(context: ActingContext, ports: AddressbookPorts, id: string): Promise<TriedSource> {
  const { subject } = context;
  bookPolicies.authorize('addressbook.sync', subject, { top: await isTopAgency(context.db, subject.agencyId) });
  await getSource(context, ports, id);
  const started = performance.now();
  const called = (): string => `${((performance.now() - started) / 1_000).toFixed(1).replace('.', ',')} giây`;
  try {
    for await (const piece of ports.fetchAgencies(context, id, null)) {
      const steps = [{ name: 'Gọi danh sách', ok: true, text: `Trục trả lời sau ${called()}.` }, judgeRows(piece)];
      return { ok: steps.every((step) => step.ok), steps };
    }
    return {
      ok: false,
      steps: [{ name: 'Gọi danh sách', ok: true, text: `Trục trả lời sau ${called()}.` }, judgeRows([])],
    };
  } catch (error) {
    return { ok: false, steps: [{ name: 'Gọi danh sách', ok: false, text: explain(error) }] };
  }
}
