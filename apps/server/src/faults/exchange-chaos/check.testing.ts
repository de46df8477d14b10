import { rawQuery } from '../../platform/sql.ts';
import type { TestOffice } from '../../platform/testing/test-context.ts';
import type { Forgeries } from './forger.testing.ts';
import type { Network, Side } from './network.testing.ts';
import type { Pair } from './offices.testing.ts';

interface Dispatch {
  id: string;
  document_id: string;
  receiver_code: string;
  envelope: string;
  state: string;
  error_code: string;
  change: string;
  reports: string[];
  files: string[];
}

interface Arrived {
  agency_id: string;
  document_id: string;
  envelope: string;
  state: string;
  reports: string[];
  requests: string[];
  files: string[];
}

const DISPATCHES = `
  select dispatch.id, dispatch.document_id, receiver_code, envelope_document_id as envelope, state, error_code, change,
    array(select status_code from interchange_dispatch_event event
      where event.agency_id = dispatch.agency_id and event.dispatch_id = dispatch.id and report_key <> ''
        and status_code between '01' and '06' order by status_code) as reports,
    array(select sha256 from interchange_file file where file.agency_id = dispatch.agency_id
      and file.message_id = dispatch.message_id and direction = 'sent' order by sha256) as files
  from interchange_dispatch dispatch order by dispatch.document_id, sort_order`;

// By the envelope they came in: what a document is called, and how its files are kept, may change afterwards.
const ARRIVED = `
  select origin.agency_id, origin.document_id, origin.envelope_document_id as envelope, incoming.state,
    array(select status_code from interchange_message message where message.agency_id = origin.agency_id
      and message.document_id = origin.document_id and message.kind = 'status' and status_code between '01' and '06'
      order by status_code) as reports,
    array(select request.state from amendment_request request where request.target_agency_id = origin.agency_id
      and request.target_id = origin.document_id and kind in ('recall', 'take_back') order by request.id) as requests,
    array(select sha256 from interchange_file file where file.agency_id = origin.agency_id
      and file.message_id = origin.inbox_id and direction = 'received' order by sha256) as files
  from interchange_origin origin
  join incoming_document incoming on incoming.agency_id = origin.agency_id and incoming.id = origin.document_id
  order by origin.agency_id, origin.document_id`;

const PROGRESS: Record<string, string> = {
  '01': 'arrived',
  '03': 'accepted',
  '04': 'assigned',
  '05': 'processing',
  '06': 'done',
};

/** What the sender must believe, by what the receiver has said: agreed recall, refusal, else the furthest report. */
function believed({ reports, requests }: Arrived): string {
  if (requests.includes('agreed')) {
    return 'recalled';
  }
  const furthest = reports.filter((code) => code !== '02').at(-1) ?? '';
  return reports.includes('02') && furthest !== '06' ? 'refused' : (PROGRESS[furthest] ?? 'sent');
}

function checkOne(dispatch: Dispatch, [document, ...more]: readonly Arrived[]): string[] {
  const name = `${dispatch.envelope} for ${dispatch.receiver_code}`;
  // Closed when the letter was taken back, before anything had left.
  if (dispatch.error_code === 'interchange.frozen') {
    return document === undefined ? [] : [`arrived and said not to have left: ${name}`];
  }
  if (document === undefined) {
    return [`lost: ${name} (${dispatch.state} ${dispatch.error_code})`];
  }
  const problems: string[] = [];
  if (more.length > 0) {
    problems.push(`twice: ${name} is ${more.length + 1} documents`);
  }
  const expected = believed(document);
  if (dispatch.state !== expected) {
    problems.push(`state: ${name} is ${expected} there and ${dispatch.state} here`);
  }
  if (dispatch.reports.join() !== document.reports.join()) {
    problems.push(`history: ${name} reported ${document.reports.join()}, written down ${dispatch.reports.join()}`);
  }
  const isAsked = document.requests.length > 0;
  const answer = document.requests.includes('agreed') ? 'agreed' : isAsked ? 'rejected' : 'none';
  if (dispatch.change !== answer) {
    problems.push(`recall: ${name} is answered ${answer} and here ${dispatch.change}`);
  }
  if (dispatch.files.length === 0 || dispatch.files.join() !== document.files.join()) {
    problems.push(`content: the files of ${name} are not those that were sent`);
  }
  return problems;
}

interface Leftover {
  what: string;
  count: number;
}

/** What has not come to its end, and names of the direct way that stand twice. */
const LEFTOVERS = `
  select 'parcel ' || kind || ' ' || state || ' ' || error_code as what, count(*) as count from interchange_outbox
    where state <> 'sent' group by 1
  union all select 'message ' || kind || ' ' || state || ' ' || error_code, count(*) from interchange_inbox
    where state in ('stored', 'waiting') group by 1
  union all select 'stored twice', count(*) from (select 1 from interchange_inbox where carrier = 'peer'
    group by agency_id, sha256 having count(*) > 1) as twice having count(*) > 0
  union all select 'số đến given twice', count(*) from (select 1 from incoming_document where arrival_number is not null
    group by agency_id, arrival_year, arrival_number having count(*) > 1) as twice having count(*) > 0`;

interface SetAside {
  message_id: string;
  agency_id: string;
  error_code: string;
  kind: string;
}

/** Forged and cut messages are set aside under their reason, nothing else is, and the clerks were told. */
async function checkSetAside(
  side: Side,
  office: TestOffice,
  network: Network,
  forged: Map<string, string>,
): Promise<string[]> {
  const rows = await rawQuery<SetAside>(
    office.db,
    `select message_id, agency_id, error_code, kind from interchange_inbox where state = 'quarantined' order by seq`,
    [],
  );
  const codes = new Map(rows.map((row) => [row.message_id, row.error_code]));
  const problems: string[] = [];
  for (const [name, code] of forged) {
    if (codes.get(name) !== code) {
      problems.push(`forged: ${name} at the ${side} is ${codes.get(name) ?? 'not set aside'} and not ${code}`);
    }
  }
  const cut = [...network.cutAndStored].filter(([, to]) => to === side).map(([name]) => name);
  problems.push(
    ...cut.filter((name) => !codes.has(name)).map((name) => `cut: ${name} at the ${side} was not set aside`),
  );
  const mayBe = new Set([...forged.keys(), ...cut]);
  for (const { message_id: name, error_code, kind } of rows) {
    if (!mayBe.has(name)) {
      problems.push(`set aside: a good ${kind} at the ${side}, ${error_code}`);
    }
  }
  const untold = await rawQuery<{ agency_id: string }>(
    office.db,
    `select distinct agency_id from interchange_inbox inbox where state = 'quarantined' and not exists (
       select 1 from notification where notification.agency_id = inbox.agency_id and kind = 'interchange.quarantined')`,
    [],
  );
  return [...problems, ...untold.map(({ agency_id }) => `alarm: nobody of ${agency_id} was told`)];
}

async function leftovers(side: Side, office: TestOffice): Promise<string[]> {
  const rows = await rawQuery<Leftover>(office.db, LEFTOVERS, []);
  // What was taken back before it left stays as it was given up.
  return rows.map(({ what, count }) => `left at the ${side}: ${what} ×${count}`);
}

function checkLetters(pair: Pair, dispatches: readonly Dispatch[], arrived: readonly Arrived[]): string[] {
  const nameOf = (agencyId: string | undefined, envelope: string): string => `${agencyId} ${envelope}`;
  const there = Map.groupBy(arrived, (one) => nameOf(one.agency_id, one.envelope));
  const problems: string[] = [];
  for (const dispatch of dispatches) {
    const name = nameOf(pair.receiver.hosted.get(dispatch.receiver_code), dispatch.envelope);
    problems.push(...checkOne(dispatch, there.get(name) ?? []));
    there.delete(name);
  }
  return [...problems, ...[...there.keys()].map((name) => `never sent: ${name}`)];
}

async function countDeadlocks(office: TestOffice): Promise<number> {
  const [row] = await rawQuery<{ deadlocks: number }>(
    office.db,
    'select deadlocks from pg_stat_database where datname = current_database()',
    [],
  );
  return row?.deadlocks ?? 0;
}

/** Everything that must hold when the storm has settled (spec security T32), as a list of what does not. */
export async function checkPair(
  pair: Pair,
  network: Network,
  forged: Forgeries,
): Promise<{ problems: string[]; figures: Record<string, number> }> {
  const [here, there] = [pair.sender.office, pair.receiver.office];
  const dispatches = await rawQuery<Dispatch>(here.db, DISPATCHES, []);
  const arrived = await rawQuery<Arrived>(there.db, ARRIVED, []);
  const problems = [
    ...checkLetters(pair, dispatches, arrived),
    ...(await checkSetAside('receiver', there, network, forged.receiver)),
    ...(await checkSetAside('sender', here, network, forged.sender)),
    ...(await leftovers('sender', here)),
    ...(await leftovers('receiver', there)),
  ];
  const [inbox] = await rawQuery<{ count: number; repeated: number }>(
    there.db,
    `select count(*) as count, count(*) filter (where state = 'duplicate') as repeated from interchange_inbox where kind = 'document'`,
    [],
  );
  return {
    problems,
    figures: {
      dispatches: dispatches.length,
      stoppedInTime: dispatches.filter(({ error_code }) => error_code === 'interchange.frozen').length,
      documents: arrived.length,
      registered: arrived.filter(({ reports }) => reports.includes('03')).length,
      recalled: dispatches.filter(({ state }) => state === 'recalled').length,
      storedLetters: inbox?.count ?? 0,
      repetitionsRecognised: inbox?.repeated ?? 0,
      cutAndSetAside: network.cutAndStored.size,
      deadlocks: (await countDeadlocks(here)) + (await countDeadlocks(there)),
    },
  };
}
