import { createAmendmentsModule } from '#modules/amendments';
import type { ArrivedMessage, Carrier } from '#modules/carriers';
import { createIncomingModule } from '#modules/incoming';
import { type ChooseWays, createInterchangeModule, storeArrivals } from '#modules/interchange';
import { createOutgoingModule, type OutgoingPorts } from '#modules/outgoing';
import { buildReceiver } from '../../modules/amendments/amendments.testing.ts';
import type { Receiver } from '../../modules/amendments/issued-letter.testing.ts';
import { buildAgency } from '../../modules/org/org.testing.ts';
import type { Subject } from '../../platform/authorise.ts';
import type { Services } from '../../platform/context.ts';
import type { Route, RouteInput } from '../../platform/http/route.ts';
import { newId } from '../../platform/ids.ts';
import type { JobDefinition } from '../../platform/jobs.ts';
import type { ModuleDefinition } from '../../platform/module.ts';
import type { TestOffice } from '../../platform/testing/test-context.ts';
import { type Fate, type MortalDb, mortalDb } from './mortal.testing.ts';
import type { Landing, Network, Side } from './network.testing.ts';

export interface CallInput {
  params?: object;
  body?: object;
}

/** One installation: people who work through routes that do not die, and processes that do. */
export interface ChaosOffice extends Landing {
  outgoingPorts: OutgoingPorts;
  call<T>(subject: Subject, method: Route['method'], path: string, input: CallInput): Promise<T>;
  /** Every process sends and reads once what is due; who died is replaced by a new one. */
  work(): Promise<void>;
  deaths(): number;
}

interface Plugged {
  modules: ModuleDefinition[];
  jobs(services: Services): JobDefinition[];
  outgoingPorts: OutgoingPorts;
}

function plugTogether(carriers: readonly Carrier[], chooseWays: ChooseWays): Plugged {
  const amendments = createAmendmentsModule({
    loadCalendar: async () => () => true,
    dispatchMore: (tx, context, wanted) => interchange.dispatchMore(tx, context, wanted),
  });
  const interchange = createInterchangeModule({ amendments: amendments.exchangePorts, carriers, chooseWays });
  const outgoingPorts: OutgoingPorts = { ...interchange.outgoingPorts, documentMoved: amendments.documentMoved };
  return {
    modules: [
      amendments,
      interchange,
      createOutgoingModule(outgoingPorts),
      createIncomingModule(interchange.incomingPorts),
    ],
    jobs: (services) => interchange.jobs?.(services) ?? [],
    outgoingPorts,
  };
}

interface Process {
  services: Services;
  mortal: MortalDb;
  jobs: JobDefinition[];
}

async function callRoute(
  office: TestOffice,
  modules: readonly ModuleDefinition[],
  subject: Subject,
  wanted: string,
  input: CallInput,
) {
  const route = modules.flatMap((one) => one.routes ?? []).find(({ method, path }) => `${method} ${path}` === wanted);
  if (route === undefined) {
    throw new Error(`no route ${wanted}`);
  }
  const parse = (schema: Route['body'], value: unknown) => (schema === undefined ? value : schema.parse(value));
  const whole = {
    params: parse(route.params, input.params ?? {}),
    query: parse(route.query, {}),
    body: parse(route.body, input.body ?? {}),
    sendFile: () => undefined,
  };
  // Neither uploads nor cookies are touched by these routes.
  return route.handle(office.as(subject), whole as unknown as RouteInput);
}

/** Processes of one office that die at commits as the dice of the office say; all of them see one database. */
function raise(office: TestOffice, plug: () => Plugged, fate: () => Fate, count: number) {
  let deaths = 0;
  const begin = (): Process => {
    const mortal = mortalDb(office.database.pool, fate);
    const services = { ...office, db: mortal.db };
    return { services, mortal, jobs: plug().jobs(services) };
  };
  const processes = Array.from({ length: count }, begin);
  const orReplace = async (place: number, act: (process: Process) => Promise<unknown>): Promise<void> => {
    const process = processes[place];
    if (process === undefined) {
      throw new Error('no such process');
    }
    try {
      await act(process);
    } finally {
      if (process.mortal.isDead()) {
        deaths += 1;
        processes[place] = begin();
      }
    }
  };
  const run = (place: number): Promise<void> =>
    orReplace(place, async (process) => {
      try {
        for (const job of process.jobs) {
          await job.handle({});
        }
      } catch (error) {
        if (!process.mortal.isDead()) {
          throw error;
        }
      }
    });
  return {
    deaths: () => deaths,
    work: async () => void (await Promise.all(processes.map((_process, place) => run(place)))),
    arrived: (messages: readonly ArrivedMessage[]) =>
      orReplace(0, ({ services }) =>
        storeArrivals(
          {
            ...services,
            subject: undefined,
            meta: { requestId: newId(), ip: '', userAgent: 'job' },
            idempotency: undefined,
          },
          messages,
        ),
      ),
  };
}

const PROCESSES = 2;

export interface Pair {
  sender: ChaosOffice;
  receiver: ChaosOffice;
  /** The body that writes, as its own office knows it. */
  from: Receiver;
  /** The bodies that receive: their people are of the other office, their ids those under which the sender's office knows them. */
  to: Receiver[];
  /** The same bodies at home. */
  homes: Receiver[];
}

export interface Given {
  offices: Record<Side, TestOffice>;
  network: Network;
  receivers: number;
  fate: Record<Side, () => Fate>;
}

/** A body that writes in one office and bodies that receive in another; every second one is reached over the axis. */
export async function buildPair({ offices, network, receivers, fate }: Given): Promise<Pair> {
  const from = await buildReceiver(offices.sender, 'UBND huyện Bản Sen');
  const homes: Receiver[] = [];
  const to: Receiver[] = [];
  for (let index = 1; index <= receivers; index += 1) {
    const home = await buildReceiver(offices.receiver, `UBND xã Nà ${index}`);
    const { id } = await buildAgency(offices.sender.db, { name: home.name, code: home.code, hosted: false });
    homes.push(home);
    to.push({ ...home, agencyId: id });
  }
  const away = await buildAgency(offices.receiver.db, { name: from.name, code: from.code, hosted: false });
  const lineOf = new Map(
    to.map(({ code }, index) => [code, index % 2 === 0 ? ('peer' as const) : ('national' as const)]),
  );
  const chooseWays: ChooseWays = async (_db, _agencyId, wanted) =>
    wanted.map(({ agencyId, code }) => {
      const carrier = lineOf.get(code) ?? 'peer';
      return { carrier, connectionId: network.connectionIds[carrier], agencyId, code };
    });
  const build = (side: Side, hosted: Map<string, string>, known: Map<string, string>): ChaosOffice => {
    const office = offices[side];
    const plug = () => plugTogether(network.carriers(side), chooseWays);
    const { modules, outgoingPorts } = plug();
    return {
      office,
      hosted,
      known,
      outgoingPorts,
      ...raise(office, plug, fate[side], PROCESSES),
      // The answer is the contract's.
      call: async <T>(subject: Subject, method: Route['method'], path: string, input: CallInput) =>
        (await callRoute(office, modules, subject, `${method} ${path}`, input)) as T,
    };
  };
  const codes = (bodies: readonly Receiver[]) => new Map(bodies.map(({ code, agencyId }) => [code, agencyId]));
  return {
    sender: build('sender', codes([from]), codes(to)),
    receiver: build('receiver', codes(homes), new Map([[from.code, away.id]])),
    from,
    to,
    homes,
  };
}
