import { join } from 'node:path';
import { AxisError } from '@congvu/axis';
import { type Simulator, type SimulatorOptions, startSimulator } from '@congvu/axis/simulator';
import { type HostedAgency, listHostedAgencies } from '#modules/org';
import type { Services } from '../../platform/context.ts';
import { conflict, notFound } from '../../platform/errors.ts';
import { OUTSIDE_AGENCIES } from './outside-agencies.ts';
import { movePlace, type Place, reservePlace, SYSTEM_ID, trainingFolder } from './place.ts';

/** Between two steps of an agency that answers: people want to see them come one by one. */
export const STEP_MS = 4000;
const REMEMBERED = 500;

/** The simulator of this process. */
export interface Ground {
  start(services: Services): Promise<{ stop(): Promise<void> }>;
  /** @throws AppError 404 outside the demo, 409 when it does not run here */
  simulator(services: Services): Simulator;
  /** Undefined with the reason beside it. */
  peek(): { simulator: Simulator | undefined; problem: string };
  /** One act a key, however often it is asked for. */
  once<Result>(key: string | undefined, act: () => Promise<Result>): Promise<Result>;
}

const STOPPED = 'Trục mô phỏng chưa chạy trong tiến trình này. Khởi động lại bản chạy thử ở chế độ thông thường (all).';

function optionsOf(services: Services, place: Place, stepMs: number): SimulatorOptions {
  return {
    port: place.port,
    agencies: OUTSIDE_AGENCIES,
    systems: [{ id: SYSTEM_ID, secret: place.secret, agencies: [] }],
    partners: OUTSIDE_AGENCIES.map(({ code, behaviour }) => ({ code, behaviour, stepMs })),
    clock: () => services.clock.now(),
    stateDir: join(trainingFolder(services.config), 'axis'),
  };
}

async function open(services: Services, stepMs: number): Promise<Simulator> {
  const place = await reservePlace(services.config);
  try {
    return await startSimulator(optionsOf(services, place, stepMs));
  } catch (error) {
    if (!(error instanceof AxisError)) {
      throw error;
    }
    // The port was free when it was chosen; meanwhile another program has it. The page offers to connect anew.
    return startSimulator(optionsOf(services, await movePlace(services.config, place), stepMs));
  }
}

/** The older scheme is told by its shape: level 1 comes last (QCVN 102:2016). */
function splitCodes({ codes }: HostedAgency): { code: string; codeQcvn102?: string; oldCodes: string[] } | undefined {
  const [code, ...rest] = codes;
  const older = rest.find((other) => /\.[A-Z]\d{2}$/.test(other));
  const others = rest.filter((other) => other !== older);
  return code === undefined
    ? undefined
    : { code, ...(older !== undefined && { codeQcvn102: older }), oldCodes: others };
}

/** Agencies of this installation are on the axis under their own codes and names, and our system speaks for them. */
export async function tellHosted(services: Services, simulator: Simulator): Promise<HostedAgency[]> {
  const hosted = await listHostedAgencies(services.db);
  const place = await reservePlace(services.config);
  for (const agency of hosted) {
    const codes = splitCodes(agency);
    const known = codes === undefined ? undefined : simulator.agencies.find(codes.code);
    const isSame = known?.name === agency.name && known.codeQcvn102 === codes?.codeQcvn102;
    if (codes !== undefined && !isSame) {
      simulator.agencies.add({ ...codes, name: agency.name });
    }
  }
  const agencies = hosted.flatMap(({ codes }) => codes);
  simulator.addSystem({ id: SYSTEM_ID, secret: place.secret, agencies });
  return hosted;
}

export function createGround(stepMs = STEP_MS): Ground {
  let running: Simulator | undefined;
  let problem = STOPPED;
  const acts = new Map<string, Promise<unknown>>();
  return {
    async start(services) {
      const { config, log } = services;
      if (!config.demo || config.role === 'worker') {
        return { stop: async () => undefined };
      }
      try {
        running = await open(services, stepMs);
        await tellHosted(services, running);
      } catch (error) {
        // The office opens without it: nothing real depends on a simulator.
        log.warn({ error }, 'training axis did not start');
        problem = `Trục mô phỏng không khởi động được: ${error instanceof Error ? error.message : String(error)}`;
      }
      return {
        stop: async () => {
          await running?.close();
          running = undefined;
        },
      };
    },
    simulator({ config }) {
      if (!config.demo) {
        throw notFound('training.not_demo', 'Trục mô phỏng chỉ có ở bản chạy thử (--demo).');
      }
      if (running === undefined) {
        throw conflict('training.not_running', problem);
      }
      return running;
    },
    peek: () => ({ simulator: running, problem: running === undefined ? problem : '' }),
    async once<Result>(key: string | undefined, act: () => Promise<Result>): Promise<Result> {
      const known = key === undefined ? undefined : acts.get(key);
      if (known !== undefined) {
        // One key belongs to one route and one body, so to one kind of answer.
        return known as Promise<Result>;
      }
      const acting = act();
      if (key !== undefined) {
        acts.set(key, acting);
        acting.catch(() => acts.delete(key));
        for (const oldest of [...acts.keys()].slice(0, Math.max(0, acts.size - REMEMBERED))) {
          acts.delete(oldest);
        }
      }
      return acting;
    },
  };
}
