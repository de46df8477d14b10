import { createHash, randomBytes } from 'node:crypto';
import { type SimulatedAgency, type Simulator, startSimulator } from '@congvu/axis/simulator';
import type { ConnectionInput } from '@congvu/contracts';
import { buildEdxml, formatDocumentId } from '@congvu/edxml';
import type { Subject } from '../../platform/authorise.ts';
import type { Context } from '../../platform/context.ts';
import { newId } from '../../platform/ids.ts';
import { rawQuery } from '../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { buildAgency, buildSubject, buildUnit } from '../org/org.testing.ts';
import type { ArrivedMessage, CarrierPorts, Parcel, SendOutcome } from './carrier.ts';
import { receiveOver } from './carriers.jobs.ts';
import type { ConnectionRow, PickupRow } from './carriers.tables.ts';
import { addConnection } from './commands/store-connection.ts';
import { switchConnection } from './commands/switch-connection.ts';
import { findConnection } from './connections.store.ts';
import type { ListOptions } from './receiving/list-messages.ts';
import { axisCarriers } from './sending/axis-carrier.ts';

export const SYSTEM = 'test.h35.99';
export const SECRET = 'khoa-thu-nghiem-rat-bi-mat';
export const PASSWORD = 'mat-khau-cua-truc-tinh';

export const DISTRICT = 'H35.9';
/** The same district by the older scheme. */
const DISTRICT_QCVN = '000.00.09.H35';
export const COMMUNE = 'H35.9.1';
/** Outside bodies of the simulated axis. */
export const OFFICE_OF_PROVINCE = 'H35.1';
export const MINISTRY = 'G22';

export interface Network {
  office: TestOffice;
  axis: Simulator;
  district: { id: string; administrator: Subject; clerk: Subject };
  commune: { id: string; administrator: Subject; clerk: Subject };
  system(): Context;
  /** What the exchange above was given, in order, repetitions included. */
  handed: ArrivedMessage[];
  ports: CarrierPorts;
  /** The next hand-over does this when it has stored. */
  failHandOver: (() => void) | undefined;
  /** The same office on a new axis, without connections. */
  renew(): Promise<void>;
  close(): Promise<void>;
}

async function buildOffice(office: TestOffice, name: string, code: string, parentId: string | null) {
  const { id } = await buildAgency(office.db, { name, code, parent_id: parentId });
  const unit = await buildUnit(office.db, id);
  const person = (roles: Subject['roles'][number][]) =>
    buildSubject(office.db, { agencyId: id, unitId: unit.id, roles });
  return { id, administrator: await person(['administrator']), clerk: await person(['clerk']) };
}

const AGENCIES: SimulatedAgency[] = [
  { code: DISTRICT, name: 'UBND huyện Thử', codeQcvn102: DISTRICT_QCVN },
  { code: COMMUNE, name: 'UBND xã Thử' },
  { code: OFFICE_OF_PROVINCE, name: 'Văn phòng UBND tỉnh' },
  { code: MINISTRY, name: 'Văn phòng Chính phủ', codeQcvn102: '000.00.00.G22' },
];

function startAxis(office: TestOffice): Promise<Simulator> {
  return startSimulator({
    agencies: AGENCIES,
    systems: [
      {
        id: SYSTEM,
        secret: SECRET,
        agencies: [DISTRICT, COMMUNE],
        username: 'huyen.thu',
        password: PASSWORD,
        applicationCode: 'congvu',
      },
    ],
    clock: () => office.clock.now(),
    traceCode: null,
  });
}

/** A district and a commune of this installation on a simulated axis with an office of the province and a ministry. */
export async function buildNetwork(): Promise<Network> {
  const office = await createTestOffice();
  const district = await buildOffice(office, 'UBND huyện Thử', DISTRICT, null);
  await rawQuery(
    office.db,
    `insert into org_agency_code (agency_id, scheme, value, value_key) values ($1, 'qcvn102', $2, $2)`,
    [district.id, DISTRICT_QCVN],
  );
  const commune = await buildOffice(office, 'UBND xã Thử', COMMUNE, district.id);
  const network: Network = {
    office,
    axis: await startAxis(office),
    district,
    commune,
    system: () => ({
      ...office,
      subject: undefined,
      meta: { requestId: newId(), ip: '', userAgent: 'test' },
      idempotency: undefined,
    }),
    handed: [],
    failHandOver: undefined,
    ports: {
      arrived: async (_context, messages) => {
        network.handed.push(...messages);
        const fail = network.failHandOver;
        network.failHandOver = undefined;
        fail?.();
      },
      returned: async () => undefined,
    },
    renew: async () => {
      await network.axis.close();
      for (const table of ['pickup', 'handover', 'choice', 'served', 'connection']) {
        await rawQuery(office.db, `delete from carriers_${table}`, []);
      }
      network.axis = await startAxis(office);
      network.handed = [];
      network.failHandOver = undefined;
    },
    close: async () => {
      await network.axis.close();
      await office.close();
    },
  };
  return network;
}

export function nationalInput(network: Network, given: Partial<ConnectionInput> = {}): ConnectionInput {
  const { settings, ...others } = given;
  return {
    kind: 'national',
    name: 'Trục quốc gia',
    share: 'all',
    agencyIds: [],
    codes: [],
    secret: { secret: SECRET },
    ...others,
    settings: { endpoint: network.axis.url, plainHttpConfirmed: true, systemId: SYSTEM, ...settings },
  };
}

export function provincialInput(network: Network, given: Partial<ConnectionInput> = {}): ConnectionInput {
  const { settings, ...others } = given;
  return {
    kind: 'provincial',
    name: 'Trục của tỉnh',
    share: 'all',
    agencyIds: [],
    codes: [],
    secret: { password: PASSWORD, secretKey: SECRET },
    ...others,
    settings: {
      endpoint: network.axis.url,
      plainHttpConfirmed: true,
      systemId: SYSTEM,
      username: 'huyen.thu',
      applicationCode: 'congvu',
      ...settings,
    },
  };
}

/** Saved and switched on by the administrator of the district. */
export async function connect(network: Network, input: ConnectionInput): Promise<string> {
  const { office, district } = network;
  const { id } = await addConnection(office.as(district.administrator), input);
  await switchConnection(office.as(district.administrator), id, true);
  return id;
}

export async function connectionRow(network: Network, id: string): Promise<ConnectionRow> {
  const row = await findConnection(network.office.db, id);
  if (row === undefined) {
    throw new Error('the connection is gone');
  }
  return row;
}

export async function pickups(network: Network, connectionId: string): Promise<PickupRow[]> {
  return rawQuery<PickupRow>(network.office.db, 'select * from carriers_pickup where connection_id = $1 order by id', [
    connectionId,
  ]);
}

/** Asks and takes in whatever is due, as the job does. */
export async function receive(network: Network, connectionId: string, options: ListOptions = { asked: true }) {
  await receiveOver(network.office, network.ports, connectionId, options);
}

let serial = 0;

/** The bytes of a letter of ours as the exchange builds them. */
export async function letterBytes(to: string, given: { from?: string; size?: number; number?: string } = {}) {
  serial += 1;
  const number = given.number ?? String(serial);
  const from = given.from ?? DISTRICT;
  // What cannot be packed keeps its size in the ZIP.
  const file = Buffer.concat([Buffer.from('%PDF-1.7 '), randomBytes(given.size ?? 200)]);
  return Buffer.from(
    await buildEdxml(
      {
        kind: 'document',
        from: { agencyCode: from, name: 'UBND huyện Thử' },
        to: [{ agencyCode: to, name: 'Nơi nhận' }],
        documentId: formatDocumentId({ agencyCode: from, issuedOn: '2021-03-22', number, symbol: 'UBND-VHTT' }),
        number,
        symbol: 'UBND-VHTT',
        issuedOn: '2021-03-22',
        placeOfIssue: 'Thử',
        abstract: `V/v thử nghiệm ${number}`,
        documentType: { code: '7', name: 'Công văn' },
      },
      [{ name: 'cong-van.pdf', mediaType: 'application/pdf', content: file }],
    ),
  );
}

export async function statusBytes(from: string, to: string): Promise<Buffer> {
  serial += 1;
  return Buffer.from(
    await buildEdxml(
      {
        kind: 'status',
        from: { agencyCode: from, name: 'Nơi nhận' },
        responseTo: { agencyCode: to, numberSymbol: `${serial}/UBND-VHTT`, documentId: `${to},2021/03/22,${serial}` },
        statusCode: '03',
        at: '2021-03-22T08:00:00+07:00',
      },
      [],
    ),
  );
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** A parcel as the exchange hands it over: its bytes lie in the blob store. */
export async function parcel(
  network: Network,
  connectionId: string,
  to: string,
  given: Partial<Parcel> & { bytes?: Buffer } = {},
): Promise<Parcel> {
  const { bytes = await letterBytes(to), ...columns } = given;
  const stored = await network.office.blobs.put(bytes);
  return {
    outboxId: newId(),
    senderAgencyId: network.district.id,
    senderCode: DISTRICT,
    receiverAgencyId: null,
    receiverCode: to,
    connectionId,
    kind: 'document',
    messageId: newId(),
    ...stored,
    content: null,
    priority: 0,
    inDoubt: false,
    ...columns,
  };
}

export async function send(network: Network, parcels: readonly Parcel[]): Promise<SendOutcome[]> {
  const [carrier] = axisCarriers;
  if (carrier === undefined) {
    throw new Error('there is no carrier');
  }
  return carrier.send(network.system(), parcels);
}
