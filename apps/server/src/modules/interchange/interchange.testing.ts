import type { VerdictView } from '@congvu/contracts';
import ExcelJS from 'exceljs';
import { insertDocument } from '#modules/documents';
import { storeBytes } from '#modules/files';
import { receiveLetters } from '#modules/incoming';
import type { IssuedLetter } from '#modules/outgoing';
import type { Subject } from '../../platform/authorise.ts';
import { command, systemContext } from '../../platform/context.ts';
import { newId } from '../../platform/ids.ts';
import { rawQuery } from '../../platform/sql.ts';
import type { TestOffice } from '../../platform/testing/test-context.ts';
import { buildAgency, buildSubject, buildUnit } from '../org/org.testing.ts';
import { insideCarrier } from './carriers/inside-carrier.ts';
import type { Exchange } from './exchange.ts';
import { createReader, type Reader } from './inbox/read-due.ts';
import { insideOnly, noAmendments, noConnections, noInspection } from './interchange.ports.ts';
import type { DispatchRow, InboxRow } from './interchange.tables.ts';
import { dispatchLetter } from './outbox/dispatch-letter.ts';
import { sendDue } from './outbox/send-due.ts';

const VALID: VerdictView = { verdict: 'valid', sentence: 'Đủ hai chữ ký, nguyên vẹn từ lúc ký.', signers: [] };

export interface TestReceiver {
  agencyId: string;
  name: string;
  code: string;
  clerk: Subject;
}

/** A district that issues, agencies that receive, and an exchange whose letters the test writes. */
export interface TestExchange {
  exchange: Exchange;
  read: Reader;
  senderId: string;
  senderCode: string;
  clerk: Subject;
  specialist: Subject;
  receivers: TestReceiver[];
  letters: Map<string, IssuedLetter>;
  /** Writes a letter to all receivers, or to the given ones, and dispatches it. */
  issue(given?: Partial<IssuedLetter>): Promise<IssuedLetter>;
  /** Lets the workers run until nothing is due. */
  settle(): Promise<void>;
}

async function buildReceiver(office: TestOffice, index: number): Promise<TestReceiver> {
  const name = `UBND xã Số ${index}`;
  const code = `H35.${newId().slice(-6).toUpperCase()}.${index}`;
  const agency = await buildAgency(office.db, { name, code });
  const unit = await buildUnit(office.db, agency.id);
  const clerk = await buildSubject(office.db, { agencyId: agency.id, unitId: unit.id, roles: ['clerk'] });
  return { agencyId: agency.id, name, code, clerk };
}

function letterOf(sender: { id: string; code: string }, number: number, given: Partial<IssuedLetter>): IssuedLetter {
  return {
    agencyId: sender.id,
    documentId: newId(),
    documentCode: `${sender.code}.2021.${number}`,
    documentType: 'official_letter',
    typeName: 'Công văn',
    number,
    symbol: 'UBND-VHTT',
    numberSymbol: `${number}/UBND-VHTT`,
    abstract: 'V/v tăng cường ứng dụng công nghệ thông tin và bảo mật thông tin',
    issuedOn: '2021-03-22',
    place: 'Tam Đường',
    signatory: 'Vũ Xuân Thịnh',
    signatoryPosition: 'PHÓ CHỦ TỊCH',
    blockLines: ['TM. ỦY BAN NHÂN DÂN', 'KT. CHỦ TỊCH'],
    urgency: 'normal',
    pageCount: 2,
    copies: 1,
    recipients: ['Như trên', 'Lưu: VT, VHTT'],
    replyTo: [],
    dueOn: null,
    receivers: [],
    files: [],
    ...given,
  };
}

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** An office file is a ZIP itself: it must come out of the envelope as it went in. */
async function spreadsheet(number: number): Promise<Buffer> {
  const workbook = new ExcelJS.Workbook();
  workbook.addWorksheet('Mẫu 08').addRow([number, 'Nguyễn Văn A']);
  return Buffer.from(await workbook.xlsx.writeBuffer());
}

/** The outgoing document the letter was issued from, as far as the timeline of refusals and failures needs it. */
async function insertIssued(office: TestOffice, letter: IssuedLetter): Promise<void> {
  await office.db.transaction().execute((tx) =>
    insertDocument(tx, {
      agency_id: letter.agencyId,
      id: letter.documentId,
      direction: 'outgoing',
      document_type: letter.documentType,
      type_name: letter.typeName,
      number: letter.number,
      symbol: letter.symbol,
      number_symbol: letter.numberSymbol,
      abstract: letter.abstract,
      issued_on: letter.issuedOn,
      issuing_agency_id: letter.agencyId,
      issuing_agency_name: 'UBND huyện Thử',
      signatory: letter.signatory,
      signatory_position: letter.signatoryPosition,
      urgency: letter.urgency,
      drafting_unit: '',
      page_count: letter.pageCount,
      document_code: letter.documentCode,
      created_at: office.clock.now(),
    }),
  );
}

export async function buildExchange(office: TestOffice, count: number): Promise<TestExchange> {
  const senderCode = `H35.${newId().slice(-6).toUpperCase()}`;
  const sender = await buildAgency(office.db, { name: 'UBND huyện Thử', code: senderCode });
  const unit = await buildUnit(office.db, sender.id);
  const clerk = await buildSubject(office.db, { agencyId: sender.id, unitId: unit.id, roles: ['clerk'] });
  const specialist = await buildSubject(office.db, { agencyId: sender.id, unitId: unit.id, roles: ['specialist'] });
  const receivers: TestReceiver[] = [];
  for (let index = 1; index <= count; index += 1) {
    receivers.push(await buildReceiver(office, index));
  }
  const letters = new Map<string, IssuedLetter>();
  const exchange: Exchange = {
    peers: {
      readIssuedLetter: async (_db, _agencyId, documentId) => {
        const letter = letters.get(documentId);
        if (letter === undefined) {
          throw new Error('the test has not written this letter');
        }
        return letter;
      },
      receiveLetters,
      judgePdf: async () => VALID,
    },
    carriers: [insideCarrier],
    chooseWays: insideOnly,
    listConnections: noConnections,
    amendments: noAmendments,
    inspectAttachments: noInspection,
  };
  const read = createReader(exchange);
  let number = 0;
  const issue = async (given: Partial<IssuedLetter> = {}): Promise<IssuedLetter> => {
    number += 1;
    const mine = number;
    office.clock.advance(1_000);
    const page = await storeBytes(
      office,
      Buffer.from(`%PDF-1.7 trang ${mine} ${sender.id}`),
      'Công văn.pdf',
      'application/pdf',
    );
    const form = await storeBytes(office, await spreadsheet(mine), 'Mẫu 08.xlsx', XLSX);
    const letter = letterOf({ id: sender.id, code: senderCode }, mine, {
      receivers: receivers.map(({ agencyId, name, code }) => ({ agencyId, name, code })),
      files: [
        { fileId: newId(), ...form, main: false },
        { fileId: newId(), ...page, main: true },
      ],
      ...given,
    });
    letters.set(letter.documentId, letter);
    await insertIssued(office, letter);
    const context = office.as(clerk);
    await command(context, (tx) => dispatchLetter(exchange, tx, context, letter));
    return letter;
  };
  const settle = async (): Promise<void> => {
    for (let rounds = 0; rounds < 100; rounds += 1) {
      const sent = await sendDue(exchange, office);
      const done = await read(office);
      if (sent.taken + done.taken === 0) {
        return;
      }
    }
    throw new Error('the exchange does not come to rest');
  };
  return { exchange, read, senderId: sender.id, senderCode, clerk, specialist, receivers, letters, issue, settle };
}

/** Makes the letter the outgoing document of its drafter, as `outgoing` would. */
export async function insertDrafted(office: TestOffice, letter: IssuedLetter, drafter: Subject): Promise<void> {
  await rawQuery(
    office.db,
    `insert into outgoing_document (agency_id, id, state, unit_id, drafter_person_id, drafter_name, signer_position_id,
       signer_person_id, signer_name, signer_title, block_lines, recipients, receiver_count, attachment_count, pages, content_hash,
       prepared_file_id, prepared_sha256, current_file_id, current_sha256, format_checked_at, format_checked_by, changed_at)
     values ($1, $2, 'issued', $3, $4, $5, $6, $6, $7, $8, '{}', '{}', 3, 0, 1, '', $6, '', $6, '', $9, '', $9)`,
    [
      letter.agencyId,
      letter.documentId,
      drafter.unitId,
      drafter.personId,
      drafter.displayName,
      newId(),
      letter.signatory,
      letter.signatoryPosition,
      office.clock.now(),
    ],
  );
}

export async function dispatchesOf(office: TestOffice, letter: IssuedLetter): Promise<DispatchRow[]> {
  return rawQuery<DispatchRow>(
    office.db,
    'select * from interchange_dispatch where agency_id = $1 and document_id = $2 order by sort_order',
    [letter.agencyId, letter.documentId],
  );
}

/** The receiver that a test speaks about when any will do. */
export function firstReceiver({ receivers: [first] }: TestExchange): TestReceiver {
  if (first === undefined) {
    throw new Error('an exchange without receivers was built');
  }
  return first;
}

export async function inboxOf(office: TestOffice, agencyId: string): Promise<InboxRow[]> {
  return rawQuery<InboxRow>(office.db, 'select * from interchange_inbox where agency_id = $1 order by seq', [agencyId]);
}

/** How many documents, files and arrivals an agency has: the effect of what was delivered to it. */
export async function countIncoming(
  office: TestOffice,
  agencyId: string,
): Promise<{ documents: number; files: number }> {
  const [row] = await rawQuery<{ documents: number; files: number }>(
    office.db,
    `select (select count(*) from incoming_document where agency_id = $1) as documents,
       (select count(*) from document_file where agency_id = $1) as files`,
    [agencyId],
  );
  return row ?? { documents: 0, files: 0 };
}

export async function auditActions(office: TestOffice, agencyId: string): Promise<string[]> {
  const rows = await rawQuery<{ action: string }>(
    office.db,
    'select distinct action from audit_leaf where agency_id = $1 order by action',
    [agencyId],
  );
  return rows.map((row) => row.action);
}

/** A message that some carrier brings, with whatever bytes the test wants. */
export async function deliver(
  office: TestOffice,
  given: Pick<InboxRow, 'agency_id' | 'kind' | 'sender_code' | 'receiver_code'> &
    Partial<Pick<InboxRow, 'sender_agency_id' | 'message_id' | 'sha256' | 'carrier'>> & { bytes: Uint8Array },
): Promise<string> {
  const { bytes, ...columns } = given;
  const stored = await office.blobs.put(bytes);
  const id = newId(office.clock.now().getTime());
  const row = { carrier: 'inside', message_id: newId(), sender_agency_id: null, ...stored, ...columns };
  await rawQuery(
    office.db,
    `insert into interchange_inbox (agency_id, id, carrier, message_id, kind, sender_agency_id, sender_code, receiver_code,
       sha256, size, state, next_at, received_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'stored', $11, $11)`,
    [
      row.agency_id,
      id,
      row.carrier,
      row.message_id,
      row.kind,
      row.sender_agency_id,
      row.sender_code,
      row.receiver_code,
      row.sha256,
      row.size,
      office.clock.now(),
    ],
  );
  return id;
}

export const asSystem = systemContext;

/** The machine itself, for whoever reads its histories a second time. */
export {
  type DispatchEvent,
  type DispatchState,
  isReportCode,
  REPORT_CODES,
  REPORTED_STATE,
  stepDispatch,
  TRANSPORT_EVENTS,
} from './interchange.states.ts';
