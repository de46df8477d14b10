import type { CampaignView, FormCode, OpenCampaign, RequestState } from '@congvu/contracts';
import { formByCode } from '@congvu/forms';
import type { MovedRequest } from '#modules/requests';
import type { Subject } from '../../platform/authorise.ts';
import { newId } from '../../platform/ids.ts';
import { rawQuery } from '../../platform/sql.ts';
import type { TestOffice } from '../../platform/testing/test-context.ts';
import { buildAgency, buildSubject, buildUnit } from '../org/org.testing.ts';
import { campaignPorts } from './campaign-ports.ts';
import { openCampaign } from './commands/open-campaign.ts';
import type { CampaignsPorts } from './ports.ts';

export const everythingSeen: CampaignsPorts = { maySee: async () => true };

export interface MemberAgency {
  agencyId: string;
  unitId: string;
  head: Subject;
  clerk: Subject;
  specialist: Subject;
}

export interface CollectingOffice {
  agencyId: string;
  focal: Subject;
  leader: Subject;
  specialist: Subject;
  members: [MemberAgency, MemberAgency, MemberAgency];
  /** Focal of an office elsewhere: what is here does not exist for him. */
  stranger: Subject;
  strangerAgencyId: string;
}

async function buildMember(office: TestOffice, parentId: string, index: number): Promise<MemberAgency> {
  const { db } = office;
  const agency = await buildAgency(db, {
    name: `UBND xã Nà ${index}`,
    short_name: `Xã Nà ${index}`,
    parent_id: parentId,
    recipient_group: index === 1 ? 'specialised_departments' : 'communes',
    sort_order: index,
  });
  const unit = await buildUnit(db, agency.id);
  const post = { agencyId: agency.id, unitId: unit.id };
  return {
    agencyId: agency.id,
    unitId: unit.id,
    head: await buildSubject(db, {
      ...post,
      fullName: `Lò Văn ${index}`,
      title: 'Chủ tịch',
      rank: 'agency_head',
      roles: ['leader'],
    }),
    clerk: await buildSubject(db, { ...post, fullName: `Vàng Thị ${index}`, title: 'Văn thư', roles: ['clerk'] }),
    specialist: await buildSubject(db, { ...post, fullName: `Giàng A ${index}`, roles: ['specialist'] }),
  };
}

/** A guiding office with three agencies below it, and another office that has nothing to do with them. */
export async function buildCollectingOffice(office: TestOffice): Promise<CollectingOffice> {
  const { db } = office;
  const agency = await buildAgency(db, { name: 'UBND huyện Bản Sen', short_name: 'Huyện Bản Sen', tier: 'district' });
  const unit = await buildUnit(db, agency.id, { name: 'Phòng Văn hóa và Thông tin', symbol: 'VHTT' });
  const post = { agencyId: agency.id, unitId: unit.id };
  const foreign = await buildAgency(db, { name: 'UBND huyện Khác', tier: 'district' });
  const foreignUnit = await buildUnit(db, foreign.id);
  return {
    agencyId: agency.id,
    focal: await buildSubject(db, { ...post, fullName: 'Hoàng Minh Tuấn', roles: ['focal', 'specialist'] }),
    leader: await buildSubject(db, { ...post, fullName: 'Vũ Thị Lan', rank: 'agency_head', roles: ['leader'] }),
    specialist: await buildSubject(db, { ...post, fullName: 'Lý A Sùng', roles: ['specialist'] }),
    members: [
      await buildMember(office, agency.id, 1),
      await buildMember(office, agency.id, 2),
      await buildMember(office, agency.id, 3),
    ],
    stranger: await buildSubject(db, { agencyId: foreign.id, unitId: foreignUnit.id, roles: ['focal'] }),
    strangerAgencyId: foreign.id,
  };
}

/** The campaign of the letter, asked of all three on 22/3/2021. */
export async function openLetterCampaign(
  office: TestOffice,
  offices: CollectingOffice,
  given: Partial<OpenCampaign> = {},
): Promise<CampaignView> {
  return openCampaign(office.as(offices.focal), everythingSeen, {
    name: 'Thu danh sách Mẫu số 06 và 07',
    forms: ['M06', 'M07'],
    dueBefore: '2021-04-02',
    agencyIds: offices.members.map((member) => member.agencyId),
    basisText: 'Công văn 367/UBND-VHTT',
    ...given,
  });
}

export function movedRequest(
  campaignId: string,
  agencyId: string,
  given: { form?: FormCode; state: RequestState; id?: string; rows?: number; nil?: boolean; at?: Date | null },
): MovedRequest {
  const form = given.form ?? 'M06';
  return {
    agencyId,
    id: given.id ?? newId(),
    kind: formByCode(form).kind,
    form,
    state: given.state,
    itemCount: given.rows ?? 2,
    nil: given.nil ?? false,
    late: false,
    campaignId,
    submittedAt: given.at ?? null,
  };
}

/** As `requests` tells it, in a transaction of its own. */
export async function move(office: TestOffice, actor: Subject, moved: MovedRequest): Promise<MovedRequest> {
  await office.db.transaction().execute((tx) => campaignPorts.moved(tx, office.as(actor), moved));
  return moved;
}

/** All forms sent at the present moment. */
export async function sendAll(
  office: TestOffice,
  campaign: CampaignView,
  member: MemberAgency,
  state: RequestState = 'submitted',
): Promise<MovedRequest[]> {
  const sent: MovedRequest[] = [];
  for (const form of campaign.forms) {
    sent.push(
      await move(
        office,
        member.head,
        movedRequest(campaign.id, member.agencyId, { form, state, at: office.clock.now() }),
      ),
    );
  }
  return sent;
}

export async function noticesOf(office: TestOffice, subject: Subject): Promise<{ text: string; read: boolean }[]> {
  return rawQuery(
    office.db,
    `select text, read_at is not null as read from notification where agency_id = $1 and person_id = $2 order by id`,
    [subject.agencyId, subject.personId],
  );
}
