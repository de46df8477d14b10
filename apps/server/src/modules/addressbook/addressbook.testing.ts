import type { Db } from '../../platform/db.ts';
import { rawQuery } from '../../platform/sql.ts';
import type { BookSource, ListedAgency, SyncCursor } from './book.ts';
import type { AddressbookPorts } from './ports.ts';

/** A row as a list gives it; what is not told is made up from the code. */
export function listed(code: string, given: Partial<ListedAgency> = {}): ListedAgency {
  const list = given.list ?? 'code';
  return { list, id: `${list}-${code}`, code, name: `Cơ quan ${code}`, isDeleted: false, ...given };
}

export async function* pieces(...rows: ListedAgency[][]): AsyncGenerator<ListedAgency[]> {
  yield* rows;
}

/** An axis of which a test decides what it lists. */
export interface FakeAxis {
  sources: BookSource[];
  /** Throws what is put here instead of listing. */
  failure: Error | undefined;
  rows: ListedAgency[];
  asked: (SyncCursor | null)[];
  ports: AddressbookPorts;
}

export function createFakeAxis(agencyId: string, rows: ListedAgency[] = []): FakeAxis {
  const axis: FakeAxis = {
    sources: [{ id: 'truc', name: 'Trục quốc gia', agencyId }],
    failure: undefined,
    rows,
    asked: [],
    ports: {
      listSources: async () => axis.sources,
      fetchAgencies: async function* (_services, _source, since) {
        axis.asked.push(since);
        if (axis.failure !== undefined) {
          throw axis.failure;
        }
        yield since === null ? axis.rows : axis.rows.filter((row) => (row.version ?? 0) > since.version);
      },
      describeWays: async (_context, receivers) =>
        receivers.map(({ code }) => ({ carrier: 'national', text: `Trục quốc gia, mã ${code}` })),
    },
  };
  return axis;
}

export interface ShownBody {
  code: string;
  name: string;
  qd20: string | null;
  qcvn102: string | null;
  mail: string;
  path: string;
  depth: number;
  closed: boolean;
  disputed: boolean;
  live: string[];
}

/** The book without its ids, times and order of arrival. */
export async function showBook(db: Db): Promise<ShownBody[]> {
  return rawQuery<ShownBody>(
    db,
    `select code, name, code_qd20 as qd20, code_qcvn102 as qcvn102, mail, path, depth, closed_at is not null as closed, disputed,
       array(select value_key from addressbook_alias where agency_id = a.id and live order by value_key) as live
     from addressbook_agency a order by code, name, live`,
    [],
  );
}

export async function emptyBook(db: Db): Promise<void> {
  await rawQuery(
    db,
    'truncate addressbook_agency, addressbook_listing, addressbook_alias, addressbook_change, addressbook_successor, addressbook_run, addressbook_source',
    [],
  );
}
