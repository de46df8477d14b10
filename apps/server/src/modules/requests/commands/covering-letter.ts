import type { DraftContent, DraftedLetter } from '@congvu/contracts';
import { formByCode } from '@congvu/forms';
import { renderFormXlsx } from '@congvu/forms/render';
import type { z } from 'zod';
import { record } from '#modules/audit';
import { openDraft } from '#modules/drafting';
import { insertFile, type StoredBlob, storeBytes } from '#modules/files';
import { getAgency } from '#modules/org';
import { type ActingContext, command } from '../../../platform/context.ts';
import { invalid } from '../../../platform/errors.ts';
import { readRequest } from '../engine/read-request.ts';
import { MEDIA_TYPES } from '../queries/read-files.ts';
import { requestPolicies } from '../requests.policy.ts';
import { addMovement } from '../requests.store.ts';
import type { RequestRow } from '../requests.tables.ts';
import { fileNameOf } from '../signing/purpose-parts.ts';

/** One letter carries no more (drafting's limit is 100 files, lists bring two). */
const MAX_REQUESTS = 40;

interface Enclosed {
  row: RequestRow;
  xlsx: StoredBlob | undefined;
}

async function prepare(context: ActingContext, ids: readonly string[]): Promise<Enclosed[]> {
  const enclosed: Enclosed[] = [];
  for (const id of new Set(ids)) {
    const { row, facts } = await readRequest(context, id);
    requestPolicies.authorize('requests.read_personal', context.subject, facts);
    if (row.agency_id !== context.subject.agencyId || row.file_id === null) {
      throw invalid(
        'requests.wrong_state',
        `Đề nghị "${row.subject}" chưa trình ký nên chưa kèm công văn được. Gửi ký trước rồi soạn công văn.`,
      );
    }
    const isList = row.content.rows !== undefined && !row.nil;
    const bytes = isList ? await renderFormXlsx(row.content) : undefined;
    const xlsx = bytes && (await storeBytes(context, bytes, fileNameOf(row, '.xlsx'), MEDIA_TYPES.xlsx));
    enclosed.push({ row, xlsx });
  }
  if (enclosed.length > MAX_REQUESTS) {
    throw invalid(
      'requests.too_many_files',
      `Một công văn kèm tối đa ${MAX_REQUESTS} đề nghị. Chia làm nhiều công văn.`,
    );
  }
  return enclosed;
}

function paragraph(id: string, text: string): DraftContent['blocks'][number] {
  return { id, kind: 'paragraph', runs: [{ text }] };
}

function lineFor({ row }: Enclosed): string {
  const form = formByCode(row.form_code, row.form_set);
  return `- ${form.label}, ${form.shortTitle.charAt(0).toLocaleLowerCase('vi')}${form.shortTitle.slice(1)}: ${row.subject}.`;
}

/** Words for a clerk to go on with; head, symbol and signing block are the drafting module's. */
function letterOf(
  agencyName: string,
  office: { id: string; name: string },
  enclosed: readonly Enclosed[],
): DraftContent {
  const label = `Các đề nghị kèm theo (${enclosed.length}):`;
  return {
    documentType: 'official_letter',
    abstract: 'gửi đề nghị về chứng thư số, tài khoản và thư điện tử công vụ',
    urgency: enclosed.some(({ row }) => row.urgent) ? 'urgent' : 'normal',
    signerPositionId: null,
    addressees: [{ kind: 'agency', agencyId: office.id, label: office.name }],
    recipients: [
      { kind: 'line', label: 'Như trên' },
      { kind: 'line', label: 'Lưu: VT' },
    ],
    blocks: [
      paragraph(
        'b1',
        `${agencyName} gửi ${office.name} các đề nghị sau để xem xét, tổng hợp, trình cấp có thẩm quyền giải quyết theo quy định.`,
      ),
      paragraph('b2', label),
      ...enclosed.map((one, index) => paragraph(`r${index + 1}`, lineFor(one))),
      paragraph(
        'b3',
        `${agencyName} chịu trách nhiệm về nội dung đề nghị và kính đề nghị ${office.name} quan tâm giải quyết./.`,
      ),
    ],
    typistMark: '',
  };
}

/** The unit's own covering letter to the guiding office, for who wants one: an ordinary draft with the forms enclosed. */
export async function draftCoveringLetter(
  context: ActingContext,
  ids: readonly string[],
): Promise<z.infer<typeof DraftedLetter>> {
  const enclosed = await prepare(context, ids);
  const { subject } = context;
  const [first] = enclosed;
  if (first === undefined) {
    throw invalid('requests.not_found', 'Chọn ít nhất một đề nghị để soạn công văn.');
  }
  return command(context, async (tx) => {
    const office = await getAgency(tx, first.row.consolidator_agency_id);
    const agency = await getAgency(tx, subject.agencyId);
    const fileIds: string[] = [];
    for (const { row, xlsx } of enclosed) {
      fileIds.push(...(row.file_id === null ? [] : [row.file_id]));
      fileIds.push(
        ...(xlsx === undefined ? [] : [(await insertFile(tx, context, row.agency_id, xlsx, subject.userId)).id]),
      );
    }
    const { id, link } = await openDraft(tx, context, {
      agencyId: subject.agencyId,
      owner: {
        personId: subject.personId,
        positionId: subject.positionId,
        unitId: subject.unitId,
        name: subject.displayName,
      },
      content: letterOf(agency.name, office, enclosed),
      fileIds,
      movement: 'Mở dự thảo công văn gửi đề nghị',
    });
    for (const { row } of enclosed) {
      const text = 'Soạn công văn gửi kèm';
      await addMovement(tx, context, { agencyId: row.agency_id, id: row.id, kind: 'letter_drafted', text });
      await record(tx, context, {
        action: 'requests.letter_drafted',
        agencyId: row.agency_id,
        objectKind: 'request',
        objectId: row.id,
        detail: { documentId: id },
      });
    }
    return { documentId: id, link };
  });
}
