import type { VerdictView } from '@congvu/contracts';
import type { Subject } from '../../platform/authorise.ts';
import { type Context, command, type Services } from '../../platform/context.ts';
import type { Db, Tx } from '../../platform/db.ts';
import { newId } from '../../platform/ids.ts';
import type { TestOffice } from '../../platform/testing/test-context.ts';
import { buildAgency, buildSubject, buildUnit } from '../org/org.testing.ts';
import { directIncoming } from './commands/direct-incoming.ts';
import { receiveLetter } from './commands/receive-letter.ts';
import { registerIncoming } from './commands/register-incoming.ts';
import type { IncomingPorts, ReceivedLetter, StatusReport } from './ports.ts';

const VALID: VerdictView = { verdict: 'valid', sentence: 'Đủ hai chữ ký, nguyên vẹn từ lúc ký.', signers: [] };

/** A letter as the exchange hands it over, with whatever the test says otherwise. */
export function buildLetter(
  agencyId: string,
  given: Partial<Omit<ReceivedLetter, 'facts'>> & { facts?: Partial<ReceivedLetter['facts']> } = {},
): ReceivedLetter {
  const { facts, ...rest } = given;
  return {
    agencyId,
    source: 'axis',
    carrier: 'inside',
    senderAgencyId: null,
    senderCode: 'H35.9',
    envelopeDocumentId: `H35.9,2021/03/22,${newId()}`,
    arrivedAt: new Date('2021-03-22T01:00:00Z'),
    facts: {
      numberSymbol: '367/UBND-VHTT',
      issuedOn: '2021-03-22',
      issuingAgencyName: 'UBND huyện Tam Đường',
      issuingAgencyId: null,
      documentType: 'official_letter',
      typeName: 'Công văn',
      abstract: 'V/v tăng cường ứng dụng công nghệ thông tin và bảo mật thông tin',
      signatory: 'Vũ Xuân Thịnh',
      signatoryPosition: 'Phó Chủ tịch',
      urgency: 'normal',
      pageCount: 2,
      recipients: ['Như trên', 'Lưu: VT, VHTT'],
      replyDueOn: null,
      replyToNumberSymbols: [],
      ...facts,
    },
    verdict: VALID,
    envelopeNotes: [],
    main: null,
    attachments: [],
    brokenAttachments: [],
    ...rest,
  };
}

export interface TestCommune {
  agencyId: string;
  office: { id: string; name: string };
  culture: { id: string; name: string };
  clerk: Subject;
  secondClerk: Subject;
  leader: Subject;
  deputy: Subject;
  /** Head and two people of the unit "Văn hóa - Xã hội". */
  head: Subject;
  specialist: Subject;
  colleague: Subject;
  /** The only one of the unit "Tư pháp - Hộ tịch", which has no head. */
  justice: Subject;
  administrator: Subject;
}

/** A commune with every role, as the commands need it. */
export async function buildCommune(db: Db | Tx, name = 'UBND xã Bình Lư'): Promise<TestCommune> {
  const agency = await buildAgency(db, { name });
  const agencyId = agency.id;
  const office = await buildUnit(db, agencyId, { name: 'Văn phòng - Thống kê', sort_order: 1 });
  const culture = await buildUnit(db, agencyId, { name: 'Văn hóa - Xã hội', sort_order: 2 });
  const law = await buildUnit(db, agencyId, { name: 'Tư pháp - Hộ tịch', sort_order: 3 });
  const person = (
    fullName: string,
    unitId: string,
    given: Omit<Parameters<typeof buildSubject>[1], 'agencyId' | 'unitId'>,
  ) => buildSubject(db, { agencyId, unitId, fullName, ...given });
  return {
    agencyId,
    office,
    culture,
    clerk: await person('Hoàng Thị Lan', office.id, { roles: ['clerk'], title: 'Văn thư' }),
    secondClerk: await person('Lò Thị Pâng', office.id, { roles: ['clerk'], title: 'Văn thư' }),
    leader: await person('Lò Văn Sơn', office.id, {
      roles: ['leader'],
      rank: 'agency_head',
      title: 'Chủ tịch UBND xã',
    }),
    deputy: await person('Tẩn A Sài', office.id, {
      roles: ['leader'],
      rank: 'agency_deputy',
      title: 'Phó Chủ tịch UBND xã',
    }),
    head: await person('Vàng A Páo', culture.id, { roles: ['unit_head'], rank: 'unit_head', title: 'Trưởng ban' }),
    specialist: await person('Nguyễn Thị Vân Anh', culture.id, { roles: ['specialist'] }),
    colleague: await person('Sùng Thị Mỷ', culture.id, { roles: ['specialist'] }),
    justice: await person('Tao Thị Nhung', law.id, { roles: ['specialist'] }),
    administrator: await person('Phàn Văn Quản', office.id, { roles: ['administrator'], title: 'Quản trị' }),
  };
}

/** Ports that keep what would have been reported to the sender. */
export function recordingPorts(): IncomingPorts & { reports: StatusReport[] } {
  const reports: StatusReport[] = [];
  return {
    reports,
    reportStatus: async (_tx, _context, report) => {
      reports.push(report);
    },
  };
}

/** The letter as if the exchange had just brought it. */
export async function receiveForTest(
  services: Services,
  letter: ReceivedLetter,
): Promise<{ documentId: string; duplicate: boolean }> {
  const meta = { requestId: newId(), ip: '', userAgent: 'job' };
  const context: Context = { ...services, subject: undefined, meta, idempotency: undefined };
  return command(context, (tx) => receiveLetter(tx, context, letter));
}

/** A letter whose lead is one person; a unit may get it for information besides. */
export async function giveLetterTo(
  office: TestOffice,
  people: { agencyId: string; clerk: Subject; leader: Subject },
  positionId: string,
  informedUnitId?: string,
): Promise<string> {
  const { documentId } = await receiveForTest(office, buildLetter(people.agencyId));
  const ports = recordingPorts();
  const presentTo = people.leader.positionId;
  await registerIncoming(office.as(people.clerk), ports, documentId, { presentTo, acceptDuplicate: true });
  await directIncoming(office.as(people.leader), ports, documentId, {
    text: 'Giao lập danh sách',
    assignments: [
      { role: 'lead', to: { kind: 'position', positionId }, note: '' },
      ...(informedUnitId === undefined
        ? []
        : [{ role: 'informed' as const, to: { kind: 'unit' as const, unitId: informedUnitId }, note: '' }]),
    ],
    needsApproval: true,
    rememberPhrase: false,
  });
  return documentId;
}

export { movePartOf } from './commands/move-part-of.ts';
export { maySeeIncoming } from './queries/may-see.ts';
