import { ZipFile } from 'yazl';
import { assertNotInfected, cleanFileName, listFiles, type StoredBlob } from '#modules/files';
import type { Context } from '../../../platform/context.ts';
import { invalid } from '../../../platform/errors.ts';
import { alsoWithin } from '../../../platform/reach.ts';
import { rawQuery } from '../../../platform/sql.ts';
import type { BatchRow } from '../rosters.tables.ts';

/** One package stays below what the carriers of letters and the mail of the receiver take. */
const PACK_BYTES = 80 * 1024 * 1024;

interface RequestFileRow {
  agency_id: string;
  agency_name: string;
  subject: string;
  form_code: string;
  file_id: string | null;
  scan: boolean;
}

// The signed page of each request, and the scan where somebody signed in ink.
const FILES = `
  with inside as (
    select distinct item_agency_id as agency_id, request_id from request_batch_line
    where agency_id = $1 and batch_id = $2 and removed_at is null
  )
  select request.agency_id, request.agency_name, request.subject, request.form_code, request.file_id, false as scan, request.id
  from inside join request on request.agency_id = inside.agency_id and request.id = inside.request_id
  union all
  select request.agency_id, request.agency_name, request.subject, request.form_code, signed.scan_file_id, true, request.id
  from inside join request on request.agency_id = inside.agency_id and request.id = inside.request_id
  join request_signature signed on signed.agency_id = request.agency_id and signed.request_id = request.id
    and signed.revision = request.revision and signed.voided_at is null and signed.scan_file_id is not null
  order by agency_name, id, scan`;

/** The signed requests of a batch, each under a name that says whose it is. @throws AppError 422 `requests.file_missing` · 410 `files.infected_since` */
export async function signedRequests(context: Context, batch: BatchRow): Promise<StoredBlob[]> {
  const rows = await rawQuery<RequestFileRow>(context.db, FILES, [batch.agency_id, batch.id]);
  const known = new Map<string, StoredBlob>();
  for (const [agencyId, own] of Map.groupBy(rows, (row) => row.agency_id)) {
    const ids = own.flatMap((row) => row.file_id ?? []);
    for (const file of await alsoWithin('party', [agencyId], () => listFiles(context.db, agencyId, ids))) {
      known.set(file.id, { sha256: file.sha256, size: file.size, name: file.name, mediaType: file.media_type });
    }
  }
  await assertNotInfected(context.db, [...known.values()]);
  return rows.map((row, index) => {
    const file = known.get(row.file_id ?? '');
    if (file === undefined) {
      throw invalid(
        'requests.file_missing',
        `Đề nghị "${row.subject}" của ${row.agency_name} chưa có bản in đã ký. Bỏ đề nghị này khỏi đợt hoặc trả lại đơn vị.`,
      );
    }
    const ending = /\.[a-z0-9]{2,4}$/i.exec(file.name)?.[0] ?? '.pdf';
    const scan = row.scan ? ' (bản ký giấy)' : '';
    const no = String(index + 1).padStart(String(rows.length).length, '0');
    const name = `${row.form_code} ${no} ${row.agency_name} - ${row.subject}`.slice(0, 150);
    return { ...file, name: cleanFileName(`${name}${scan}${ending}`) };
  });
}

function group(files: readonly StoredBlob[]): StoredBlob[][] {
  const packs: StoredBlob[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const file of files) {
    if (size + file.size > PACK_BYTES) {
      packs.push([]);
      size = 0;
    }
    packs.at(-1)?.push(file);
    size += file.size;
  }
  return packs;
}

/** Streams the files into one package; one at a time is open, whatever their number. */
async function pack(context: Context, files: readonly StoredBlob[], name: string): Promise<StoredBlob> {
  const zip = new ZipFile();
  const failed = new Promise<never>((_resolve, reject) => {
    zip.on('error', reject);
  });
  const mtime = context.clock.now();
  for (const file of files) {
    // Signed PDFs are compressed already.
    const options = { compress: false, mtime, size: file.size };
    zip.addReadStreamLazy(file.name, options, (done) => done(null, context.blobs.read(file.sha256)));
  }
  zip.end();
  const { sha256, size } = await Promise.race([context.blobs.put(zip.outputStream), failed]);
  return { sha256, size, name: cleanFileName(name), mediaType: 'application/zip' };
}

/** All requests in as few packages as their size allows: a letter carries no thousand enclosures. */
export async function packRequests(
  context: Context,
  batch: BatchRow,
  files: readonly StoredBlob[],
): Promise<StoredBlob[]> {
  const groups = group(files);
  const packed: StoredBlob[] = [];
  for (const [index, own] of groups.entries()) {
    const part = groups.length === 1 ? '' : ` (phần ${index + 1} của ${groups.length})`;
    packed.push(await pack(context, own, `${batch.form_code} ${own.length} đề nghị đã ký${part}.zip`));
  }
  return packed;
}
