import type { DraftContent } from '@congvu/contracts';
import type { Subject } from '../../platform/authorise.ts';
import type { TestOffice } from '../../platform/testing/test-context.ts';
import { buildAgency, buildSubject, buildUnit } from '../org/org.testing.ts';
import { createDraft } from './commands/create-draft.ts';
import { approveContent } from './commands/decide-draft.ts';
import { submitDraft } from './commands/submit-draft.ts';
import type { DraftingPorts } from './ports.ts';

/** As if everything could be read: for tests about something else. */
export const everythingSeen: DraftingPorts = { maySee: async () => true };

/** A district committee with an office, one department, two leaders and communes below it. */
export interface DistrictOffice {
  agencyId: string;
  communeIds: string[];
  clerk: Subject;
  otherClerk: Subject;
  chairman: Subject;
  deputy: Subject;
  unitHead: Subject;
  specialist: Subject;
  /** Of another agency: whatever is here does not exist for it. */
  stranger: Subject;
}

export async function buildDistrictOffice(office: TestOffice, communes = 3): Promise<DistrictOffice> {
  const { db } = office;
  const agency = await buildAgency(db, {
    name: 'UBND huyện Bản Sen',
    heading_name: 'ỦY BAN NHÂN DÂN\nHUYỆN BẢN SEN',
    place: 'Bản Sen',
    tier: 'district',
    code: `H35.${Math.random().toString(36).slice(2, 8)}`,
  });
  const communeIds: string[] = [];
  for (let index = 0; index < communes; index += 1) {
    const commune = await buildAgency(db, {
      name: `UBND xã Nà ${index + 1}`,
      parent_id: agency.id,
      recipient_group: 'communes',
      sort_order: index,
    });
    communeIds.push(commune.id);
  }
  const agencyId = agency.id;
  const desk = await buildUnit(db, agencyId, { name: 'Văn phòng', symbol: 'VP' });
  const culture = await buildUnit(db, agencyId, { name: 'Phòng Văn hóa và Thông tin', symbol: 'VHTT', sort_order: 1 });
  const leaders = await buildUnit(db, agencyId, { name: 'Lãnh đạo', symbol: '', sort_order: 2 });
  const foreign = await buildAgency(db, { name: 'UBND huyện Khác' });
  const foreignUnit = await buildUnit(db, foreign.id);
  const inOffice = { agencyId, unitId: desk.id };
  const inCulture = { agencyId, unitId: culture.id };
  const inLead = { agencyId, unitId: leaders.id };
  return {
    agencyId,
    communeIds,
    clerk: await buildSubject(db, { ...inOffice, fullName: 'Lò Thị Thư', title: 'Văn thư', roles: ['clerk'] }),
    otherClerk: await buildSubject(db, { ...inOffice, fullName: 'Vàng A Sổ', title: 'Văn thư', roles: ['clerk'] }),
    chairman: await buildSubject(db, {
      ...inLead,
      fullName: 'Tẩn Văn Chủ',
      title: 'Chủ tịch',
      rank: 'agency_head',
      roles: ['leader'],
    }),
    deputy: await buildSubject(db, {
      ...inLead,
      fullName: 'Hoàng Văn Phó',
      title: 'Phó Chủ tịch',
      rank: 'agency_deputy',
      roles: ['leader'],
    }),
    unitHead: await buildSubject(db, {
      ...inCulture,
      fullName: 'Lê Thị Trưởng',
      title: 'Trưởng phòng',
      rank: 'unit_head',
      roles: ['unit_head'],
    }),
    specialist: await buildSubject(db, { ...inCulture, fullName: 'Đèo Văn Soạn', roles: ['specialist'] }),
    stranger: await buildSubject(db, { agencyId: foreign.id, unitId: foreignUnit.id, roles: ['clerk', 'leader'] }),
  };
}

/** A letter without a finding of the format check, signed by the given post. */
export function goodContent(
  signerPositionId: string,
  abstract = 'tăng cường kiểm tra vệ sinh môi trường',
): DraftContent {
  return {
    documentType: 'official_letter',
    abstract,
    urgency: 'normal',
    signerPositionId,
    addressees: [{ kind: 'group', group: 'communes', label: 'Ủy ban nhân dân các xã, thị trấn' }],
    recipients: [
      { kind: 'line', label: 'Như trên' },
      { kind: 'line', label: 'Lưu: VT, VHTT' },
    ],
    blocks: [
      {
        id: 'b1',
        kind: 'paragraph',
        runs: [{ text: 'Ủy ban nhân dân huyện đề nghị Ủy ban nhân dân các xã, thị trấn thực hiện các nội dung sau:' }],
      },
      { id: 'b2', kind: 'clause', runs: [{ text: '1. Tổ chức kiểm tra các điểm tập kết rác trên địa bàn.' }] },
      {
        id: 'b3',
        kind: 'clause',
        runs: [{ text: '2. Báo cáo kết quả về Ủy ban nhân dân huyện trước ngày 31/3/2021.' }],
      },
    ],
    typistMark: '',
  };
}

/** A draft as far as the format check: written, submitted, content approved by the head of the unit. */
export async function buildApprovedDraft(
  office: TestOffice,
  district: DistrictOffice,
  content: DraftContent = goodContent(district.deputy.positionId),
): Promise<string> {
  const { id } = await createDraft(office.as(district.specialist), everythingSeen, {
    documentType: content.documentType,
    abstract: content.abstract,
    content,
    declaredSecrecy: 'none',
  });
  office.clock.advance(60_000);
  await submitDraft(office.as(district.specialist), id, { version: 1, note: '' });
  office.clock.advance(60_000);
  await approveContent(office.as(district.unitHead), id, { version: 1, note: '' });
  return id;
}
