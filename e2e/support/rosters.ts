import type {
  BatchPage,
  BatchView,
  DraftedLetter,
  IncomingView,
  OpenedBatches,
  RecordedResults,
  RequestKind,
  RequestPage,
  ResultPreview,
  RosterFindingView,
} from '@congvu/contracts';
import { proposeMailboxName, unitSlugOf } from '@congvu/forms';
import { expect } from 'vitest';
import type { z } from 'zod';
import type { ApiPerson } from './api.ts';
import { canReadPdf, fillSheet, pdfPages, readSheet, type SheetRow } from './sheets.ts';

type Batch = z.infer<typeof BatchView>;
type Finding = z.infer<typeof RosterFindingView>;

/** Takes in everything that waits, as the focal person does with "tiếp nhận tất cả". */
export async function acceptAll(focal: ApiPerson): Promise<number> {
  let taken = 0;
  for (;;) {
    const { items } = await focal.call<RequestPage>('GET', '/api/requests?box=to_check&limit=100');
    if (items.length === 0) {
      return taken;
    }
    const answer = await focal.call<{ done: number }>('POST', '/api/requests/accept', {
      ids: items.map(({ id }) => id),
    });
    if (answer.done !== items.length) {
      throw new Error(`not all accepted: ${JSON.stringify(answer)}`);
    }
    taken += items.length;
  }
}

export async function openBatches(focal: ApiPerson, kinds: RequestKind[], campaignId?: string): Promise<Batch[]> {
  const body = { kinds, ...(campaignId !== undefined && { campaignId }) };
  const { batches } = await focal.call<z.infer<typeof OpenedBatches>>('POST', '/api/rosters', body);
  return Promise.all(batches.map(({ id }) => viewBatch(focal, id)));
}

export async function viewBatch(focal: ApiPerson, id: string): Promise<Batch> {
  return focal.call<Batch>('GET', `/api/rosters/${id}`);
}

/** Decides what several lines claim; answers the list as it then stands. */
export async function decide(
  focal: ApiPerson,
  batchId: string,
  finding: Finding,
  keeps: (line: Finding['lines'][number]) => boolean,
): Promise<Batch> {
  const keep = finding.lines.filter(keeps).map(({ id }) => id);
  return focal.call<Batch>('POST', `/api/rosters/${batchId}/decide`, {
    findingId: finding.id,
    keep,
    reason: 'Đã hỏi cả hai đơn vị',
  });
}

export async function draftLetter(focal: ApiPerson, batches: readonly Batch[]): Promise<string> {
  const body = { batchIds: batches.map(({ id }) => id) };
  return (await focal.call<z.infer<typeof DraftedLetter>>('POST', '/api/rosters/letter', body)).documentId;
}

export async function received(focal: ApiPerson): Promise<z.infer<typeof BatchPage>['items']> {
  return (await focal.call<z.infer<typeof BatchPage>>('GET', '/api/rosters?box=received&limit=50')).items;
}

/** The sheet of results comes down, is filled in, goes up, is looked at and confirmed. */
export async function answerBySheet(
  focal: ApiPerson,
  batchId: string,
  answer: (row: SheetRow) => SheetRow | undefined,
): Promise<{ preview: z.infer<typeof ResultPreview>; recorded: z.infer<typeof RecordedResults> }> {
  const bytes = await focal.bytes(`/api/rosters/${batchId}/export?format=results`);
  const file = await fillSheet('Kết quả.xlsx', bytes, answer);
  const preview = await focal.upload<z.infer<typeof ResultPreview>>(`/api/rosters/${batchId}/results/preview`, file);
  const recorded = await focal.call<z.infer<typeof RecordedResults>>('POST', `/api/rosters/${batchId}/results`, {
    results: preview.results,
    note: 'Theo bảng kết quả của Sở',
  });
  return { preview, recorded };
}

/** The names the department gives, by the pattern of the letter. */
export function nameFor(row: SheetRow): string {
  const unit = row['Đơn vị công tác'] ?? row['Tên cơ quan, đơn vị'] ?? '';
  const fullName = row['Họ và tên'] ?? 'Một Cửa';
  return proposeMailboxName({ fullName, unitSlug: unitSlugOf(unit).slice(0, 20), taken: [] });
}

const ON = '09/04/2021';
export const GIVEN: Partial<Record<RequestKind, (row: SheetRow) => SheetRow>> = {
  'account.new': (row) => ({ 'Tên tài khoản được cấp': nameFor(row), 'Ngày cấp': ON }),
  'account.revoke': () => ({ 'Ngày thu hồi': ON }),
  'account.mobile': () => ({ 'Ngày cấp quyền': ON }),
  'mailbox.revoke': () => ({ 'Ngày thu hồi': ON }),
  'mailbox.new': (row) => ({ 'Địa chỉ thư được cấp': `${nameFor(row)}@laichau.gov.vn`, 'Ngày cấp': ON }),
};

/** Deputies get no right to edit on the phone, the last newcomer no account. */
export function isRefused(kind: RequestKind, row: SheetRow): boolean {
  return kind === 'account.mobile' && (row['Chức vụ'] ?? '').startsWith('Phó');
}

/** The list as it arrived: as many rows in the workbook as lines, and every name on the printed pages. */
export async function checkEnclosures(clerk: ApiPerson, letter: IncomingView, list: Batch): Promise<void> {
  const file = (ending: string): string =>
    letter.attachments.find(({ name }) => name.startsWith(`${list.form} `) && name.endsWith(ending))?.url ?? '';
  const rows = (await readSheet(await clerk.bytes(file('.xlsx')))).filter(([first = '']) => /^\d+$/.test(first));
  // Below the lines stand the numbers of each agency, counted from 1 as well.
  expect(rows.length, list.kind).toBe(list.lines + list.agencies);
  if (!canReadPdf) {
    console.info('e2e: pdftotext is absent, the printed lists were not read');
    return;
  }
  const text = pdfPages(await clerk.bytes(file('.pdf'))).join(' ');
  for (const name of rows.map((cells) => cells[1] ?? '')) {
    expect(text, `${list.kind} ${name}`).toContain(name.split(' ').at(-1));
  }
}
