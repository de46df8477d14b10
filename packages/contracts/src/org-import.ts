import { z } from 'zod';
import { Id } from './common.ts';

export const ImportSheet = z.enum(['agencies', 'units', 'people', 'positions']);
export type ImportSheet = z.infer<typeof ImportSheet>;
export const ImportCounts = z.object({ rows: z.int(), added: z.int(), changed: z.int(), unchanged: z.int() });
export type ImportCounts = z.infer<typeof ImportCounts>;
/** One wrong cell: the sheet by its Vietnamese name, the row as in the file (from 1), the column by its heading. */
export const ImportProblem = z.object({ sheet: z.string(), row: z.int(), column: z.string(), message: z.string() });
export type ImportProblem = z.infer<typeof ImportProblem>;
export const ImportPreview = z.object({
  /** Null while there are errors: nothing was kept. */
  importId: Id.nullable(),
  fileName: z.string(),
  counts: z.record(ImportSheet, ImportCounts),
  errorCount: z.int(),
  /** The first 500. */
  errors: z.array(ImportProblem),
  /** The first 200 rows of each sheet as read, for the eye. */
  sheets: z.array(
    z.object({
      sheet: ImportSheet,
      name: z.string(),
      columns: z.array(z.string()),
      rows: z.array(
        z.object({
          row: z.int(),
          change: z.enum(['added', 'changed', 'unchanged', 'wrong']),
          cells: z.array(z.string()),
        }),
      ),
    }),
  ),
});
export type ImportPreview = z.infer<typeof ImportPreview>;
/** The XLSX template has all four sheets, a CSV one. */
export const ImportTemplateQuery = z.object({
  format: z.enum(['xlsx', 'csv']).default('xlsx'),
  sheet: ImportSheet.default('agencies'),
});
export const ImportParams = z.object({ id: Id });
export const ImportResult = z.object({ counts: z.record(ImportSheet, ImportCounts) });
export type ImportResult = z.infer<typeof ImportResult>;
