import { createHash } from 'node:crypto';
import type { ImportPreview, ImportProblem } from '@congvu/contracts';
import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../platform/context.ts';
import { AppError, invalid } from '../../../platform/errors.ts';
import type { UploadedFile } from '../../../platform/http/route.ts';
import { newId } from '../../../platform/ids.ts';
import { readTable } from '../../../platform/tables/read-table.ts';
import { orgPolicies } from '../org.policy.ts';
import { listManagedAgencyIds } from '../org.scope.ts';
import { orgTables } from '../org.tables.ts';
import { countPlan, planTree, type TreePlan } from '../tree/plan-tree.ts';
import type { TreeRows } from '../tree/tree-rows.ts';
import { KEPT_MS } from './confirm-import.ts';
import { type ParsedSheet, type ParsedWorkbook, parseWorkbook } from './parse-table.ts';
import { SHEETS } from './sheets.ts';
import { toTree } from './to-tree.ts';

const MAX_BYTES = 20 * 1024 * 1024;
const SHOWN_ERRORS = 500;
const SHOWN_ROWS = 200;

interface ReceivedFile {
  name: string;
  bytes: Buffer;
}

async function collect(file: UploadedFile): Promise<ReceivedFile> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const part of file.stream) {
    const chunk = Buffer.from(part);
    size += chunk.length;
    if (size <= MAX_BYTES) {
      chunks.push(chunk);
    }
  }
  if (size > MAX_BYTES) {
    throw new AppError('tables.too_large', 413, 'Tệp lớn hơn 20 MB. Chia nhỏ danh sách rồi tải lên từng tệp.');
  }
  return { name: file.name.slice(0, 200), bytes: Buffer.concat(chunks) };
}

/** The one file of the upload, whole in memory within its limit: it is judged before anything is kept. */
async function receiveFile(files: AsyncIterable<UploadedFile>): Promise<ReceivedFile> {
  let received: ReceivedFile | undefined;
  for await (const file of files) {
    const collected = await collect(file);
    received ??= collected;
  }
  if (received === undefined || received.bytes.length === 0) {
    throw invalid('tables.unreadable', 'Chưa chọn tệp hoặc tệp rỗng. Chọn tệp XLSX hoặc CSV theo mẫu.');
  }
  return received;
}

/** Rules of the tree in the words of the sheet; what was wrong in the cell itself is not told twice. */
function treeProblems(parsed: ParsedWorkbook, plan: TreePlan): ImportProblem[] {
  const problems: ImportProblem[] = [];
  for (const item of plan.problems) {
    const found = parsed.sheets.find(({ sheet }) => sheet.key === item.sheet);
    const row = found?.rows[item.index];
    if (found === undefined || row === undefined || row.wrong.has(item.field)) {
      continue;
    }
    const column = found.sheet.columns.find(({ field }) => field === item.field)?.heading ?? '';
    problems.push({ sheet: found.sheet.name, row: row.row, column, message: item.message });
  }
  return problems;
}

function inOrder(problems: ImportProblem[]): ImportProblem[] {
  const place = new Map(SHEETS.map(({ name }, index) => [name, index]));
  return problems.sort(
    (left, right) => (place.get(left.sheet) ?? 0) - (place.get(right.sheet) ?? 0) || left.row - right.row,
  );
}

function showSheet({ sheet, rows }: ParsedSheet, plan: TreePlan, wrong: ReadonlySet<string>) {
  const { changes } = plan[sheet.key];
  return {
    sheet: sheet.key,
    name: sheet.name,
    columns: sheet.columns.map(({ heading }) => heading),
    rows: rows.slice(0, SHOWN_ROWS).map((row, index) => ({
      row: row.row,
      change: wrong.has(`${sheet.name} ${row.row}`) ? ('wrong' as const) : (changes[index] ?? ('wrong' as const)),
      cells: row.cells,
    })),
  };
}

async function keep(context: ActingContext, file: ReceivedFile, tree: TreeRows): Promise<string> {
  const { subject } = context;
  const now = context.clock.now();
  const id = newId();
  await command(context, async (tx) => {
    // What nobody confirmed within a day is forgotten: it holds data of people.
    await orgTables(tx)
      .deleteFrom('org_import')
      .where('agency_id', '=', subject.agencyId)
      .where('confirmed_at', 'is', null)
      .where('created_at', '<', new Date(now.getTime() - KEPT_MS))
      .execute();
    const sha256 = createHash('sha256').update(file.bytes).digest('hex');
    await orgTables(tx)
      .insertInto('org_import')
      .values({
        agency_id: subject.agencyId,
        id,
        file_name: file.name,
        sha256,
        data: JSON.stringify(tree),
        created_by: subject.userId,
        created_at: now,
        confirmed_at: null,
      })
      .execute();
    await record(tx, context, {
      action: 'org.import_previewed',
      agencyId: subject.agencyId,
      objectKind: 'org_import',
      objectId: id,
      detail: { fileName: file.name, sha256 },
    });
    return null;
  });
  return id;
}

export async function uploadImport(context: ActingContext, files: AsyncIterable<UploadedFile>): Promise<ImportPreview> {
  // Whoever may not import does not make the server read either.
  orgPolicies.authorize('org.import', context.subject, { over: false });
  return previewImport(context, await receiveFile(files));
}

/** Reads a file, judges every cell and shows what it would do. Only a file without errors is kept, to be confirmed within a day. */
export async function previewImport(context: ActingContext, file: ReceivedFile): Promise<ImportPreview> {
  orgPolicies.authorize('org.import', context.subject, { over: false });
  const parsed = parseWorkbook(await readTable(file));
  const tree = toTree(parsed.sheets);
  const plan = await planTree(context.db, tree, await listManagedAgencyIds(context.db, context.subject));
  const errors = inOrder([...parsed.problems, ...treeProblems(parsed, plan)]);
  const wrong = new Set(errors.map(({ sheet, row }) => `${sheet} ${row}`));
  return {
    importId: errors.length === 0 ? await keep(context, file, tree) : null,
    fileName: file.name,
    counts: countPlan(plan),
    errorCount: errors.length,
    errors: errors.slice(0, SHOWN_ERRORS),
    sheets: parsed.sheets.map((sheet) => showSheet(sheet, plan, wrong)),
  };
}
