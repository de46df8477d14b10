import type { DeskGroup } from '@congvu/contracts';
import { createAmendmentsModule } from '#modules/amendments';
import { createIncomingModule } from '#modules/incoming';
import { type AmendmentPorts, createInterchangeModule } from '#modules/interchange';
import { createOutgoingModule, type OutgoingPorts } from '#modules/outgoing';
import type { Subject } from '../../platform/authorise.ts';
import { command } from '../../platform/context.ts';
import type { Route, RouteInput } from '../../platform/http/route.ts';
import { newId } from '../../platform/ids.ts';
import type { ModuleDefinition } from '../../platform/module.ts';
import { rawQuery } from '../../platform/sql.ts';
import type { TestOffice } from '../../platform/testing/test-context.ts';
import { buildCommune } from '../incoming/incoming.testing.ts';
import {
  attachPages,
  insertDraftRow,
  insertNumbered,
  insertOutgoingRow,
  numberDraft,
  type Receiver,
  SECRET_WORD,
} from './issued-letter.testing.ts';

interface IssueGiven {
  to?: readonly Receiver[];
  abstract?: string;
  /** Further files beside the page. */
  attachments?: number;
  from?: Receiver;
}

export interface LifeOffice {
  office: TestOffice;
  sender: Receiver;
  receivers: Receiver[];
  modules: ModuleDefinition[];
  outgoingPorts: OutgoingPorts;
  /** A letter with number, page and receivers that has left. */
  issue(given?: IssueGiven): Promise<string>;
  /** The amending draft as if it had been signed, numbered and sealed; issued with everything that hangs on it. */
  issueDraft(draftId: string, given?: IssueGiven): Promise<string>;
  /** Lets the workers run until nothing is due. */
  settle(): Promise<void>;
  /** Runs the jobs of this name that wait. */
  runJobs(name: string): Promise<void>;
  call<T>(subject: Subject, method: Route['method'], path: string, input?: CallInput): Promise<T>;
  /** 13 about a letter of the sender, as if a carrier brought it to this agency. */
  arriveStatus(receiver: Receiver, outgoingId: string, code: string, from?: Receiver): Promise<string>;
  desk(subject: Subject): Promise<DeskGroup[]>;
  /** The incoming document this letter of the sender became. */
  incomingOf(receiver: Receiver, outgoingId: string): Promise<string>;
}

interface CallInput {
  params?: object;
  query?: object;
  body?: object;
}

async function codeOf(office: TestOffice, agencyId: string): Promise<string> {
  const [row] = await rawQuery<{ value: string }>(
    office.db,
    'select value from org_agency_code where agency_id = $1 order by valid_to nulls first limit 1',
    [agencyId],
  );
  return row?.value ?? '';
}

export async function buildReceiver(office: TestOffice, name: string): Promise<Receiver> {
  const commune = await buildCommune(office.db, name);
  return { ...commune, name, code: await codeOf(office, commune.agencyId) };
}

async function isDue(office: TestOffice): Promise<boolean> {
  const [row] = await rawQuery<{ some: boolean }>(
    office.db,
    `select exists (select 1 from interchange_outbox where state = 'queued' and next_at <= $1)
       or exists (select 1 from interchange_inbox where state in ('stored', 'waiting') and next_at <= $1) as some`,
    [office.clock.now()],
  );
  return row?.some === true;
}

function findRoute(modules: readonly ModuleDefinition[], method: string, path: string): Route {
  const route = modules
    .flatMap((module) => module.routes ?? [])
    .find((one) => one.method === method && one.path === path);
  if (route === undefined) {
    throw new Error(`no route ${method} ${path}`);
  }
  return route;
}

interface WaitingJob {
  payload: Record<string, unknown>;
}

async function arriveStatus(
  office: TestOffice,
  ports: AmendmentPorts,
  sender: Receiver,
  receiver: Receiver,
  named: { outgoingId: string; code: string },
): Promise<string> {
  const [row] = await rawQuery<{ envelope_document_id: string }>(
    office.db,
    'select envelope_document_id from interchange_dispatch where document_id = $1 limit 1',
    [named.outgoingId],
  );
  // As the job that reads what came: nobody's request.
  const context = { ...office.as(sender.clerk), db: office.db, subject: undefined };
  return command(context, (tx) =>
    ports.statusArrived(tx, context, {
      agencyId: receiver.agencyId,
      status: {
        kind: 'status',
        from: { agencyCode: sender.code },
        responseTo: { agencyCode: receiver.code, documentId: row?.envelope_document_id ?? '' },
        statusCode: named.code,
        description: 'Gửi nhầm',
      },
      senderAgencyId: sender.agencyId,
      senderCode: sender.code,
      receiverCode: receiver.code,
      messageId: newId(),
    }),
  );
}

function plugTogether() {
  const amendments = createAmendmentsModule({
    loadCalendar: async () => (day) => ![0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay()),
    dispatchMore: (tx, context, wanted) => interchange.dispatchMore(tx, context, wanted),
  });
  const interchange = createInterchangeModule({ amendments: amendments.exchangePorts });
  const outgoingPorts: OutgoingPorts = { ...interchange.outgoingPorts, documentMoved: amendments.documentMoved };
  const modules: ModuleDefinition[] = [
    amendments,
    interchange,
    createOutgoingModule(outgoingPorts),
    createIncomingModule(interchange.incomingPorts),
  ];
  return { modules, outgoingPorts, exchangePorts: amendments.exchangePorts, desk: amendments.desk };
}

type RunJob = (name: string, payload?: Record<string, unknown>) => Promise<void>;

function jobRunner(office: TestOffice, modules: readonly ModuleDefinition[]): RunJob {
  const jobs = modules.flatMap((module) => module.jobs?.(office) ?? []);
  return async (name, payload = {}) => {
    const job = jobs.find((one) => one.name === name);
    if (job === undefined) {
      throw new Error(`no job ${name}`);
    }
    await job.handle(payload);
  };
}

async function settle(office: TestOffice, run: RunJob): Promise<void> {
  for (let rounds = 0; rounds < 200; rounds += 1) {
    if (!(await isDue(office))) {
      return;
    }
    await run('interchange.send');
    await run('interchange.read');
  }
  throw new Error('the exchange does not come to rest');
}

/** Jobs that transactions left behind, run once each. */
async function runWaiting(office: TestOffice, run: RunJob, name: string): Promise<void> {
  const waiting = await rawQuery<WaitingJob>(
    office.db,
    `delete from graphile_worker._private_jobs as job using graphile_worker._private_tasks as task
     where task.id = job.task_id and task.identifier = $1 returning job.payload`,
    [name],
  );
  for (const { payload } of waiting) {
    await run(name, payload);
  }
}

/** Everything that happens when a sealed document is issued, in one transaction and in the order of `outgoing`. */
async function leave(
  office: TestOffice,
  ports: OutgoingPorts,
  from: Receiver,
  letter: { id: string; name: string; to: readonly Receiver[]; attachments: number },
): Promise<void> {
  const { id, name, to, attachments } = letter;
  await insertOutgoingRow(office, from, id, await attachPages(office, from, id, name, attachments), to);
  office.clock.advance(1_000);
  const context = office.as(from.clerk);
  await command(context, async (tx) => {
    const key = { agencyId: from.agencyId, documentId: id };
    if (to.length > 0) {
      await ports.dispatch(tx, context, key);
    }
    await ports.documentMoved(tx, context, { ...key, to: 'issued', numberSymbol: name });
    return null;
  });
}

async function callRoute(
  office: TestOffice,
  modules: readonly ModuleDefinition[],
  subject: Subject,
  [method, path]: [Route['method'], string],
  input: CallInput,
): Promise<unknown> {
  const route = findRoute(modules, method, path);
  const parse = (schema: Route['body'], value: unknown) => (schema === undefined ? value : schema.parse(value));
  const whole = {
    params: parse(route.params, input.params ?? {}),
    query: parse(route.query, input.query ?? {}),
    body: parse(route.body, input.body ?? {}),
    sendFile: () => undefined,
  };
  // Neither uploads nor cookies are touched by these routes.
  return route.handle(office.as(subject), whole as unknown as RouteInput);
}

async function incomingOf(office: TestOffice, receiver: Receiver, outgoingId: string): Promise<string> {
  const [row] = await rawQuery<{ document_id: string }>(
    office.db,
    `select origin.document_id from interchange_origin origin
     join interchange_dispatch dispatch on dispatch.envelope_document_id = origin.envelope_document_id
     where origin.agency_id = $1 and dispatch.document_id = $2 limit 1`,
    [receiver.agencyId, outgoingId],
  );
  if (row === undefined) {
    throw new Error('the letter has not arrived there');
  }
  return row.document_id;
}

/** A sender and receivers on one installation, with the modules plugged into each other as the application does it. */
export async function buildLife(office: TestOffice, count = 2): Promise<LifeOffice> {
  const { modules, outgoingPorts, exchangePorts, desk } = plugTogether();
  const run = jobRunner(office, modules);
  const sender = await buildReceiver(office, 'UBND huyện Bản Sen');
  const receivers: Receiver[] = [];
  for (let index = 1; index <= count; index += 1) {
    receivers.push(await buildReceiver(office, `UBND xã Nà ${index}`));
  }
  let number = 0;
  const numberIt = (symbol: string) => {
    number += 1;
    return { number, numberSymbol: `${String(number).padStart(2, '0')}/${symbol}` };
  };
  return {
    office,
    sender,
    receivers,
    modules,
    outgoingPorts,
    issue: async ({ to = receivers, attachments = 1, from = sender, abstract } = {}) => {
      const id = newId(office.clock.now().getTime());
      const numbered = { id, ...numberIt('UBND-VHTT'), abstract: abstract ?? `V/v ${SECRET_WORD} trên địa bàn` };
      await insertNumbered(office, from, numbered);
      await insertDraftRow(office, from, id, to);
      await leave(office, outgoingPorts, from, { id, name: numbered.numberSymbol, to, attachments });
      return id;
    },
    issueDraft: async (id, { to = receivers, attachments = 1, from = sender } = {}) => {
      const numbered = { id, ...numberIt('UBND-VP') };
      await numberDraft(office, from, numbered);
      await leave(office, outgoingPorts, from, { id, name: numbered.numberSymbol, to, attachments });
      return id;
    },
    settle: () => settle(office, run),
    runJobs: (name) => runWaiting(office, run, name),
    // The answer is the contract's.
    call: async <T>(subject: Subject, method: Route['method'], path: string, input: CallInput = {}) =>
      (await callRoute(office, modules, subject, [method, path], input)) as T,
    arriveStatus: (receiver, outgoingId, code, from = sender) =>
      arriveStatus(office, exchangePorts, from, receiver, { outgoingId, code }),
    desk: async (subject) => (await desk?.(office.as(subject))) ?? [],
    incomingOf: (receiver, outgoingId) => incomingOf(office, receiver, outgoingId),
  };
}
