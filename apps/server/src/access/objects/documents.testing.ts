import { createHash } from 'node:crypto';
import { goodContent } from '../../modules/drafting/drafting.testing.ts';
import type { AccessOffice, Owner } from '../office.testing.ts';
import type { Kind } from './kind.testing.ts';

const PDF = { name: 'van-ban.pdf', media_type: 'application/pdf' };

function bytesOf(owner: Owner): Buffer {
  return Buffer.from(`%PDF-1.7 ${owner.agencyId}`);
}

function hashOf(owner: Owner): string {
  return createHash('sha256').update(bytesOf(owner)).digest('hex');
}

/** Words nobody else writes: found in an answer, they were read. */
export async function plantFile({ plant, services }: AccessOffice, owner: Owner): Promise<string> {
  const { sha256, size } = await services.blobs.put(bytesOf(owner));
  return (await plant('file', { agency_id: owner.agencyId, ...PDF, sha256, size })).id;
}

async function plantDocument(office: AccessOffice, owner: Owner, direction: 'incoming' | 'outgoing'): Promise<string> {
  const { id } = await office.plant('document', {
    agency_id: owner.agencyId,
    direction,
    document_type: 'official_letter',
    type_name: 'Công văn',
    abstract: 'tăng cường kiểm tra vệ sinh môi trường',
    issuing_agency_name: 'UBND huyện Mẫu',
  });
  return id;
}

async function plantDraft(office: AccessOffice, owner: Owner, id: string, state: string): Promise<void> {
  const at = { agency_id: owner.agencyId, content: goodContent(owner.subject.positionId) };
  await office.plant('drafting_draft', {
    ...at,
    id,
    state,
    version: 1,
    unit_id: owner.unitId,
    drafter_person_id: owner.subject.personId,
    drafter_position_id: owner.subject.positionId,
    signer_position_id: owner.subject.positionId,
  });
  await office.plant('drafting_version', { ...at, draft_id: id, version: 1 });
}

async function addFile(office: AccessOffice, owner: Owner, documentId: string, role: string): Promise<string> {
  const fileId = await plantFile(office, owner);
  await office.plant('document_file', { agency_id: owner.agencyId, document_id: documentId, file_id: fileId, role });
  return fileId;
}

/** Of the owner, whose unit has a head where the person who asks is one. */
export const draft: Kind = {
  states: ['draft', 'submitted', 'content_approved'],
  plant: async (office, owner, state) => {
    const id = await plantDocument(office, owner, 'outgoing');
    await plantDraft(office, owner, id, state);
    const comment = await office.plant('drafting_comment', {
      agency_id: owner.agencyId,
      draft_id: id,
      author_person_id: owner.subject.personId,
    });
    const fileId = await addFile(office, owner, id, 'attachment');
    const related = await issued(office, owner, 'issued');
    return { id, draftId: id, version: '1', fileId, commentId: comment.id, relatedId: related.id };
  },
};

async function issued(office: AccessOffice, owner: Owner, state: string): Promise<{ id: string; fileId: string }> {
  const id = await plantDocument(office, owner, 'outgoing');
  const fileId = await addFile(office, owner, id, 'signed');
  await plantDraft(office, owner, id, 'handed_over');
  await office.plant('outgoing_document', {
    agency_id: owner.agencyId,
    id,
    state: state === 'recalled' ? 'issued' : state,
    unit_id: owner.unitId,
    drafter_person_id: owner.subject.personId,
    signer_position_id: owner.subject.positionId,
    signer_person_id: owner.subject.personId,
    prepared_file_id: fileId,
    prepared_sha256: hashOf(owner),
    current_file_id: fileId,
    current_sha256: hashOf(owner),
    signer_capacity: null,
    issued_at: state === 'sealed' ? null : '2021-03-20T01:00:00Z',
  });
  if (state === 'recalled') {
    await office.plant('document_freeze', { agency_id: owner.agencyId, document_id: id, kind: 'recalled' });
  }
  return { id, fileId };
}

export const outgoing: Kind = {
  states: ['issued', 'sealed', 'recalled'],
  plant: async (office, owner, state) => {
    const { id, fileId } = await issued(office, owner, state);
    return { id, fileId, documentId: id, positionId: owner.subject.positionId };
  },
};

let nextNumber = 1;

/** Given to the unit of the owner, for information. */
export const incoming: Kind = {
  states: ['registered', 'in_progress', 'recalled'],
  plant: async (office, owner, state) => {
    const id = await plantDocument(office, owner, 'incoming');
    const fileId = await addFile(office, owner, id, 'received');
    await office.plant('incoming_document', {
      agency_id: owner.agencyId,
      id,
      state,
      source: 'paper',
      arrival_number: nextNumber++,
      arrival_year: 2021,
      urgency: 'normal',
      verdict: 'unsigned',
      document_type: 'official_letter',
      verdict_detail: { verdict: 'unsigned', sentence: 'Không có chữ ký.', signers: [] },
    });
    await office.plant('incoming_viewer', {
      agency_id: owner.agencyId,
      viewer_id: owner.unitId,
      document_id: id,
      role: 'informed',
    });
    return { id, fileId, documentId: id, positionId: owner.subject.positionId };
  },
};

/** Ready sentences of somebody else. */
export const phrase: Kind = {
  states: [''],
  plant: async (office, owner) => {
    const { id } = await office.plant('task_phrase', { agency_id: owner.agencyId, person_id: owner.subject.personId });
    return { id };
  },
};
