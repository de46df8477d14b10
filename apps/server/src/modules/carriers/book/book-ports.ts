import { type AxisAgency, AxisError, type NationalAxis } from '@congvu/axis';
import type { AddressbookPorts, ListedAgency } from '#modules/addressbook';
import type { Services } from '../../../platform/context.ts';
import { notFound } from '../../../platform/errors.ts';
import { openAxis } from '../axis/open-axis.ts';
import type { CarrierName, Way } from '../carrier.ts';
import type { ConnectionRow } from '../carriers.tables.ts';
import { findConnection, listConnectionsFor, listEnabled } from '../connections.store.ts';
import { chooseWays } from '../ways/choose-ways.ts';

/** Two connections to one axis give one list: whose settings lead to the same place under the same name. */
function listKey(row: ConnectionRow): string {
  return JSON.stringify([row.settings.endpoint, row.settings.systemId]);
}

async function listSources(services: Services) {
  const rows = await listEnabled(services.db, ['national']);
  const distinct = rows.filter((row, index) => rows.findIndex((one) => listKey(one) === listKey(row)) === index);
  return distinct.map(({ id, name, agency_id }) => ({ id, name, agencyId: agency_id }));
}

function listed(list: ListedAgency['list']): (agency: AxisAgency) => ListedAgency {
  return (agency) => ({ ...agency, list });
}

/** Earlier codes stand in one list of the axis, versions in another. */
async function readOldCodes(axis: NationalAxis): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for await (const piece of axis.agencies('code')) {
    for (const { code, oldCode } of piece) {
      if (oldCode !== undefined) {
        found.set(code, oldCode);
      }
    }
  }
  return found;
}

async function* wholeList(axis: NationalAxis): AsyncGenerator<ListedAgency[]> {
  const oldCodes = await readOldCodes(axis);
  try {
    for await (const piece of axis.agencyChanges()) {
      yield piece.map((agency) => {
        const oldCode = agency.oldCode ?? oldCodes.get(agency.code);
        return { ...agency, list: 'code' as const, ...(oldCode !== undefined && { oldCode }) };
      });
    }
  } catch (error) {
    if (!(error instanceof AxisError && error.code === 'axis.unsupported')) {
      throw error;
    }
    // An axis without the list of synchronisation: every time from the beginning.
    for await (const piece of axis.agencies('code')) {
      yield piece.map(listed('code'));
    }
  }
  for await (const piece of axis.agencies('qd20')) {
    yield piece.map(listed('qd20'));
  }
}

async function* fetchAgencies(
  services: Services,
  sourceId: string,
  since: { version: number } | null,
): AsyncGenerator<ListedAgency[]> {
  const row = await findConnection(services.db, sourceId);
  const national = row === undefined ? undefined : openAxis(services, row).national;
  if (national === undefined) {
    throw notFound(
      'carriers.connection_not_found',
      'Kết nối trục quốc gia này không còn. Tải lại danh sách nguồn của sổ địa chỉ.',
    );
  }
  if (since === null) {
    yield* wholeList(national);
    return;
  }
  for await (const piece of national.agencyChanges(since.version)) {
    yield piece.map(listed('code'));
  }
}

const WORDS: Record<CarrierName, string> = {
  inside: 'Trong hệ thống này',
  peer: 'Trực tiếp tới hệ thống Công Vụ của nơi nhận',
  national: 'Trục liên thông quốc gia',
  provincial: 'Trục liên thông của tỉnh',
  mail: 'Thư điện tử công vụ',
};

function wordsOf(way: Way, names: ReadonlyMap<string, string>): { carrier: string | null; text: string } {
  if (way.carrier === null) {
    return { carrier: null, text: way.reason };
  }
  const name = names.get(way.connectionId ?? '');
  const text = name === undefined ? WORDS[way.carrier] : `${WORDS[way.carrier]} (${name})`;
  return { carrier: way.carrier, text: way.note === undefined ? text : `${text}. ${way.note}` };
}

/** What the address book asks of the carriers above it. */
export const addressbookPorts: AddressbookPorts = {
  listSources,
  fetchAgencies,
  describeWays: async (context, receivers) => {
    const { db, subject } = context;
    const ways = await chooseWays(db, subject.agencyId, receivers);
    const connections = await listConnectionsFor(db, subject.agencyId);
    const names = new Map(connections.map(({ id, name }) => [id, name]));
    return ways.map((way) => wordsOf(way, names));
  },
};
