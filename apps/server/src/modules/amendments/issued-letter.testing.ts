import { attachFile, insertDocument } from '#modules/documents';
import { insertFile, storeBytes } from '#modules/files';
import { rawQuery } from '../../platform/sql.ts';
import type { TestOffice } from '../../platform/testing/test-context.ts';
import { buildTextPdf } from '../files/files.testing.ts';
import type { TestCommune } from '../incoming/incoming.testing.ts';

/** Whose words are looked for after the content was destroyed. */
export const SECRET_WORD = 'chuồn chuồn';

export type Receiver = TestCommune & { name: string; code: string };

export async function insertDraftRow(
  office: TestOffice,
  sender: Receiver,
  id: string,
  to: readonly Receiver[],
): Promise<void> {
  const content = {
    documentType: 'official_letter',
    abstract: 'V/v kiểm tra',
    urgency: 'normal',
    signerPositionId: sender.leader.positionId,
    addressees: to.map((receiver) => ({ kind: 'agency', agencyId: receiver.agencyId, label: receiver.name })),
    recipients: [{ kind: 'line', label: 'Lưu: VT' }],
    blocks: [],
    typistMark: '',
  };
  await rawQuery(
    office.db,
    `insert into drafting_draft (agency_id, id, state, version, content, content_hash, unit_id, drafter_person_id, drafter_position_id,
       drafter_name, saved_at, saved_by, updated_at) values ($1, $2, 'handed_over', 1, $3, '', $4, $5, $6, $7, $8, $7, $8)`,
    [
      sender.agencyId,
      id,
      JSON.stringify(content),
      sender.culture.id,
      sender.specialist.personId,
      sender.specialist.positionId,
      sender.specialist.displayName,
      office.clock.now(),
    ],
  );
}

export async function insertOutgoingRow(
  office: TestOffice,
  sender: Receiver,
  id: string,
  files: { main: { fileId: string; sha256: string }; attachments: number },
  to: readonly Receiver[],
): Promise<void> {
  await rawQuery(
    office.db,
    `insert into outgoing_document (agency_id, id, state, unit_id, drafter_person_id, drafter_name, signer_position_id,
       signer_person_id, signer_name, signer_title, block_lines, recipients, receiver_count, attachment_count, pages, content_hash,
       prepared_file_id, prepared_sha256, current_file_id, current_sha256, format_checked_at, format_checked_by, issued_at, changed_at)
     values ($1, $2, 'issued', $3, $4, $5, $6, $7, $8, $9, '{}', '{}', $10, $11, 1, '', $12, $13, $12, $13, $14, '', $14, $14)`,
    [
      sender.agencyId,
      id,
      sender.culture.id,
      sender.specialist.personId,
      sender.specialist.displayName,
      sender.leader.positionId,
      sender.leader.personId,
      sender.leader.displayName,
      sender.leader.title,
      to.length,
      files.attachments,
      files.main.fileId,
      files.main.sha256,
      office.clock.now(),
    ],
  );
  for (const [index, receiver] of to.entries()) {
    await rawQuery(office.db, 'insert into outgoing_receiver values ($1, $2, $3, $4, $5, $6)', [
      sender.agencyId,
      id,
      index,
      receiver.agencyId,
      receiver.name,
      receiver.code,
    ]);
  }
}

/** Page and enclosures as an issued letter carries them, with words that can be looked for. */
export async function attachPages(office: TestOffice, sender: Receiver, id: string, name: string, attachments: number) {
  const context = office.as(sender.clerk);
  const store = async (words: string, file: string) =>
    storeBytes(office, buildTextPdf([`${words}\n${SECRET_WORD}\n${id}`]), file, 'application/pdf');
  const main = await store(name, 'Công văn.pdf');
  const others = await Promise.all(
    Array.from({ length: attachments }, (_, index) => store(`Phụ lục ${index}`, `Phụ lục ${index + 1}.pdf`)),
  );
  return office.db.transaction().execute(async (tx) => {
    const file = await insertFile(tx, context, sender.agencyId, main);
    await attachFile(tx, { agencyId: sender.agencyId, documentId: id, fileId: file.id, role: 'issued' });
    for (const [sortOrder, blob] of others.entries()) {
      const enclosed = await insertFile(tx, context, sender.agencyId, blob);
      const link = { agencyId: sender.agencyId, documentId: id, fileId: enclosed.id };
      await attachFile(tx, { ...link, role: 'attachment', sortOrder });
    }
    return { main: { fileId: file.id, sha256: file.sha256 }, attachments };
  });
}

export interface NumberedDocument {
  id: string;
  number: number;
  numberSymbol: string;
  abstract: string;
}

export async function insertNumbered(office: TestOffice, from: Receiver, numbered: NumberedDocument): Promise<void> {
  await office.db.transaction().execute((tx) =>
    insertDocument(tx, {
      agency_id: from.agencyId,
      id: numbered.id,
      direction: 'outgoing',
      document_type: 'official_letter',
      type_name: 'Công văn',
      number: numbered.number,
      symbol: 'UBND-VHTT',
      number_symbol: numbered.numberSymbol,
      abstract: numbered.abstract,
      issued_on: '2021-03-22',
      issuing_agency_id: from.agencyId,
      issuing_agency_name: from.name,
      signatory: 'Hoàng Văn Phó',
      signatory_position: 'PHÓ CHỦ TỊCH',
      urgency: 'normal',
      drafting_unit: 'Phòng Văn hóa và Thông tin',
      page_count: 1,
      document_code: '',
      created_at: office.clock.now(),
    }),
  );
}

export async function numberDraft(
  office: TestOffice,
  from: Receiver,
  { id, number, numberSymbol }: Omit<NumberedDocument, 'abstract'>,
): Promise<void> {
  await rawQuery(
    office.db,
    `update document set number = $3, symbol = 'UBND-VP', number_symbol = $4, issued_on = '2021-03-23', signatory = 'Hoàng Văn Phó',
       signatory_position = 'PHÓ CHỦ TỊCH', page_count = 1 where agency_id = $1 and id = $2`,
    [from.agencyId, id, number, numberSymbol],
  );
}
